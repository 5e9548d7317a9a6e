/** What the commands of the fuzzer work on, by file. */
export const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  // An increment that is lost when the process dies between the two steps, and one that always fails.
  'broken.ts': `import * as restate from '@restatedev/restate-sdk';
const counts = new Map<string, number>();
export const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext, by: number) => {
      const before = (await ctx.get<number>('n')) ?? 0;
      await ctx.run('note', () => undefined);
      if (by === 3) throw new Error('three is too many');
      ctx.set('n', before + by);
      return before + by;
    },
    count: async (ctx: restate.ObjectContext) => {
      counts.set(ctx.key, (counts.get(ctx.key) ?? 0) + 1);
      return counts.get(ctx.key) ?? 0;
    },
  },
});
`,
  'broken.hints.json': '{ "examples": { "Counter/add": [1, 2, 3], "Counter/count": [null] } }',
  'sound.ts': `import * as restate from '@restatedev/restate-sdk';
export const wallet = restate.object({
  name: 'Wallet',
  handlers: {
    deposit: async (ctx: restate.ObjectContext, amount: number) => {
      const balance = ((await ctx.get<number>('balance')) ?? 0) + amount;
      await ctx.sleep(amount);
      ctx.set('balance', balance);
      return balance;
    },
  },
});
`,
  'sound.hints.json': '{ "examples": { "Wallet/deposit": [1, 10] } }',
};
