/**
 * Goal: every request over the port is answered or its connection ends, and no error is left without a handler. Method:
 * the simulation behind the port fails, or is stopped, while a request is under way.
 */
import { setImmediate as turn } from 'node:timers/promises';
import * as restate from '@restatedev/restate-sdk';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RestateTestEnvironment } from '../../../sim/index.ts';
import { Loopback } from '../../../sim/test-environment/loopback.ts';

const greeter = restate.service({ name: 'Greeter', handlers: { greet: async (): Promise<string> => 'hello' } });

const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(() => process.off('unhandledRejection', note));

async function unhandledRejections(): Promise<readonly unknown[]> {
  for (let turns = 0; turns < 5; turns++) await turn();
  return unhandled;
}

it('a request that is under way when the environment stops breaks off', async () => {
  const environment = await RestateTestEnvironment.start({ services: [greeter], engine: 'sim' });
  const { sim } = environment;
  const [arrived, stopped] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const advance = sim.advance.bind(sim);
  vi.spyOn(sim, 'advance').mockImplementation(async (duration) => {
    arrived.resolve();
    await stopped.promise;
    await advance(duration);
  });
  const response = fetch(`${environment.baseUrl()}/Greeter/greet`).catch((error: unknown) => error);
  await arrived.promise;
  await environment.stop();
  stopped.resolve();
  expect(await response).toBeInstanceOf(TypeError);
  expect(await unhandledRejections()).toEqual([]);
});

it('a client gets the error of a simulation that cannot follow real time', async () => {
  await using environment = await RestateTestEnvironment.start({ services: [greeter], engine: 'sim' });
  vi.spyOn(environment.sim, 'advance').mockRejectedValueOnce(new Error('more than 9 steps'));
  const response = await fetch(`${environment.baseUrl()}/Greeter/greet`);
  expect([response.status, await response.json()]).toEqual([500, { message: 'more than 9 steps' }]);
  expect(await (await fetch(`${environment.baseUrl()}/Greeter/greet`)).json()).toBe('hello');
  expect(await unhandledRejections()).toEqual([]);
});

it('a connection ends whose request cannot be read for any other reason', async () => {
  await using environment = await RestateTestEnvironment.start({ services: [greeter], engine: 'sim' });
  const loopback = await Loopback.listen({
    ...environment.sim.httpIngress,
    needsBody: () => {
      throw new Error('broken');
    },
  });
  try {
    await expect(fetch(`${loopback.url}/Greeter/greet`)).rejects.toThrow('fetch failed');
    expect(await unhandledRejections()).toEqual([]);
  } finally {
    await loopback.close();
  }
});
