import type { Server } from '../../server/server.ts';
import type { Footprint } from '../../core/footprint.ts';
import type { Loop } from '../run/loop.ts';

/** Happens between two steps and not in one, so it keeps its place among all of them. */
const BY_AN_OPERATOR: Footprint = { reads: ['clock'], writes: ['world'] };

/**
 * From here on nothing goes wrong any more, and whatever has begun must come to an end. Pauses that were injected are
 * taken back: without an operator nobody would ever resume them. Who paused itself, or was paused because its attempts
 * were used up, stays paused.
 * @param done looked at before every step
 */
export async function runToRest(server: Server, loop: Loop, done: () => boolean): Promise<void> {
  server.world.trace.add({ type: 'faults frozen' });
  let moved = true;
  while (moved && !done()) {
    await loop.run(done);
    // A trouble that a plan has arranged for may still pause one that is only now under way.
    moved = resumeInjected(server);
  }
}

function resumeInjected(server: Server): boolean {
  let resumed = false;
  for (const invocation of server.invocations.values()) {
    if (invocation.status !== 'paused' || !invocation.pausedFromOutside) continue;
    server.world.trace.enter(BY_AN_OPERATOR);
    server.invoker.resume(invocation, 'faults have stopped');
    resumed = true;
  }
  return resumed;
}
