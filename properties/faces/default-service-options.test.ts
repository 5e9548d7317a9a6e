/**
 * Goal: options that an endpoint sets for all services hold in every world that a test or a scenario makes. Method: a handler
 * that always throws one error, and a default that makes the error terminal; without the default it is retried until the
 * invocation is paused.
 */
import * as restate from '@restatedev/restate-sdk';
import * as clients from '@restatedev/restate-sdk-clients';
import { describe, expect, it } from 'vitest';
import { ENGINE_NAMES, loadEngine } from '../../sim/attempt/engines.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { property } from '../../sim/simulation/scenario/property.ts';
import { scenario } from '../../sim/simulation/scenario/scenario.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';
import { RestateTestEnvironment } from '../../sim/test-environment/restate-test-environment.ts';

class NotAllowed extends Error {}

const shop = restate.service({
  name: 'Shop',
  handlers: {
    buy: async (_ctx: restate.Context): Promise<void> => Promise.reject(new NotAllowed('not here')),
  },
});
const mild = restate.service({
  name: 'Mild',
  options: { asTerminalError: () => new restate.TerminalError('an option of its own', { errorCode: 410 }) },
  handlers: {
    buy: async (_ctx: restate.Context): Promise<void> => Promise.reject(new NotAllowed('not here')),
  },
});
const services = [shop, mild];
const defaultServiceOptions: restate.DefaultServiceOptions = {
  asTerminalError: (error) =>
    error instanceof NotAllowed ? new restate.TerminalError(error.message, { errorCode: 403 }) : undefined,
};

describe('default options of services', () => {
  it.each(ENGINE_NAMES)('hold in a simulation, under those of a service, engine %s', async (name) => {
    await using sim = new Simulation({ services, defaultServiceOptions, engine: await loadEngine(name) });
    await expect(sim.client.service(shop).buy()).rejects.toMatchObject({ code: 403, message: 'not here' });
    await expect(sim.client.service(mild).buy()).rejects.toMatchObject({ code: 410 });
    sim.crashProcess();
    await expect(sim.client.service(shop).buy()).rejects.toMatchObject({ code: 403 });
  });

  it('concern the world that declares them, and no other one of the same definitions', async () => {
    await using sim = new Simulation({ services, defaultServiceOptions });
    await using other = new Simulation({ services, disableRetries: true });
    await expect(sim.client.service(shop).buy()).rejects.toMatchObject({ code: 403 });
    await expect(other.client.service(shop).buy()).rejects.toMatchObject({ code: 500 });
  });

  it.each(['sim', 'server'] as const)('hold in a test environment: %s', async (engine) => {
    await using environment = await RestateTestEnvironment.start({ services, defaultServiceOptions, engine });
    const ingress = clients.connect({ url: environment.baseUrl() });
    await expect(ingress.serviceClient(shop).buy()).rejects.toThrow(/not here/);
  });

  it('hold in the runs of a scenario and of a property', async () => {
    const buying = (options: object) =>
      scenario('buying', {
        services,
        ...options,
        operations: ({ call }) => [call(shop, 'buy', {}), call(mild, 'buy', {})],
      });
    const held = await campaign(buying({ defaultServiceOptions }), { runs: 10, seed: 1, judgeReach: false });
    const broken = await campaign(buying({}), { runs: 10, seed: 1, judgeReach: false });
    expect([held.verdict, broken.verdict]).toEqual(['held', 'broken']);
    const body = property('buying', { services, defaultServiceOptions }, async ({ sim }) => {
      await sim.client
        .service(shop)
        .buy()
        .catch((error: unknown) => expect(error).toMatchObject({ code: 403 }));
    });
    expect((await campaign(body, { runs: 10, seed: 1, judgeReach: false })).findings).toEqual([]);
  });
});
