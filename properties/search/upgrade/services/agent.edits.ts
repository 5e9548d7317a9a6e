import { MOVED, type EditedService } from '../edited-service.ts';

/** `ask` stores: 1 run "call model", 2 run "tool weather", 3 run "call model", 4 run "tool calendar", 5 run "call model", 6 set history. */
export const agent: EditedService = {
  name: 'agent',
  file: new URL('agent.ts', import.meta.url),
  hints: { examples: { 'Agent/ask': ['where is it warm?'] }, keys: ['s1'] },
  edits: [
    {
      name: 'steps of the model are numbered',
      replace: [["ctx.run('call model'", 'ctx.run(`call model ${turn}`']],
      breaks: [
        {
          on: MOVED,
          handler: 'Agent/ask',
          kind: 'breaks in flight at entry 1 (run "call model")',
          points: {
            'Agent/ask':
              'safe up to before entry 1, breaks from before the result of entry 1 (run "call model") is stored on',
          },
          old: "ctx.run('call model'",
          next: 'ctx.run(`call model ${turn}`',
          resumed: {
            'Agent/ask': 'breaks from before entry 1 to before the result of entry 5 (run "call model") is stored',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Agent/ask',
          kind: 'breaks in flight when it is rolled back at entry 1 (run "call model 1")',
          old: "ctx.run('call model'",
          next: 'ctx.run(`call model ${turn}`',
        },
      ],
    },
    {
      name: 'a conversation has fewer turns',
      replace: [['MAX_TURNS = 4', 'MAX_TURNS = 2']],
      breaks: [
        {
          on: MOVED,
          handler: 'Agent/ask',
          kind: 'breaks in flight at entry 5 (run "call model")',
          points: {
            'Agent/ask':
              'safe up to after entry 4 (run "tool calendar"), breaks from before the result of entry 5 (run "call model") is stored on',
          },
          old: "ctx.run('call model'",
          next: "ctx.set('history'",
          resumed: {
            'Agent/ask':
              'safe up to before the result of entry 4 (run "tool calendar") is stored, breaks from before entry 5 to before the result of entry 5 (run "call model") is stored',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Agent/ask',
          kind: 'breaks in flight when it is rolled back at entry 5 (set history)',
          old: "ctx.run('call model'",
          next: "ctx.set('history'",
        },
      ],
    },
    { name: 'a conversation has more turns', replace: [['MAX_TURNS = 4', 'MAX_TURNS = 8']] },
    {
      name: 'what a tool is asked is checked first',
      replace: [
        [
          '        const result = await',
          "        await ctx.run('moderate', () => tool.argument.length < 100);\n        const result = await",
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Agent/ask',
          kind: 'breaks in flight at entry 2 (run "tool weather")',
          points: {
            'Agent/ask':
              'safe up to after entry 1 (run "call model"), breaks from before the result of entry 2 (run "tool weather") is stored on',
          },
          old: 'ctx.run(`tool ${tool.name}`',
          next: "ctx.run('moderate'",
          resumed: {
            'Agent/ask':
              'safe up to before the result of entry 1 (run "call model") is stored, breaks from before entry 2 to before the result of entry 5 (run "call model") is stored',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Agent/ask',
          kind: 'breaks in flight when it is rolled back at entry 2 (run "moderate")',
          old: 'ctx.run(`tool ${tool.name}`',
          next: "ctx.run('moderate'",
        },
      ],
    },
    {
      name: 'the model has a prompt of the system',
      replace: [
        ['() => model.complete(history)', "() => model.complete([{ role: 'user', text: 'be brief' }, ...history])"],
      ],
    },
    {
      name: 'a tool answers in other words',
      replace: [['`sunny in ${place}`', '`the sun shines in ${place}`']],
    },
  ],
};
