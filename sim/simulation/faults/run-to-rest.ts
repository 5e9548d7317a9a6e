import type { Server } from '../../server/server.ts';
import type { Loop } from '../run/loop.ts';
import { TimerChains } from '../run/timer-chains.ts';

/**
 * Runs until the run settles, without further faults: every invocation must end. Injected pauses are resumed, because no
 * operator would resume them otherwise. An invocation that was paused after its last attempt stays paused. Jobs that schedule
 * themselves forever are followed for some rounds, and up to the horizon of the run.
 * @param done checked before every step
 */
export async function runToRest(server: Server, loop: Loop, done: () => boolean): Promise<void> {
  server.world.trace.add({ type: 'faults frozen' });
  const chains = new TimerChains(server);
  const over = (): boolean => done() || chains.areAllThatIsLeft();
  let moved = true;
  while (moved && !done()) {
    await loop.run(over);
    // A trouble of the plan may still pause an invocation that starts only now.
    moved = server.faults.resumePaused('faults have stopped');
  }
  if (!done() && chains.areAllThatIsLeft()) chains.leave();
}
