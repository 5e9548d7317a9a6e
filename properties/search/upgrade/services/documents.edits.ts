import { MOVED, type EditedService } from '../edited-service.ts';

/** `run` stores: 1 set state, 2 run "ask reviewer", 3 promise approved, then 4 run "publish" and 5 set state, or 4 set state. */
export const documents: EditedService = {
  name: 'documents',
  file: new URL('documents.ts', import.meta.url),
  hints: {
    examples: { 'Documents/run': [{ title: 'plan', reviewer: 'bob' }], 'Documents/decide': [true, false] },
    keys: ['d1'],
  },
  edits: [
    {
      name: 'the promise is renamed',
      replace: [
        [
          "const approved = await ctx.promise<boolean>('approved');",
          "const approved = await ctx.promise<boolean>('decision');",
        ],
        ["ctx.promise<boolean>('approved').resolve", "ctx.promise<boolean>('decision').resolve"],
      ],
      breaks: [
        { on: ['new'], handler: 'Documents/run', kind: 'waits only in an upgrade' },
        {
          on: MOVED,
          handler: 'Documents/run',
          kind: 'breaks in flight at entry 3 (promise approved)',
          points: {
            'Documents/run':
              'safe up to after entry 2 (run "ask reviewer"), breaks from after entry 3 (promise approved) on',
          },
          resumed: { 'Documents/run': /first before entry 3$/ },
        },
        {
          on: MOVED,
          handler: 'Documents/decide',
          kind: 'breaks in flight at entry 1 (resolve approved)',
          old: '.resolve(approved)',
          next: '.resolve(approved)',
        },
        {
          on: ['rollback in-place'],
          handler: 'Documents/run',
          kind: 'breaks in flight when it is rolled back at entry 3 (promise decision)',
        },
        {
          on: ['rollback in-place'],
          handler: 'Documents/decide',
          kind: 'breaks in flight when it is rolled back at entry 1 (resolve decision)',
          old: '.resolve(approved)',
          next: '.resolve(approved)',
        },
      ],
    },
    {
      name: 'the promise has another payload',
      replace: [
        [
          "const approved = await ctx.promise<boolean>('approved');",
          "const { approved } = await ctx.promise<{ approved: boolean }>('approved');",
        ],
        [
          "ctx.promise<boolean>('approved').resolve(approved)",
          "ctx.promise<{ approved: boolean }>('approved').resolve({ approved })",
        ],
      ],
      breaks: [
        {
          on: ['rollback in-place'],
          handler: 'Documents/run',
          kind: 'breaks in flight when it is rolled back at entry 4 (set state)',
          old: "ctx.run('publish'",
          next: "ctx.set('state', 'refused')",
        },
        {
          on: MOVED,
          handler: 'Documents/run',
          kind: 'breaks in flight at entry 4 (run "publish")',
          old: "ctx.run('publish'",
          next: "ctx.set('state', 'refused')",
          operations: 2,
        },
        {
          on: MOVED,
          handler: 'Documents/decide',
          kind: 'breaks in flight at entry 1 (resolve approved)',
          old: '.resolve(approved)',
          next: '.resolve({ approved })',
        },
        {
          on: ['rollback in-place'],
          handler: 'Documents/decide',
          kind: 'breaks in flight when it is rolled back at entry 1 (resolve approved)',
          old: '.resolve(approved)',
          next: '.resolve({ approved })',
        },
      ],
      differs: [{ on: ['new', 'rollback'], what: /Silently different: / }],
    },
    { name: 'documents get another path', replace: [['=> `/${title}`', '=> `/documents/${title}`']] },
    {
      name: 'a document can be asked whether it is out',
      replace: [
        [
          '    state: async',
          `    isPublished: async (ctx: restate.WorkflowSharedContext<{ state: State }>): Promise<boolean> => {
      return (await ctx.get('state')) === 'published';
    },

    state: async`,
        ],
      ],
    },
    {
      name: 'the author is notified at the end',
      replace: [
        [
          "      ctx.set('state', 'published');",
          "      ctx.set('state', 'published');\n      await ctx.run('notify author', () => mail.ask('author', title));",
        ],
      ],
      breaks: [
        {
          on: ['rollback in-place'],
          handler: 'Documents/run',
          kind: 'breaks in flight when it is rolled back at entry 6 (run "notify author")',
          next: "ctx.run('notify author'",
          operations: 2,
        },
      ],
    },
  ],
};
