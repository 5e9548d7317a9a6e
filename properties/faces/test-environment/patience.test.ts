/**
 * Goal: what one client waits for, another may bring. Method: a handler waits for an awakeable; a client that takes its
 * time resolves it.
 */
import { setTimeout as realDelay } from 'node:timers/promises';
import * as restate from '@restatedev/restate-sdk';
import * as clients from '@restatedev/restate-sdk-clients';
import { expect, it } from 'vitest';
import { RestateTestEnvironment } from '../../../sim/index.ts';
import { Simulated } from '../../../sim/test-environment/simulated.ts';
import { itInDepth } from '../../harness/depth.ts';

type State = { id: string };

const desk = restate.object({
  name: 'Desk',
  handlers: {
    wait: async (ctx: restate.ObjectContext<State>): Promise<string> => {
      const { id, promise } = ctx.awakeable<string>();
      ctx.set('id', id);
      return promise;
    },
    peek: restate.handlers.object.shared((ctx: restate.ObjectSharedContext<State>) => ctx.get('id')),
  },
});

it('a client that comes after a while is not held back by those that ask without a pause', async () => {
  await using environment = await RestateTestEnvironment.start({ services: [desk], engine: 'sim' });
  const ingress = clients.connect({ url: environment.baseUrl() });
  const peek = async (): Promise<unknown> => ingress.objectClient(desk, 'a').peek();
  await peek();
  // As much virtual time passes before the next request, and none before those that follow it at once.
  await realDelay(60);
  const late = peek();
  let left = 300;
  const busy = [1, 2, 3, 4].map(async () => {
    while (left-- > 0) await peek();
  });
  await late;
  expect(left).toBeGreaterThan(0);
  await Promise.all(busy);
});

it('a response that can never come is a 500 that names what waits', async () => {
  const environment = await Simulated.start({ services: [desk], patienceMs: 50 });
  try {
    const response = await fetch(`${environment.baseUrl}/Desk/a/wait`, { method: 'POST' });
    const { message } = (await response.json()) as { message: string };
    expect(response.status).toBe(500);
    expect(message).toContain('The response to POST /Desk/a/wait can never arrive');
    expect(message).toContain('Desk/a/wait (a) is suspended until the awakeable');
  } finally {
    await environment.stop();
  }
});

itInDepth('a response is waited for as long as the documentation says', async () => {
  await using environment = await RestateTestEnvironment.start({ services: [desk], engine: 'sim' });
  const began = performance.now();
  const { status } = await fetch(`${environment.baseUrl()}/Desk/a/wait`, { method: 'POST' });
  expect(status).toBe(500);
  expect(performance.now() - began).toBeGreaterThanOrEqual(5_000);
  expect(performance.now() - began).toBeLessThan(15_000);
});

it('an answer is waited for while another client may still bring it', async () => {
  const environment = await RestateTestEnvironment.start({ services: [desk], engine: 'sim' });
  try {
    const ingress = clients.connect({ url: environment.baseUrl() });
    const answer = ingress.objectClient(desk, 'a').wait();
    await realDelay(200);
    const id = await ingress.objectClient(desk, 'a').peek();
    if (id === null) throw new Error('the handler has not begun');
    await ingress.resolveAwakeable(id, 'well');
    expect(await answer).toBe('well');
  } finally {
    await environment.stop();
  }
});
