import type { Allowance } from '../../core/allowances.ts';
import { stepOf } from '../../core/address.ts';
import { knownCallSite, siteIn } from '../../attempt/ambient/remark.ts';
import type { Process, ProcessTimer, Responder } from '../../attempt/process.ts';
import type { AttemptStream } from '../../server/attempt-stream.ts';
import type { World } from '../../server/world.ts';
import type { SourceListener } from '../../trace/source-line.ts';
import type { HttpStubbing } from '../scenario/http-stubs.ts';
import type { Stubbing } from '../scenario/stubs.ts';

/** Possible differences between the service's clock and the server's, in ms. */
const SKEWS = [0, 40, -40, 1_500, -1_500] as const;

/** What all attempts of a world have in common. */
export interface ProcessSettings {
  readonly stubbing?: Stubbing | undefined;
  readonly httpStubbing?: HttpStubbing | undefined;
  readonly onLine?: SourceListener | undefined;
  readonly printsThrough?: boolean | undefined;
  /** What its code may use for real. */
  readonly allowed?: ReadonlySet<Allowance> | undefined;
}

/** The service process as one attempt sees it: virtual time, random numbers by address, timers as steps of the run. */
export class AttemptProcess implements Process {
  readonly stream: AttemptStream;
  /** How many effects this attempt has called, for their addresses. */
  effects = 0;
  /** Shared by all attempts of one process; `dead` once it has crashed. */
  readonly life: { dead: boolean };
  /** Absent where nothing is stubbed, and no observer wants source lines. */
  readonly execute?: (name: string, closure: () => unknown) => unknown;
  /** Absent where no request is stubbed. */
  readonly respond?: (method: string, url: string) => Responder | undefined;
  /** Absent when no observer wants source lines: each of them costs a stack trace. */
  readonly noteLine: Process['noteLine'];
  readonly printsThrough: boolean | undefined;
  readonly allowed: ReadonlySet<Allowance> | undefined;
  readonly #world: World;
  readonly #skewMs: number;
  readonly #startedAtMs: number;
  #draws = 0;
  #timers = 0;

  /**
   * @param skewed whether the service's clock may differ from the server's
   * @param onLine called with the source line of each command
   * @param printsThrough whether what its code prints is printed too
   */
  constructor(
    world: World,
    stream: AttemptStream,
    life: { dead: boolean },
    skewed: boolean,
    { stubbing, httpStubbing, onLine, printsThrough, allowed }: ProcessSettings,
  ) {
    this.#world = world;
    this.stream = stream;
    this.life = life;
    if (httpStubbing !== undefined) this.respond = (method, url) => httpStubbing.responder(stream, method, url);
    const execute = stubbing && ((name: string, closure: () => unknown) => stubbing.execute(stream, name, closure));
    const noteLine = onLine && notesFor(stream, onLine);
    if (noteLine !== undefined) this.execute = notingErrors(execute ?? ((_, closure) => closure()), noteLine);
    else if (execute !== undefined) this.execute = execute;
    this.printsThrough = printsThrough;
    this.allowed = allowed;
    this.noteLine = noteLine;
    this.#skewMs = skewed ? world.choices.of('skew', stream.address, SKEWS) : 0;
    this.#startedAtMs = world.clock.now;
  }

  now(): number {
    return this.#world.clock.now + this.#skewMs;
  }

  ambientNow(): number {
    return this.now() + this.stream.number - 1;
  }

  elapsed(): number {
    return this.#world.clock.now - this.#startedAtMs;
  }

  random(): number {
    return this.#world.random.unit('ambient', `${this.stream.address}/${this.#draws++}`);
  }

  setTimer(delayMs: number, callback: () => void): ProcessTimer {
    const { clock, agenda } = this.#world;
    const { address, resource } = this.stream;
    const number = this.#timers++;
    const step = {
      chain: `${address} timer ${number}`,
      address: stepOf(address, `timer ${number}`),
      footprint: { reads: ['clock', 'process'], writes: [resource] },
      runsUserCode: true,
      perform: () => {
        if (this.life.dead) return;
        callback();
        this.stream.touch();
      },
    };
    const deadline = clock.arm({
      atMs: clock.now + Math.max(0, Math.ceil(delayMs)),
      housekeeping: false,
      due: () => {
        if (!this.life.dead) agenda.add(step);
      },
    });
    return {
      cancel: () => {
        clock.cancel(deadline);
        agenda.drop(step);
      },
    };
  }
}

/** Also notes the lines of the errors that closures of `ctx.run` throw; what they return stays the same object. */
function notingErrors(
  execute: NonNullable<AttemptProcess['execute']>,
  note: NonNullable<Process['noteLine']>,
): NonNullable<AttemptProcess['execute']> {
  return (name, closure) => {
    try {
      const result = execute(name, closure);
      if (result instanceof Promise) result.catch((thrown: unknown) => note(undefined, thrown));
      return result;
    } catch (thrown) {
      note(undefined, thrown);
      throw thrown;
    }
  };
}

function notesFor(stream: AttemptStream, onLine: SourceListener): NonNullable<Process['noteLine']> {
  const { number: attempt } = stream;
  const invocation = stream.invocation.address;
  return (entry, thrown) => {
    const site =
      entry !== undefined ? knownCallSite() : thrown instanceof Error ? siteIn(thrown.stack ?? '') : undefined;
    if (site === undefined) return;
    onLine({ invocation, attempt, ...(entry !== undefined && { entry }), line: site.replace(/:\d+$/, '') });
  };
}
