import type { EventOf } from '../../trace/event.ts';
import type { Breach } from '../invariant.ts';
import { virtualTime } from '../../core/virtual-time.ts';
import { handlerOf, describeInvocation, type Created } from '../naming.ts';

type Remark = EventOf<'remark'>;

/** How a remark is judged; `at end` means only when the attempt ends its invocation. */
type Judgement = 'broken' | 'advice' | 'broken at end' | 'advice at end' | undefined;

/**
 * Judges what an engine remarks about the use of the context and of ambient time, chance and timers. Some remarks are
 * breaches, some only when the handler has ended, and some are advice that explains a later mismatch.
 */
export class Remarks {
  /** Invocation -> remarks that may explain why a replay diverges. */
  readonly #suspicions = new Map<string, Remark[]>();
  /** Invocation -> remarks of its current attempt that count if that attempt ends the invocation. */
  readonly #pending = new Map<string, Remark[]>();
  /** Invocation -> attempts that ended without ending the invocation. */
  readonly #aborted = new Map<string, Set<number>>();
  /** Advice that was already given in this run. */
  readonly #given = new Set<string>();

  /** Judges a remark. @param isOver whether its invocation has ended */
  judge(remark: Remark, created: Created | undefined, isOver: boolean): Breach | undefined {
    if (isSuspicious(remark)) this.#add(this.#suspicions, remark);
    const judgement = judgementOf(remark.what);
    switch (judgement) {
      case 'broken':
        return breachOf(remark, created);
      case 'advice':
        return this.#advise(remark, created);
      case 'broken at end':
        // Code of an attempt that failed or was suspended may still use its context; the next attempt does it right.
        if (this.#aborted.get(remark.invocation)?.has(remark.attempt) === true) return undefined;
        if (isOver) return breachOf(remark, created);
        this.#add(this.#pending, remark);
        return undefined;
      case 'advice at end':
        this.#add(this.#pending, remark);
        return undefined;
      case undefined:
        return undefined;
    }
  }

  /** An attempt failed, was suspended or was disconnected: its unfinished steps are not a breach. */
  attemptAborted(invocation: string, attempt: number): void {
    this.#pending.delete(invocation);
    let attempts = this.#aborted.get(invocation);
    if (attempts === undefined) this.#aborted.set(invocation, (attempts = new Set()));
    attempts.add(attempt);
  }

  /** An invocation has ended. */
  ended({ invocation, seq }: EventOf<'completed'>, created: Created | undefined): Breach | undefined {
    const pending = this.#pending.get(invocation);
    this.#suspicions.delete(invocation);
    this.#pending.delete(invocation);
    const wrong = pending?.find(({ what }) => judgementOf(what) === 'broken at end');
    if (wrong !== undefined) return breachOf(wrong, created, seq);
    const [advised] = pending ?? [];
    return advised === undefined ? undefined : this.#advise(advised, created);
  }

  forgotten(invocation: string): void {
    this.#aborted.delete(invocation);
  }

  /** @returns the likely cause of a replay that diverged */
  causeOf({ invocation, mismatch }: EventOf<'attempt failed'>): {
    readonly text: string;
    readonly events: readonly number[];
  } {
    const suspicions = this.#suspicions.get(invocation) ?? [];
    const events = suspicions.map(({ seq }) => seq);
    const ambient = ownFirst(suspicions.filter(({ what }) => what.startsWith(AMBIENT)));
    if (ambient.length > 0) {
      const uses = [...new Set(ambient.map((remark) => useOf(remark)))].join(' and ');
      const [{ what }] = ambient as [Remark, ...Remark[]];
      const instead = insteadOf(what);
      return {
        text: `Likely cause: the handler uses ${uses}, and a replay gets another value. ${instead}`,
        events,
      };
    }
    if (suspicions.length > 0) return { text: `Likely cause: ${BRANCHES} ${COMBINE}`, events };
    switch (mismatch?.field) {
      case 'await':
        return { text: `Likely cause: ${BRANCHES} ${COMBINE}`, events };
      case 'value':
      case 'parameter':
      case 'result':
        return {
          text: `Likely cause: that ${mismatch.field} is computed from something that is not in the journal, such as a variable of the module, a variable that a ctx.run closure changes, or the order of a Map that outlives the handler. Return it from a ctx.run instead.`,
          events,
        };
      default:
        return {
          text: 'Likely cause: a branch before that command depends on something that is not in the journal, such as a variable of the module, a variable that a ctx.run closure changes, or another version of the code. Decide only by what the context returned.',
          events,
        };
    }
  }

  #advise(remark: Remark, created: Created | undefined): Breach | undefined {
    if (remark.package !== undefined) return this.#adviseOnPackage(remark, remark.package);
    const handler = created === undefined ? 'A handler' : handlerOf(created.target);
    const isAmbient = remark.what.startsWith(AMBIENT);
    const text = isAmbient
      ? `uses ${useOf(remark)} outside of ctx.run: a replay gets another value, and may diverge. ${insteadOf(remark.what)}`
      : remark.what === 'concurrent-branches'
        ? `awaits the context in concurrent branches, with Promise.all, Promise.race or without await. ${BRANCHES_MAY} ${COMBINE}`
        : `: ${remark.text}`;
    const message = `${handler}${text.startsWith(':') ? '' : ' '}${text}`;
    if (this.#given.has(message)) return undefined;
    this.#given.add(message);
    return {
      message,
      events: [remark.seq],
      handler: created && handler,
      kind: remark.what,
      advice: true,
    };
  }

  /** One piece of advice for a package, whichever handlers lead into it: most such reads only date a log line. */
  #adviseOnPackage({ what, seq }: Remark, name: string): Breach | undefined {
    const does = insteadOf(what) === USE_DATE ? 'reads the clock' : `uses ${what.slice(AMBIENT.length)}`;
    const message = `The package ${name} ${does} outside of ctx.run. In a log line that is harmless; where a handler decides by the result, a replay may diverge. ${insteadOf(what)}`;
    if (this.#given.has(message)) return undefined;
    this.#given.add(message);
    return { message, events: [seq], handler: undefined, kind: what, advice: true };
  }

  #add(to: Map<string, Remark[]>, remark: Remark): void {
    const remarks = to.get(remark.invocation);
    if (remarks === undefined) to.set(remark.invocation, [remark]);
    else remarks.push(remark);
  }
}

