/**
 * A slice of the conformance cases on the real server, in each mode: `npm run conformance` plays all of them. What needs
 * the server for itself alone, or takes seconds, is left to that.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasServer } from '../../harness/has-server.ts';
import { depth } from '../../harness/depth.ts';
import type { Mode } from './case.ts';
import { cases } from './cases.ts';
import type { Room } from './engine.ts';
import { serverEngine } from './real-server/server-engine.ts';
import { runInRealTime } from './real-server/run-in-real-time.ts';

/** One case in so many. */
const EVERY = depth({ slice: 25, deep: 3 });

interface ModeSlice {
  readonly mode: Mode;
  readonly every: number;
}

const modes: readonly ModeSlice[] = [
  { mode: 'default', every: EVERY },
  { mode: 'protocol-v7', every: 1 },
  // Its only case waits for ten seconds.
  ...depth<readonly ModeSlice[]>({ slice: [], deep: [{ mode: 'quick-cleaner', every: 1 }] }),
];

describe.runIf(hasServer()).each(modes)('on a real server, $mode', ({ mode, every }) => {
  let room: Room;
  beforeAll(async () => {
    room = await serverEngine.open(mode, false);
  });
  afterAll(() => room.close());

  const played = cases.filter(({ needs }) => needs.mode === mode && !needs.alone);
  it.concurrent.each(played.filter((_, place) => place % every === 0))('$number $name', async (test) => {
    const { reason } = await runInRealTime(test, room);
    expect(reason).toBeUndefined();
  });
});
