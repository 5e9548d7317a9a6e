import { realNow, realSetTimeout } from '../../attempt/ambient/real.ts';
import { LimitReached } from '../../core/errors.ts';
import { targetName } from '../../core/target-name.ts';
import type { AttemptStream } from '../../server/attempt-stream.ts';

const LOOK_AGAIN_MS = 1;

/**
 * For each service definition, the places at which code has waited up to the limit and nothing came. The world does not wait
 * there again, in this run or in a later one: a step that never settles would otherwise cost the limit for each attempt.
 */
const hopeless = new WeakMap<object, Set<string>>();

/**
 * Attempts whose code waits for something outside the world: real input or output, or a promise that no code resolves. The
 * world waits with them, in real time and up to a limit, once for each place in the code. For a call that is allowed to leave
 * the simulation it waits each time. The rest of the run does not follow from the seed.
 */
export class OutsideWait {
  readonly #definitionOf: (stream: AttemptStream) => object;
  readonly #waiting = new Set<AttemptStream>();
  /** Addresses of all attempts that have waited for something outside the world. */
  readonly seen: Set<string> = new Set();

  /** @param definitionOf finds the user's definition of the service of an attempt */
  constructor(definitionOf: (stream: AttemptStream) => object) {
    this.#definitionOf = definitionOf;
  }

  /** Looks at an attempt whose code has just settled. */
  note(stream: AttemptStream): void {
    if (stream.dead || !stream.attempt.waitsOutside) {
      this.#waiting.delete(stream);
      return;
    }
    this.seen.add(stream.address);
    // An allowed call is known to be in flight, whatever another one at the same place has come to.
    if (stream.attempt.outsideCall === undefined && this.#isHopeless(stream)) this.#waiting.delete(stream);
    else this.#waiting.add(stream);
  }

  get pending(): boolean {
    return this.#waiting.size > 0;
  }

  /**
   * Waits in real time until an attempt continues.
   * @param moved whether something in the world can move again
   * @param settle lets user code settle
   * @param limitMs how long to wait at most, in ms; the world does not wait again for attempts that still wait then
   * @throws {LimitReached} when an allowed call is in flight then, and no timer of its attempt can end the wait
   */
  async until(moved: () => boolean, settle: () => Promise<void>, limitMs: number): Promise<void> {
    const began = realNow();
    while (this.pending && !moved()) {
      if (realNow() - began >= limitMs) {
        const streams = [...this.#waiting];
        this.#waiting.clear();
        for (const stream of streams) this.#giveUp(stream, limitMs);
        return;
      }
      await new Promise<void>((resolve) => {
        realSetTimeout(resolve, LOOK_AGAIN_MS);
      });
      await settle();
      for (const stream of this.#waiting) this.note(stream);
    }
  }

  #isHopeless(stream: AttemptStream): boolean {
    return hopeless.get(this.#definitionOf(stream))?.has(placeOf(stream)) === true;
  }

  #giveUp(stream: AttemptStream, limitMs: number): void {
    const call = stream.attempt.outsideCall;
    if (call?.isTimed === true) return;
    if (call !== undefined) throw tooLate(stream, call.what, limitMs);
    const definition = this.#definitionOf(stream);
    const places = hopeless.get(definition);
    if (places === undefined) hopeless.set(definition, new Set([placeOf(stream)]));
    else places.add(placeOf(stream));
  }
}

function tooLate({ invocation }: AttemptStream, what: string, limitMs: number): LimitReached {
  return new LimitReached(
    'outsideMs',
    `${targetName(invocation.origin.target)} waits for ${what}, which is allowed, and nothing came in ${limitMs} ms of real ` +
      'time. Give a longer limit, such as `limits: { outsideMs: 60_000 }` in the scenario, or stub the call.',
  );
}

/** The handler, and how many commands it has issued. */
function placeOf({ invocation }: AttemptStream): string {
  return `${invocation.origin.target.handler} ${invocation.commands}`;
}
