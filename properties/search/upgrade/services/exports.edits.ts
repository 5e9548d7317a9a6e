import { MOVED, type EditedService } from '../edited-service.ts';

/** `create` stores: 1 run "render", 2 run "upload", 3 send Cleanup/remove. */
export const exported: EditedService = {
  name: 'exports',
  file: new URL('exports.ts', import.meta.url),
  hints: { examples: { 'Reports/create': [{ month: 'may' }], 'LegacyReports/fetch': ['may'] } },
  edits: [
    {
      name: 'a service is left out',
      replace: [
        [
          `
/** The interface of last year, which some clients still call. */
export const legacyReports = restate.service({
  name: 'LegacyReports',
  handlers: {
    fetch: async (ctx: restate.Context, month: string): Promise<string> => {
      return ctx.serviceClient(reports).create({ month });
    },
  },
});
`,
          '',
        ],
      ],
      breaks: [
        { on: ['in-place'], handler: 'LegacyReports/fetch', kind: 'handler gone' },
        { on: ['in-place'], handler: 'LegacyReports/fetch', kind: 'handler gone for clients', operations: 2 },
        { on: ['in-place'], handler: 'LegacyReports/fetch', kind: 'deployment gone' },
      ],
    },
    {
      name: 'a handler is renamed that is called with a delay',
      replace: [
        ['    remove: restate.handlers', '    expire: restate.handlers'],
        ['(cleanup).remove(', '(cleanup).expire('],
      ],
      breaks: [
        {
          on: ['rollback'],
          handler: 'Reports/create',
          kind: 'calls a handler that is gone after a roll-back: Cleanup/expire',
          next: '(cleanup).expire(',
          operations: 1,
        },
        { on: ['new', ...MOVED], handler: 'Cleanup/remove', kind: 'handler gone', old: '(cleanup).remove(' },
        {
          on: ['new'],
          handler: 'Reports/create',
          kind: 'calls a handler that is gone: Cleanup/remove',
          old: '(cleanup).remove(',
        },
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Reports/create',
          kind: 'breaks in flight at entry 3 (send Cleanup/remove)',
          old: '(cleanup).remove(',
          next: '(cleanup).expire(',
        },
        {
          on: ['rollback', 'rollback in-place'],
          handler: 'Cleanup/expire',
          kind: 'handler gone after a roll-back',
          next: '(cleanup).expire(',
          operations: 1,
        },
        {
          on: ['rollback in-place'],
          handler: 'Reports/create',
          kind: 'breaks in flight when it is rolled back at entry 3 (send Cleanup/expire)',
          old: '(cleanup).remove(',
          next: '(cleanup).expire(',
        },
      ],
    },
    {
      name: 'two steps become one',
      replace: [
        [
          `      const name = await ctx.run('render', () => files.render(month));
      const url = await ctx.run('upload', () => files.upload(name));
`,
          `      const url = await ctx.run('render and upload', async () => files.upload(await files.render(month)));
`,
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Reports/create',
          kind: 'breaks in flight at entry 1 (run "render")',
          points: {
            'Reports/create':
              'safe up to before entry 1, breaks from before the result of entry 1 (run "render") is stored on',
          },
          old: "ctx.run('render'",
          next: "ctx.run('render and upload'",
          resumed: {
            'Reports/create': 'breaks from before entry 1 to before the result of entry 2 (run "upload") is stored',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Reports/create',
          kind: 'breaks in flight when it is rolled back at entry 1 (run "render and upload")',
          old: "ctx.run('render'",
          next: "ctx.run('render and upload'",
        },
      ],
    },
    { name: 'links are valid for a month', replace: [['delay: { days: 7 }', 'delay: { days: 30 }']] },
    { name: 'reports look nicer', replace: [['`report of ${month}`', '`report for the month of ${month}`']] },
  ],
};
