import { Agenda } from '../../core/agenda.ts';
import { Choices, quiet, type Decider } from '../../core/choices.ts';
import { VirtualClock } from '../../core/clock.ts';
import { DEFAULT_LIMITS, type Limits } from '../../core/limits.ts';
import { KeyedRandom } from '../../core/random.ts';
import { Recorder } from '../../trace/recorder.ts';
import type { World } from '../world.ts';

interface TestWorldOptions {
  readonly limits?: Partial<Limits>;
  readonly decider?: Decider;
  readonly startMs?: number;
}

/** What a part of the server shares with the others, for tests that construct it alone. */
export class TestWorld implements World {
  readonly clock: VirtualClock;
  readonly agenda: Agenda = new Agenda();
  readonly choices: Choices;
  readonly random: KeyedRandom = new KeyedRandom(1);
  readonly limits: Limits;
  readonly trace: Recorder;

  constructor({ limits = {}, decider = quiet, startMs = 0 }: TestWorldOptions = {}) {
    this.clock = new VirtualClock(startMs);
    this.choices = new Choices(decider);
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.trace = new Recorder(this.clock, this.limits.events);
  }

  /** Types of all events so far. */
  get events(): string[] {
    return this.trace.events.map(({ type }) => type);
  }

  /** Addresses of the steps that could move next. */
  get steps(): string[] {
    return Array.from({ length: this.agenda.size }, (_, index) => this.agenda.at(index).address);
  }

  /** Takes the first step in line, or the one with this address. */
  take(address: string = this.agenda.at(0).address): void {
    const step = this.agenda.at(this.steps.indexOf(address));
    this.agenda.drop(step);
    step.perform();
  }

  /** Takes steps until none is left. */
  run(): void {
    while (this.agenda.size > 0) this.take();
  }

  /** Lets time pass. Steps that become possible are not taken. */
  passTo(atMs: number): void {
    this.clock.advanceTo(atMs);
  }
}
