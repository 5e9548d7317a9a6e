import * as restate from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import { fromTheTest } from './call-site.ts';
import { Simulation } from '../simulation.ts';

const office = restate.object({
  name: 'Office',
  handlers: {
    waits: async (ctx: restate.ObjectContext): Promise<string> => ctx.awakeable<string>().promise,
    refuses: async (): Promise<void> => Promise.reject(new restate.TerminalError('not today', { errorCode: 409 })),
  },
});

it.each(['waits', 'refuses'] as const)(
  'points the error of a request at the line that made it: %s',
  async (handler) => {
    await using sim = new Simulation({ services: [office] });
    const asking = new Error('here').stack?.split('\n')[1]?.match(/:(\d+):/)?.[1];
    const answer = sim.client.object(office, 'a')[handler]();
    const error = await answer.then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    const [message = '', first = ''] = (error?.stack ?? '').split('\n    at ');
    expect(message).toBe(`${error?.name}: ${error?.message}`);
    expect(first).toContain('call-site.test.ts');
    expect(first).toContain(`:${Number(asking) + 1}:`);
  },
);

it('starts with the line of the test, also when the simulator has called the test', () => {
  const ours = '    at Answer (file:///home/my%20own/sim/simulation/answer.ts:3:7)';
  const tests = '    at asks (/home/ann/office.test.ts:12:9)';
  const below = ['    at new Promise (<anonymous>)', '    at body (file:///home/my%20own/sim/search/run.ts:5:1)'];
  expect(fromTheTest(['Error', ours, ...below, tests, ...below].join('\n'), '/home/my own/sim')).toEqual([
    tests,
    ...below,
  ]);
  expect(fromTheTest(['Error', ours, ...below].join('\n'), '/home/my own/sim')).toEqual([]);
});
