import { MOVED, type EditedService } from '../edited-service.ts';

/** `tick` stores: 1 run "look", 2 call Importer/load, 3 get imported, 4 set imported, 5 send Poller/main/tick. */
export const poller: EditedService = {
  name: 'poller',
  file: new URL('poller.ts', import.meta.url),
  hints: { keys: ['main'] },
  edits: [
    {
      name: 'a handler that sends to itself needs one more field',
      replace: [
        ['z.object({ round: z.number() })', 'z.object({ round: z.number(), tenant: z.string() })'],
        ['.tick({ round: 1 })', ".tick({ round: 1, tenant: 'acme' })"],
        ['async (ctx: Ctx, { round })', 'async (ctx: Ctx, { round, tenant })'],
        ['next.tick({ round: round + 1 }', 'next.tick({ round: round + 1, tenant }'],
      ],
      breaks: [
        { on: ['new', ...MOVED], handler: 'Poller/tick', kind: 'fails only in an upgrade' },
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Poller/start',
          kind: 'breaks in flight at entry 1 (send Poller/main/tick)',
          old: '.tick({ round: 1 })',
          next: '.tick({ round: 1, tenant',
        },
        { on: MOVED, handler: 'Poller/tick', kind: 'breaks in flight at entry 1 (run "look")', old: "ctx.run('look'" },
        {
          on: ['rollback in-place'],
          handler: 'Poller/start',
          kind: 'breaks in flight when it is rolled back at entry 1 (send Poller/main/tick)',
          old: '.tick({ round: 1 })',
          next: '.tick({ round: 1, tenant',
        },
        {
          on: ['rollback in-place'],
          handler: 'Poller/tick',
          kind: 'breaks in flight when it is rolled back at entry 5 (send Poller/main/tick)',
          old: 'next.tick(',
          next: 'next.tick(',
        },
      ],
    },
    {
      name: 'a service that is called needs one more field',
      replace: [
        ['z.object({ page: z.number() })', 'z.object({ page: z.number(), source: z.string() })'],
        ['.load({ page })', ".load({ page, source: 'feed' })"],
      ],
      breaks: [
        { on: ['new'], rarely: ['in-place', 'resume'], handler: 'Importer/load', kind: 'fails only in an upgrade' },
        {
          on: MOVED,
          handler: 'Poller/tick',
          kind: 'breaks in flight at entry 2 (call Importer/load)',
          points: {
            'Poller/tick': 'safe up to after entry 1 (run "look"), breaks from after entry 2 (call Importer/load) on',
          },
          old: '.load({ page })',
          next: '.load({ page, source',
          resumed: {
            'Poller/tick':
              'safe up to before the result of entry 1 (run "look") is stored, breaks from before entry 2 to after entry 2 (call Importer/load)',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Poller/tick',
          kind: 'breaks in flight when it is rolled back at entry 2 (call Importer/load)',
          old: '.load({ page })',
          next: '.load({ page, source',
        },
      ],
    },
    {
      name: 'a service that is called answers with an object',
      replace: [
        [
          "Promise<number> => ctx.run('load page', () => page + 1)",
          "Promise<{ loaded: number }> => ({ loaded: await ctx.run('load page', () => page + 1) })",
        ],
        ['const loaded = await', 'const { loaded } = await'],
      ],
      breaks: [
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Poller/tick',
          kind: 'breaks in flight at entry 4 (set imported)',
          old: "ctx.set('imported'",
          next: "ctx.set('imported'",
        },
        {
          on: ['rollback in-place'],
          handler: 'Poller/tick',
          kind: 'breaks in flight when it is rolled back at entry 4 (set imported)',
          old: "ctx.set('imported'",
          next: "ctx.set('imported'",
        },
      ],
      differs: [{ on: ['new', ...MOVED, 'rollback', 'rollback in-place'], what: /Silently different: / }],
    },
    {
      name: 'inputs have a field that may be missing',
      replace: [
        ['z.object({ round: z.number() })', 'z.object({ round: z.number(), tenant: z.string().optional() })'],
        ['z.object({ page: z.number() })', "z.object({ page: z.number(), source: z.string().default('feed') })"],
        ['.load({ page })', '.load({ page } as z.infer<typeof Batch>)'],
      ],
    },
    { name: 'the feed is asked less often', replace: [['delay: { minutes: 5 }', 'delay: { minutes: 20 }']] },
  ],
};
