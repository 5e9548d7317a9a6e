import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { ENGINE_NAMES, loadEngine } from '../../../sim/attempt/engines.ts';
import { checkScenario } from '../../../sim/search/campaign/check-scenario.ts';
import { effect } from '../../../sim/simulation/scenario/effect.ts';
import { property } from '../../../sim/simulation/scenario/property.ts';
import { Simulation } from '../../../sim/simulation/simulation.ts';

// oxlint-disable-next-line no-restricted-globals -- this is what is refused, and stubbed
const reachesOut = async (): Promise<string> => (await fetch('https://example.com/charge')).statusText;

const checkout = restate.object({
  name: 'Checkout',
  handlers: {
    pay: async (ctx: restate.ObjectContext, amount: number): Promise<string> => {
      const receipt = await ctx.run('charge card', reachesOut);
      await ctx.run('mail receipt', reachesOut);
      return `${receipt} for ${amount}`;
    },
    reckless: async (_ctx: restate.ObjectContext): Promise<string> => reachesOut(),
  },
});

describe.each(ENGINE_NAMES)('a stub, engine %s', (name) => {
  it('stands in for a step by its name, and sees who asks for it', async () => {
    const seen: unknown[] = [];
    await using sim = new Simulation({
      services: [checkout],
      engine: await loadEngine(name),
      stubs: {
        'charge card': ({ name: step, service, key, handler, input, attempt }) => {
          seen.push({ name: step, service, key, handler, input, attempt });
          return 'paid';
        },
        'mail *': () => undefined,
      },
    });
    expect(await sim.client.object(checkout, 'ann').pay(7)).toBe('paid for 7');
    expect(seen).toEqual([
      { name: 'charge card', service: 'Checkout', key: 'ann', handler: 'pay', input: 7, attempt: 1 },
    ]);
  });

  it('may be the result itself', async () => {
    const engine = await loadEngine(name);
    const stubs = { 'charge card': 'paid', 'mail *': null };
    await using sim = new Simulation({ services: [checkout], engine, stubs });
    expect(await sim.client.object(checkout, 'ann').pay(7)).toBe('paid for 7');
  });

  it('is called once for each execution, with the number of the attempt, and its failure is the step’s', async () => {
    const attempts: number[] = [];
    await using sim = new Simulation({
      services: [checkout],
      engine: await loadEngine(name),
      stubs: {
        'charge card': ({ attempt }) => {
          attempts.push(attempt);
          if (attempt === 1) throw new Error('timeout');
          return 'paid';
        },
        '*': () => undefined,
      },
    });
    expect(await sim.client.object(checkout, 'ann').pay(7)).toBe('paid for 7');
    expect(attempts).toEqual([1, 2]);
  });

  it('may call what it stands in for, or a declared effect', async () => {
    await using sim = new Simulation({
      services: [checkout],
      engine: await loadEngine(name),
      effects: {
        bank: effect({
          state: (): number[] => [],
          apply: (charges: number[], amount: number): string => {
            charges.push(amount);
            return 'charged';
          },
        }),
      },
      stubs: {
        'charge card': ({ input }, { bank }) => bank(Number(input)),
        'mail receipt': async ({ original }) => String(await Promise.resolve(original()).catch(() => 'refused')),
      },
    });
    expect(await sim.client.object(checkout, 'ann').pay(7)).toBe('charged for 7');
    expect(sim.stateOfEffect('bank')).toEqual([7]);
  });
});

describe('without a stub', () => {
  const messageOf = async (handler: 'pay' | 'reckless'): Promise<string> => {
    await using sim = new Simulation({ services: [checkout], disableRetries: true });
    const ann = sim.client.object(checkout, 'ann');
    const asked = handler === 'pay' ? ann.pay(7) : ann.reckless();
    return await asked.then(
      () => 'nothing',
      (error: unknown) => {
        const failed = sim.trace.find(({ type }) => type === 'attempt failed');
        return failed?.type === 'attempt failed' ? failed.message : String(error);
      },
    );
  };

  it('the network is refused, and the message says how to stub the step', async () => {
    expect(await messageOf('pay')).toMatch(
      /^fetch is called at .*stubs\.test\.ts:\d+.*\(GET https:\/\/example\.com\/charge\), but simulated code has no network; stub the request, http: \{ "GET https:\/\/example\.com\/charge": \(request\) => response \}, or stub this step by its name, stubs: \{ "charge card"/,
    );
  });

  it('a call outside of ctx.run is reported with the advice to move it into one', async () => {
    expect(await messageOf('reckless')).toMatch(/move the call into ctx\.run\('a name', \.\.\.\), and stub that step/);
  });
});

it('stubs count in searches, too', async () => {
  let calls = 0;
  const paid = property(
    'a payment is answered',
    { services: [checkout], stubs: { '*': () => (calls++, 'ok') } },
    async ({ sim }) => {
      if ((await sim.client.object(checkout, 'ann').pay(1)) !== 'ok for 1') throw new Error('not paid');
    },
  );
  expect((await checkScenario(paid, { runs: 20 })).verdict).toBe('held');
  expect(calls).toBeGreaterThan(40);
});
