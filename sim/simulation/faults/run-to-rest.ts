import type { Server } from '../../server/server.ts';
import type { Loop } from '../run/loop.ts';
import { TimerChains } from '../run/timer-chains.ts';

/** Share of the steps of a run after which faults stop although work is left, so that it is judged without them. */
const WITH_FAULTS = 0.5;

/** Why a run resumes what was paused when nothing else is left to do: while faults go on, and after they have stopped. */
export const WHY_RESUMED = { early: 'nothing else is left to do', late: 'faults have stopped' } as const;

/**
 * Runs on after the last response, with faults, until nothing is left but jobs that schedule themselves forever, beyond the
 * horizon of the run. An operator resumes what was paused when nothing else moves.
 * @param done checked before every step
 */
export async function runOn(server: Server, loop: Loop, done: () => boolean): Promise<void> {
  const mostSteps = server.world.limits.steps * WITH_FAULTS;
  const chains = new TimerChains(server, loop.startMs);
  await settled(server, loop, chains, () => done() || loop.steps >= mostSteps, WHY_RESUMED.early);
}

/**
 * Runs until the run settles, without further faults: every invocation must end. Injected pauses are resumed, because no
 * operator would resume them otherwise. An invocation that was paused after its last attempt stays paused. Jobs that schedule
 * themselves forever are followed for some rounds, and up to the horizon of the run.
 * @param done checked before every step
 */
export async function runToRest(server: Server, loop: Loop, done: () => boolean): Promise<void> {
  server.world.trace.add({ type: 'faults frozen' });
  const chains = new TimerChains(server, loop.startMs);
  await settled(server, loop, chains, done, WHY_RESUMED.late);
  if (!done() && chains.areAllThatIsLeft()) chains.leave();
}

async function settled(
  server: Server,
  loop: Loop,
  chains: TimerChains,
  done: () => boolean,
  whyResumed: string,
): Promise<void> {
  const over = (): boolean => done() || chains.areAllThatIsLeft();
  let moved = true;
  while (moved && !done()) {
    await loop.run(over);
    // A trouble of the plan may still pause an invocation that starts only now.
    moved = server.faults.resumePaused(whyResumed);
  }
}
