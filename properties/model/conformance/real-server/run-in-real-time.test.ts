import { expect, it } from 'vitest';

import { cases } from '../cases.ts';
import type { Room } from '../engine.ts';
import { runInRealTime } from './run-in-real-time.ts';

const [first] = cases;
const room: Room = { driver: () => Promise.reject(new Error('not needed')), close: () => Promise.resolve() };

/** Plays a case that is broken so many times before it holds. */
async function playedWith(broken: number): Promise<{ verdict: string; before: readonly string[]; pauses: number[] }> {
  if (first === undefined) throw new Error('there are no cases');
  const pauses: number[] = [];
  let plays = 0;
  const { verdict, before } = await runInRealTime(
    first,
    room,
    ({ number, name }) => {
      const isBroken = ++plays <= broken;
      const outcome = isBroken
        ? ({ verdict: 'broken', reason: `play ${plays}` } as const)
        : ({ verdict: 'held' } as const);
      return Promise.resolve({ number, name, ms: 0, ...outcome });
    },
    (ms) => Promise.resolve(pauses.push(ms)),
  );
  return { verdict, before, pauses };
}

it('plays a case once that holds', async () => {
  expect(await playedWith(0)).toEqual({ verdict: 'held', before: [], pauses: [] });
});

it('plays a case again that a busy machine broke, and says why it broke before', async () => {
  expect(await playedWith(2)).toEqual({ verdict: 'held', before: ['play 1', 'play 2'], pauses: [1_000, 5_000] });
});

it('calls a case broken that breaks three times', async () => {
  expect(await playedWith(3)).toMatchObject({ verdict: 'broken', before: ['play 1', 'play 2'] });
});
