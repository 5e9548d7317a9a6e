import { MOVED, type EditedService } from '../edited-service.ts';

const AFTER_GET = 'safe up to after entry 2 (get bucket), breaks from after entry 3 (set bucket) on';

/** `take` stores: 1 run (the time), 2 get bucket, 3 set bucket. */
export const rateLimit: EditedService = {
  name: 'rate limit',
  file: new URL('rate-limit.ts', import.meta.url),
  hints: { keys: ['k1'] },
  edits: [
    {
      name: 'a bucket has another shape',
      replace: [
        ['  tokens: number;\n', '  level: number;\n'],
        ['refilled({ tokens, filledAtMs }: Bucket', 'refilled({ level: tokens, filledAtMs }: Bucket'],
        ['return { tokens: CAPACITY, filledAtMs: nowMs };', 'return { level: CAPACITY, filledAtMs: nowMs };'],
        ['return { tokens: tokens + more,', 'return { level: tokens + more,'],
        ['known ?? { tokens: CAPACITY', 'known ?? { level: CAPACITY'],
        ['if (bucket.tokens < 1)', 'if (bucket.level < 1)'],
        ['const left = bucket.tokens - 1', 'const left = bucket.level - 1'],
        ["ctx.set('bucket', { tokens: left", "ctx.set('bucket', { level: left"],
        ['CAPACITY : bucket.tokens', 'CAPACITY : bucket.level'],
      ],
      breaks: [
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Limiter/take',
          kind: 'breaks in flight at entry 3 (set bucket)',
          points: { 'Limiter/take': AFTER_GET },
          old: "ctx.set('bucket'",
          next: "ctx.set('bucket'",
        },
        {
          on: ['rollback in-place'],
          handler: 'Limiter/take',
          kind: 'breaks in flight when it is rolled back at entry 3 (set bucket)',
          old: "ctx.set('bucket'",
          next: "ctx.set('bucket'",
        },
      ],
      differs: [{ on: ['new', 'resume', 'rollback'], what: /Silently different: / }],
    },
    {
      name: 'the capacity is a constant that changes',
      replace: [['const CAPACITY = 5;', 'const CAPACITY = 10;']],
      breaks: [
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Limiter/take',
          kind: 'breaks in flight at entry 3 (set bucket)',
          points: { 'Limiter/take': AFTER_GET },
          old: "ctx.set('bucket'",
          next: "ctx.set('bucket'",
        },
        {
          on: ['rollback in-place'],
          handler: 'Limiter/take',
          kind: 'breaks in flight when it is rolled back at entry 3 (set bucket)',
          old: "ctx.set('bucket'",
          next: "ctx.set('bucket'",
        },
      ],
    },
    {
      name: 'the state is read before the clock',
      replace: [
        [
          "      const nowMs = await ctx.date.now();\n      const known = await ctx.get('bucket');",
          "      const known = await ctx.get('bucket');\n      const nowMs = await ctx.date.now();",
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Limiter/take',
          kind: 'breaks in flight at entry 1 (run)',
          points: {
            'Limiter/take': 'safe up to before entry 1, breaks from before the result of entry 1 (run) is stored on',
          },
          old: 'ctx.date.now()',
          next: "const known = await ctx.get('bucket')",
          resumed: { 'Limiter/take': 'breaks from before entry 1 to before the result of entry 1 (run) is stored' },
        },
        {
          on: ['rollback in-place'],
          handler: 'Limiter/take',
          kind: 'breaks in flight when it is rolled back at entry 1 (get bucket)',
          old: 'ctx.date.now()',
          next: "const known = await ctx.get('bucket')",
        },
      ],
    },
    {
      name: 'a refusal says more',
      replace: [["'too many requests'", "'too many requests, please wait a minute'"]],
    },
    {
      name: 'state is read as it is needed',
      replace: [["  name: 'Limiter',\n", "  name: 'Limiter',\n  options: { enableLazyState: true },\n"]],
    },
  ],
};
