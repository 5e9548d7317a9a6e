import * as restate from '@restatedev/restate-sdk';

import { strict } from '../deployments/services-of.ts';
import type { Change } from './change.ts';

/** Changes of `ctx.run` steps. */
export const runChanges: readonly Change[] = [
  {
    name: 'same',
    v1: async ({ run, awakeable }) => {
      const a = await run('a');
      await awakeable();
      return [a, await run('b')];
    },
    inPlace: 'completed ["a","b"] +1',
  },
  {
    name: 'rename-run',
    v1: async ({ run, awakeable }) => {
      await run('charge');
      await awakeable();
      return 1;
    },
    v2: async ({ run, awakeable }) => {
      await run('chargeCard');
      await awakeable();
      return 1;
    },
    inPlace: 'paused: 570 name: charge != chargeCard',
  },
  {
    name: 'add-run-before',
    v1: async ({ run, awakeable }) => {
      await run('a');
      await awakeable();
      return 1;
    },
    v2: async ({ run, awakeable }) => {
      await run('new');
      await run('a');
      await awakeable();
      return 1;
    },
    inPlace: 'paused: 570 name: a != new',
  },
  {
    name: 'add-run-between',
    v1: async ({ run, awakeable }) => {
      await run('a');
      await awakeable();
      return 1;
    },
    v2: async ({ run, awakeable }) => {
      await run('a');
      await run('new');
      await awakeable();
      return 1;
    },
    inPlace: 'completed 1 +1',
  },
  {
    name: 'add-run-after',
    v1: async ({ run, awakeable }) => {
      await run('a');
      await awakeable();
      return 1;
    },
    v2: async ({ run, awakeable }) => {
      await run('a');
      await awakeable();
      await run('new');
      return 2;
    },
    inPlace: 'completed 2 +1',
  },
  {
    name: 'remove-first-run',
    v1: async ({ run, awakeable }) => {
      await run('a');
      await run('b');
      await awakeable();
      return 1;
    },
    v2: async ({ run, awakeable }) => {
      await run('b');
      await awakeable();
      return 1;
    },
    inPlace: 'paused: 570 name: a != b',
  },
  {
    name: 'remove-last-run',
    v1: async ({ run, awakeable }) => {
      await run('a');
      await run('b');
      await awakeable();
      return 1;
    },
    v2: async ({ run, awakeable }) => {
      await run('a');
      await awakeable();
      return 1;
    },
    inPlace: "paused: 570 now 'handler return', journal 'run' at 2",
    resumed: "paused: 570 'await' could not be replayed",
  },
  {
    name: 'remove-last-run-no-name-clash',
    v1: async ({ run, awakeable }) => {
      await run('a');
      await run('b');
      await awakeable();
      return 1;
    },
    v2: async ({ run }) => {
      await run('a');
      return 1;
    },
    inPlace: "paused: 570 now 'handler return', journal 'run' at 2",
  },
  {
    name: 'remove-after',
    v1: async ({ run, awakeable }) => {
      await run('a');
      await awakeable();
      await run('b');
      return 1;
    },
    v2: async ({ run, awakeable }) => {
      await run('a');
      await awakeable();
      return 2;
    },
    inPlace: 'completed 2',
  },
  {
    name: 'swap-runs',
    v1: async ({ run, awakeable }) => {
      await run('a');
      await run('b');
      await awakeable();
      return 1;
    },
    v2: async ({ run, awakeable }) => {
      await run('b');
      await run('a');
      await awakeable();
      return 1;
    },
    inPlace: 'paused: 570 name: a != b',
  },
  {
    name: 'swap-unnamed-runs',
    v1: async ({ ctx, awakeable }) => {
      const a = await ctx.run(() => 'A');
      const b = await ctx.run(() => 'B');
      await awakeable();
      return { a, b };
    },
    v2: async ({ ctx, awakeable }) => {
      const b = await ctx.run(() => 'B');
      const a = await ctx.run(() => 'A');
      await awakeable();
      return { a, b };
    },
    inPlace: 'completed {"a":"B","b":"A"}',
  },
  {
    name: 'run-result-shape',
    v1: async ({ run, awakeable }) => {
      const price = (await run('price', 10)) as number;
      await awakeable();
      return price + 1;
    },
    v2: async ({ run, awakeable }) => {
      const price = (await run('price', { amount: 10 })) as { readonly amount: number };
      await awakeable();
      return { total: price.amount + 1 };
    },
    inPlace: 'completed {"total":null}',
  },
  {
    name: 'run-result-shape-crash',
    v1: async ({ run, awakeable }) => {
      const price = (await run('price', 10)) as number;
      await awakeable();
      return price + 1;
    },
    v2: async ({ run, awakeable }) => {
      const price = (await run('price', { amount: { value: 10 } })) as { readonly amount: { readonly value: number } };
      await awakeable();
      return price.amount.value;
    },
    inPlace: "paused: 500 Cannot read properties of undefined (reading 'value')",
  },
  {
    name: 'run-serde-strict',
    v1: async ({ run, awakeable }) => {
      const price = await run('price', { n: 10 });
      await awakeable();
      return price;
    },
    v2: async ({ run, awakeable }) => {
      const price = await run('price', { n: 10, currency: 'EUR' }, { serde: strict });
      await awakeable();
      return price;
    },
    inPlace:
      'paused: 500 Standard schema validation failed: | * (at /currency) Invalid input: expected string, received undefined',
  },
  {
    name: 'run-serde-binary',
    v1: async ({ run, awakeable }) => {
      const text = await run('price', 'abc');
      await awakeable();
      return text;
    },
    v2: async ({ ctx, awakeable }) => {
      const bytes = await ctx.run('price', () => new TextEncoder().encode('abc'), { serde: restate.serde.binary });
      await awakeable();
      return bytes.constructor.name + bytes.length;
    },
    inPlace: 'completed "Uint8Array5"',
  },
  {
    name: 'run-to-call',
    v1: async ({ run, awakeable }) => {
      await run('a');
      await awakeable();
      return 1;
    },
    v2: async ({ call, awakeable }) => {
      await call(['Callee', 'echo'], 1);
      await awakeable();
      return 1;
    },
    inPlace: "paused: 570 now 'call', journal 'run' at 1",
  },
  {
    name: 'unawaited-run-added',
    v1: async ({ run, awakeable }) => {
      await run('a');
      await awakeable();
      return 1;
    },
    v2: async ({ run, awakeable }) => {
      await run('a');
      const background = run('bg');
      await awakeable();
      return ['v2', await background];
    },
    inPlace: 'completed ["v2","bg"] +1',
  },
  {
    name: 'catch-added',
    v1: async ({ ctx, awakeable }) => {
      const declined = (): never => {
        throw new restate.TerminalError('declined');
      };
      await ctx.run('pay', declined).catch(() => undefined);
      await awakeable();
      return 1;
    },
    v2: async ({ ctx, run, awakeable }) => {
      try {
        await ctx.run('pay', () => 'paid');
      } catch {
        await run('compensate');
      }
      await awakeable();
      return 1;
    },
    inPlace: 'completed 1 +1',
  },
  {
    name: 'log-added',
    v1: async ({ run, awakeable }) => {
      await run('a');
      await awakeable();
      return 1;
    },
    v2: async ({ ctx, run, awakeable }) => {
      ctx.console.log('hi');
      await run('a');
      ctx.rand.random();
      await awakeable();
      return 2;
    },
    inPlace: 'completed 2',
  },
];
