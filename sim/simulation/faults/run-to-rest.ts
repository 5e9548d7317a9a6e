import type { Server } from '../../server/server.ts';
import type { Loop } from '../run/loop.ts';

/**
 * Runs until the run settles, without further faults: every invocation must end. Injected pauses are resumed, because no
 * operator would resume them otherwise. An invocation that was paused after its last attempt stays paused.
 * @param done checked before every step
 */
export async function runToRest(server: Server, loop: Loop, done: () => boolean): Promise<void> {
  server.world.trace.add({ type: 'faults frozen' });
  let moved = true;
  while (moved && !done()) {
    await loop.run(done);
    // A trouble of the plan may still pause an invocation that starts only now.
    moved = server.faults.resumePaused('faults have stopped');
  }
}
