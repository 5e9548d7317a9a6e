import type { Server } from '../../server/server.ts';
import type { Loop } from '../run/loop.ts';

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
    moved = server.faults.resumePaused('faults have stopped');
  }
}
