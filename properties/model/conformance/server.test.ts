/**
 * A slice of the conformance cases on the real server, in each mode: `npm run conformance` plays all of them. What needs
 * the server for itself alone, or takes seconds, is left to that.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasServer } from '../../harness/has-server.ts';
import { depth } from '../../harness/depth.ts';
import type { ServerVersion } from '../../../sim/core/server-version.ts';
import type { Mode } from './case.ts';
import { cases } from './cases.ts';
import type { Room } from './engine.ts';
import { serverEngine } from './real-server/server-engine.ts';
import { isInstalled } from '../../../sim/real-server/binary.ts';
import { casesOn } from './versions.ts';
import { runInRealTime } from './real-server/run-in-real-time.ts';

/** One case in so many. */
const EVERY = depth({ slice: 25, deep: 3 });

interface ModeSlice {
  readonly version: ServerVersion;
  readonly mode: Mode;
  readonly every: number;
}

const modes: readonly ModeSlice[] = [
  { version: '1.7', mode: 'default', every: EVERY },
  { version: '1.8', mode: 'default', every: EVERY },
  { version: '1.7', mode: 'protocol-v7', every: 1 },
  // Its only case waits for ten seconds.
  ...depth<readonly ModeSlice[]>({ slice: [], deep: [{ version: '1.7', mode: 'quick-cleaner', every: 1 }] }),
];

describe.runIf(hasServer()).each(modes)('on a real server, $version, $mode', ({ version, mode, every }) => {
  let room: Room;
  beforeAll(async () => {
    room = await serverEngine.open(mode, false, version);
  });
  afterAll(() => room.close());

  const played = casesOn(version, cases, !isInstalled(version)).filter(
    ({ needs }) => needs.mode === mode && !needs.alone,
  );
  it.concurrent.each(played.filter((_, place) => place % every === 0))('$number $name', async (test) => {
    const { reason } = await runInRealTime(test, room);
    expect(reason).toBeUndefined();
  });
});
