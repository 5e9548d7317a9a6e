import * as restate from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import { realNow } from '../attempt/ambient/real.ts';
import { ENGINE_NAMES, loadEngine } from '../attempt/engines.ts';
import { Simulation } from './simulation.ts';

const waiting = restate.service({
  name: 'Waiting',
  handlers: {
    forNobody: async (_ctx: restate.Context): Promise<void> => {
      await restate.RestatePromise.race([]);
    },
  },
});

it.each(ENGINE_NAMES)('waits in no real time for a race without runners: %s', async (engine) => {
  await using sim = new Simulation({ services: [waiting], engine: await loadEngine(engine) });
  const began = realNow();
  await sim.client.service(waiting).forNobody.send();
  await sim.advance('1h');
  expect(sim.trace.filter(({ type }) => type === 'attempt started').length).toBeGreaterThan(1);
  // One attempt alone was waited for two seconds.
  expect(realNow() - began).toBeLessThan(1_500);
});
