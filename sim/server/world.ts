import type { Agenda } from '../core/agenda.ts';
import type { Choices } from '../core/choices.ts';
import type { VirtualClock } from '../core/clock.ts';
import type { Limits } from '../core/limits.ts';
import type { KeyedRandom } from '../core/random.ts';
import type { Recorder } from '../trace/recorder.ts';

/** What all parts of one run share: clock, agenda, choices, keyed random values, limits and the trace. */
export interface World {
  readonly clock: VirtualClock;
  readonly agenda: Agenda;
  readonly choices: Choices;
  readonly random: KeyedRandom;
  readonly limits: Limits;
  readonly trace: Recorder;
}