const AMBIENT = 'ambient ';
const USE_DATE = 'Use ctx.date.now().';
const BRANCHES =
  'concurrent branches of the handler await the context (Promise.all, Promise.race, or a promise that is not awaited), so their commands come in another order when a replay does not have to wait.';
const BRANCHES_MAY = 'A replay may issue their commands in another order.';
const COMBINE =
  'Combine the promises of the context with RestatePromise.all, race, any or allSettled, or await them one after another.';

function judgementOf(what: string): Judgement {
  if (what.startsWith(AMBIENT)) return 'advice';
  switch (what) {
    case 'concurrent-await':
    case 'not-bytes':
    case 'malformed-failure':
    case 'mapper-throws':
    case 'uncaught-error':
    case 'process-end':
    case 'unhandled-rejection':
    case 'context-in-run':
    case 'state-in-service':
      return 'broken';
    case 'context-after-end':
    case 'unawaited-run':
      return 'broken at end';
    case 'unawaited-call':
      return 'advice at end';
    case 'concurrent-branches':
    case 'not-json':
    case 'bad-argument':
    case 'real-io':
    case 'change':
      return 'advice';
    default:
      return undefined;
  }
}

/** What the user's own code does is the likelier cause; what packages do counts where there is nothing else. */
function ownFirst(remarks: readonly Remark[]): readonly Remark[] {
  const own = remarks.filter((remark) => remark.package === undefined);
  return own.length > 0 ? own : remarks;
}

function isSuspicious({ what }: Remark): boolean {
  return what.startsWith(AMBIENT) || what === 'concurrent-branches' || what === 'concurrent-await';
}

function breachOf(remark: Remark, created: Created | undefined, later?: number): Breach {
  const who = created === undefined ? remark.invocation : describeInvocation(created);
  return {
    message:
      `${who}, attempt ${remark.attempt}, at ${virtualTime(remark.atMs)}: ${remark.text} ${remedyOf(remark.what)}`.trim(),
    events: later === undefined ? [remark.seq] : [remark.seq, later],
    handler: created && handlerOf(created.target),
    kind: remark.what,
  };
}

function remedyOf(what: string): string {
  switch (what) {
    case 'context-in-run':
      return 'Use the context before or after the ctx.run, and pass values in and out.';
    case 'context-after-end':
      return 'Await every branch before the handler returns: later steps are lost.';
    case 'unawaited-run':
      return 'Await it.';
    case 'state-in-service':
      return 'Make it a virtual object, or keep the state elsewhere.';
    default:
      return '';
  }
}

/** `Date.now (src/cart.ts:12:5)`. */
function useOf({ what, text, package: name }: Remark): string {
  const use = `${what.slice(AMBIENT.length)}${name === undefined ? '' : ` in the package ${name}`}`;
  return text === '' ? use : `${use} (${text})`;
}

function insteadOf(what: string): string {
  if (/Date|performance|hrtime/.test(what)) return USE_DATE;
  if (/random|UUID|crypto/i.test(what)) return 'Use ctx.rand.';
  if (/setTimeout|setInterval|setImmediate|timeout/i.test(what)) return 'Use ctx.sleep().';
  return 'Put it inside ctx.run, so that its result is stored.';
}
