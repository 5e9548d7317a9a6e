import { stripVTControlCharacters } from 'node:util';
import { TEST_PASSES } from '../../trace/event.ts';
import { inTestBody } from '../../attempt/ambient/test-body.ts';
import type { Assembled } from './assemble.ts';
import { Mover } from './mover.ts';
import type { Plan } from '../faults/plan.ts';
import type { PlannedTroubles } from '../faults/planned-troubles.ts';

/** The world that the code of a test is let into for one run of a search. */
export interface BodyWorld {
  readonly assembled: Assembled;
  readonly plan: Plan;
  readonly troubles: PlannedTroubles;
  readonly mover: Mover;
}

/** What a test does in one run: asks, waits, and throws what it did not expect. */
export type Body = (world: BodyWorld) => Promise<void>;

/**
 * Runs the code of a test in the place of clients. What it throws breaks the run; where the run is over already, it is
 * left waiting.
 * @param over looked at before every step
 * @throws {LimitReached} when a limit of the run came first
 */
export async function runBody(body: Body, world: Omit<BodyWorld, 'mover'>, over: () => boolean): Promise<void> {
  const { server, loop, world: inner } = world.assembled;
  let stop: (error?: Error) => void = () => undefined;
  const stopped = new Promise<void>((resolve, reject) => {
    stop = (error) => (error === undefined ? resolve() : reject(error));
  });
  const mover = new Mover(server, loop, { over, stop });
  const fails = (detail: string): void => {
    // What happens once the run is over says nothing about it any more.
    if (over()) return;
    inner.trace.add({
      type: 'assertion',
      kind: 'always',
      name: TEST_PASSES,
      held: false,
      invocation: undefined,
      attempt: undefined,
      detail,
    });
  };
  const notice = (what: string, where: string): void =>
    fails(
      `Its code uses ${what} (${where}), so no seed repeats its runs. Draw the value in \`given\`; the time is \`sim.now\`.`,
    );
  const passed = inTestBody(notice, () => body({ ...world, mover })).catch((error: unknown) => fails(words(error)));
  try {
    await Promise.race([passed, stopped]);
  } finally {
    mover.close();
  }
}

/** Without colors, and without the values that an assertion library shows line by line. */
function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return stripVTControlCharacters(`${error.name}: ${error.message}`).trim();
}
