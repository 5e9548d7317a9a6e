import * as restate from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import type { Decider } from '../../core/choices.ts';
import { Simulation } from '../simulation.ts';

const naps = restate.service({
  name: 'Naps',
  handlers: { nap: async (ctx: restate.Context) => ctx.sleep({ seconds: 10 }) },
});

/** Lets time pass whenever it may choose, whether or not time may pass. */
const impatient: Decider = { step: (agenda) => agenda.size, pick: () => 0 };

it('a given decider that lets time pass when no deadline is pending ends the run with an error that names it', async () => {
  await using sim = new Simulation({ services: [naps], decider: impatient });
  const client = sim.client.service(naps);
  for (const { status, reason } of (await Promise.allSettled([
    client.nap(),
    client.nap(),
  ])) as PromiseRejectedResult[]) {
    expect([status, reason]).toEqual(['rejected', expect.objectContaining({ code: 'INVALID_CHOICE' })]);
    expect(String(reason)).toContain('The decider returned 2 for the choice "step a:request, ..."');
  }
});

it.each([{ limits: { steps: -1 } }, { server: { cleanupIntervalMs: 0 } }])(
  'limits and server options that cannot be are refused: %o',
  (options) => {
    expect(() => new Simulation({ services: [naps], ...options })).toThrow(/is -1; give|is 0; give/);
  },
);
