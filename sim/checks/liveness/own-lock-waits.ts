import type { CommandType } from '../../journal/command.ts';
import type { TraceEvent } from '../../trace/event.ts';
import type { Breach, RunView } from '../invariant.ts';
import { describeInvocation, handlerOf, keyOf } from '../naming.ts';
import type { OpenInvocation } from './open-invocation.ts';
import type { Situation } from './situation.ts';
import type { Wait } from './waits.ts';

/** Commands that give nothing to other code, except to the handlers of the same key by its state. */
const STAYS: ReadonlySet<CommandType> = new Set([
  'Input',
  'GetLazyState',
  'GetEagerState',
  'GetLazyStateKeys',
  'GetEagerStateKeys',
  'SetState',
  'ClearState',
  'ClearAllState',
  'Sleep',
]);

/** What an exclusive handler has written, and when. */
interface Holder {
  readonly names: Set<string>;
  lastWriteSeq: number;
  /** Whether it has given something to other code: a step, a call, a message. */
  hasGivenAway: boolean;
}

/**
 * Finds exclusive handlers that wait for an awakeable which only the handlers behind them in the queue of their key could
 * complete. The id is at most in the state of the key: exclusive handlers read it after the lock is given back, and each shared
 * handler has had its turn.
 */
export class OwnLockWaits {
  readonly #view: RunView;
  readonly #holders = new Map<string, Holder>();
  /** `Service/key name` -> when a shared handler read it last. */
  readonly #sharedReads = new Map<string, number>();
  /** `Service/key handler` -> when a shared handler ended last. */
  readonly #sharedEnds = new Map<string, number>();

  constructor(view: RunView) {
    this.#view = view;
  }

  see(event: TraceEvent): void {
    switch (event.type) {
      case 'appended':
        this.#appended(event);
        return;
      case 'effect began': {
        const holder = event.invocation === undefined ? undefined : this.#holders.get(event.invocation);
        if (holder !== undefined) holder.hasGivenAway = true;
        return;
      }
      case 'completed':
      case 'removed': {
        this.#holders.delete(event.invocation);
        const created = this.#view.who(event.invocation);
        const key = created?.kind === 'SHARED' ? keyOf(created.target) : undefined;
        if (created !== undefined && key !== undefined)
          this.#sharedEnds.set(`${key} ${created.target.handler}`, event.seq);
        return;
      }
      default:
        return;
    }
  }

  #appended({ invocation, command, seq }: Extract<TraceEvent, { readonly type: 'appended' }>): void {
    const created = this.#view.who(invocation);
    const key = created && keyOf(created.target);
    if (created === undefined || key === undefined) return;
    if (created.kind === 'SHARED') {
      if (command.type === 'GetLazyState' || command.type === 'GetEagerState')
        this.#sharedReads.set(`${key} ${command.key}`, seq);
      return;
    }
    if (created.kind !== 'EXCLUSIVE') return;
    let holder = this.#holders.get(invocation);
    if (holder === undefined)
      this.#holders.set(invocation, (holder = { names: new Set(), lastWriteSeq: seq, hasGivenAway: false }));
    if (!STAYS.has(command.type)) holder.hasGivenAway = true;
    if (command.type !== 'SetState') return;
    holder.names.add(command.key);
    holder.lastWriteSeq = seq;
  }

  /** @returns the breach by an invocation that no code can wake, because it holds the lock that such code needs */
  breachOf(open: OpenInvocation, waits: readonly Wait[], situation: Situation): Breach | undefined {
    const { created, latest } = open;
    const key = keyOf(created.target);
    const holder = this.#holders.get(created.invocation);
    if (key === undefined || holder === undefined || holder.hasGivenAway || !waits.every(isAwakeable)) return undefined;
    const behind = [...situation.open.values()].filter(
      ({ status, queued }) => status === 'queued' && queued?.key === key,
    );
    const [first] = behind;
    if (first === undefined || !this.#sharedHandlersKnowNothing(created.target.service, key, holder)) return undefined;
    const queue = `${describeInvocation(first.created)} waits for that lock${behind.length === 1 ? '' : `, the first of ${behind.length}`}`;
    return {
      message:
        `${describeInvocation(created)} waits forever for an awakeable of its own, and holds the lock of ${key} meanwhile. Its id is at most in ` +
        `the state of ${key}, so only a handler of that key could complete it, and ${queue}. Let the handler store the id and end, ` +
        'and wait for the awakeable in the service or workflow that calls it, or bound the wait with orTimeout. ' +
        "If something outside reads the state and completes it, say so: owed: ['awakeable'].",
      events: [created.seq, first.created.seq, latest.seq].toSorted((a, b) => a - b),
      handler: handlerOf(created.target),
      kind: 'waits in its own lock',
    };
  }

  /** Each shared handler has run since the last write, and none has read what was written. */
  #sharedHandlersKnowNothing(service: string, key: string, { names, lastWriteSeq }: Holder): boolean {
    const shared = this.#view.sharedHandlers?.(service);
    if (shared === undefined) return false;
    const isSince = (seq: number | undefined): boolean => seq !== undefined && seq > lastWriteSeq;
    return (
      shared.every((handler) => isSince(this.#sharedEnds.get(`${key} ${handler}`))) &&
      [...names].every((name) => !isSince(this.#sharedReads.get(`${key} ${name}`)))
    );
  }
}

const isAwakeable = (wait: Wait): boolean => wait.kind === 'outside' && wait.label === 'awakeable';
