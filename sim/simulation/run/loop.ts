import { realSetTimeout } from '../../attempt/ambient/real.ts';
import type { Step } from '../../core/agenda.ts';
import { invariant, LimitReached, RunCut } from '../../core/errors.ts';
import type { Footprint } from '../../core/footprint.ts';
import { heartbeat, RUNNING, TURNS } from '../../core/heartbeat.ts';
import { targetName } from '../../core/target-name.ts';
import { OutsideWait } from './outside-wait.ts';
import type { AttemptStream } from '../../server/attempt-stream.ts';
import type { Server } from '../../server/server.ts';

/** How often the budget is looked at while work outside of the world goes on, in ms of real time. */
const LOOK_MS = 50;

const TIME_PASSES: Footprint = { reads: [], writes: ['clock'] };

/** Looks at the world between two steps. */
export interface LoopListener {
  /** A step is about to be taken; undefined means that time passes. */
  readonly beforeStep?: (step: Step | undefined) => void;
}

/** Returns true when a run must end at once, before its next step; see {@link RunCut}. */
export type Cut = () => boolean;

/**
 * Moves the world, one step at a time. After a step that gives user code something to do, that code settles before the next
 * step is chosen.
 */
export class Loop {
  readonly #server: Server;
  /** When the run began, in ms since the Unix epoch. */
  readonly startMs: number;
  readonly #listener: LoopListener;
  readonly #cut: Cut | undefined;
  readonly #outside: OutsideWait;
  readonly #describe = (): string => describe(this.#server.touched);
  /** Called when no step is possible, and whether time may pass. @returns true when it has made a step possible */
  idle: ((mayAdvance: boolean) => boolean) | undefined;
  #steps = 0;
  #pending: Promise<void> | undefined;
  #userCodeRan = false;

  constructor(server: Server, listener: LoopListener = {}, cut?: Cut) {
    this.#cut = cut;
    this.#server = server;
    this.startMs = server.world.clock.now;
    this.#listener = listener;
    this.#outside = new OutsideWait((stream) => definitionOf(server, stream));
  }

  /** Steps taken so far, passing of time included. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * Moves until a condition holds.
   * @param done checked before every step
   * @param untilMs the latest time to which the clock advances, in ms since the Unix epoch
   * @returns false when the world settled first: nothing can move, and no deadline is pending until `untilMs`
   * @throws {LimitReached} when a limit of the run is reached first
   * @throws {RunCut} when the budget of real time is over
   * @throws {UsageError} when a given decider returns what is not an option
   */
  async run(done: () => boolean, untilMs: number = Infinity): Promise<boolean> {
    await this.settle();
    while (!done()) {
      if (this.#cut?.() === true) throw new RunCut();
      if (this.#outside.pending && this.#server.world.agenda.size === 0) await this.#waitOutside();
      if (!this.#move(untilMs)) return false;
      if (this.#pending !== undefined) await this.#awaited();
      if (!this.#userCodeRan && this.#server.touched.length === 0) continue;
      // What settle() does, without another promise: a run spends most of its time here.
      await this.#settling();
      this.#settled();
    }
    return true;
  }

  /** Attempts whose code has waited for something outside this world, so that the run does not follow from its seed. */
  get outsiders(): ReadonlySet<string> {
    return this.#outside.seen;
  }

  /** The step that goes on has started work outside of the world, which must be done before the next step. */
  waitFor(work: Promise<void>): void {
    this.#pending = work;
  }

  async #awaited(): Promise<void> {
    let isDone = false;
    const pending = this.#pending?.then(() => (isDone = true));
    this.#pending = undefined;
    while (!isDone) {
      if (this.#cut?.() === true) throw new RunCut();
      const next = Promise.withResolvers<void>();
      const timer = realSetTimeout(next.resolve, LOOK_MS);
      await Promise.race([pending, next.promise]);
      clearTimeout(timer);
    }
  }

  /** Lets user code settle. {@link run} does so after each step that gives it something to do. */
  async settle(): Promise<void> {
    await this.#settling();
    this.#settled();
  }

  #settling(): Promise<void> {
    this.#userCodeRan = false;
    heartbeat.running = this.#describe;
    const { beat } = heartbeat;
    Atomics.add(beat, TURNS, 1);
    beat[RUNNING] = 1;
    this.#server.world.agenda.beginTurn();
    return this.#server.endpoints.engine.settle();
  }

  #settled(): void {
    heartbeat.running = undefined;
    heartbeat.beat[RUNNING] = 0;
    const touched = this.#server.settled();
    if (touched.some((stream) => stream !== touched[0])) this.#server.world.agenda.endTurn();
    for (const stream of touched) this.#outside.note(stream);
  }

  #waitOutside(): Promise<void> {
    const { world, endpoints } = this.#server;
    return this.#outside.until(
      () => world.agenda.size > 0 || this.#cut?.() === true,
      () => endpoints.engine.settle(),
      world.limits.outsideMs,
    );
  }

  #move(untilMs: number): boolean {
    const { agenda, clock, choices } = this.#server.world;
    const next = clock.pending ? clock.next : undefined;
    const mayAdvance = next !== undefined && next <= untilMs;
    if (agenda.size === 0) {
      if (this.idle?.(mayAdvance) === true) return true;
      if (!mayAdvance) return false;
      this.#advance();
      return true;
    }
    const chosen = choices.step(agenda, mayAdvance);
    if (chosen < agenda.size) this.#take(agenda.at(chosen));
    else {
      invariant(mayAdvance, () => `Time was to pass beyond the next deadline that the run may reach, ${untilMs}.`);
      this.#advance();
    }
    return true;
  }

  #take(step: Step): void {
    this.#count();
    const { agenda, choices, trace } = this.#server.world;
    choices.moved(step);
    this.#listener.beforeStep?.(step);
    trace.enter(step.footprint);
    agenda.drop(step);
    step.perform();
    if (step.runsUserCode) this.#userCodeRan = true;
  }

  #advance(): void {
    const { agenda, choices, clock, trace, limits } = this.#server.world;
    // An idle world passes a sweep of the server each hour: a year of waiting is not nearly nine thousand steps.
    if (agenda.size > 0 || !clock.nextIsHousekeeping) this.#count();
    choices.moved(undefined);
    this.#listener.beforeStep?.(undefined);
    const fromMs = clock.now;
    trace.enter(TIME_PASSES);
    clock.advance();
    if (clock.now - this.startMs > limits.virtualMs) {
      throw new LimitReached('virtualMs', `The run reached its limit of ${limits.virtualMs} ms of virtual time.`);
    }
    if (clock.now > fromMs) trace.add({ type: 'time', fromMs, toMs: clock.now });
  }

  #count(): void {
    const { limits } = this.#server.world;
    if (++this.#steps > limits.steps) {
      throw new LimitReached('steps', `The run reached its limit of ${limits.steps} steps.`);
    }
  }
}

function definitionOf({ endpoints }: Server, { destination, invocation }: AttemptStream): object {
  const { service } = invocation.origin.target;
  const definition = endpoints.at(destination.deployment.uri)?.services.get(service)?.definition;
  invariant(typeof definition === 'object' && definition !== null, () => `The service ${service} has no definition.`);
  return definition;
}

/** Names the handlers whose code was given something to do. */
function describe(touched: readonly AttemptStream[]): string {
  const names = touched.map(({ invocation, number }) => {
    return `${targetName(invocation.origin.target)} (invocation ${invocation.address}, attempt ${number})`;
  });
  return names.length === 0 ? 'user code' : names.join(' or ');
}
