import * as restate from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import { Simulation } from './simulation.ts';

const office = restate.object({
  name: 'Office',
  handlers: {
    waits: async (ctx: restate.ObjectContext): Promise<string> => ctx.awakeable<string>().promise,
    refuses: async (): Promise<void> => Promise.reject(new restate.TerminalError('not today', { errorCode: 409 })),
  },
});

it.each(['waits', 'refuses'] as const)('tells what comes of a request at the line that asked: %s', async (handler) => {
  await using sim = new Simulation({ services: [office] });
  const asking = new Error('here').stack?.split('\n')[1]?.match(/:(\d+):/)?.[1];
  const answer = sim.client.object(office, 'a')[handler]();
  const error = await answer.then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  const [message = '', first = ''] = (error?.stack ?? '').split('\n    at ');
  expect(message).toBe(`${error?.name}: ${error?.message}`);
  expect(first).toContain('asked-at.test.ts');
  expect(first).toContain(`:${Number(asking) + 1}:`);
});
