import { virtualTime } from '../../core/virtual-time.ts';
import type { EventOf, EventType, TraceEvent } from '../../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from '../invariant.ts';
import { entryLabel } from '../../trace/words/command-words.ts';
import { shownCommand } from '../../trace/shown.ts';
import { decodePayload, describeInvocation, handlerOf } from '../naming.ts';
import { CODE_EVENTS, CodeVersions, OLD_AGAIN } from './code-versions.ts';

/**
 * A deploy breaks nothing: other code replays the journals that it finds, and every handler that is called, queued or delayed
 * exists.
 * @param had `Service/handler` for each handler of the old version: clients of that version go on to call them
 * @param has returns the same of the new version, which is gone after a roll-back
 */
export function upgradesKeepInFlight(
  had: ReadonlySet<string> = new Set(),
  has: () => ReadonlySet<string> = () => new Set(),
): Invariant {
  return { name: KEEPS_IN_FLIGHT, watch: (view) => new UpgradeWatcher(view, { had, has }) };
}

export const KEEPS_IN_FLIGHT = 'an upgrade breaks nothing in flight';

const SEES: ReadonlySet<EventType> = new Set([
  ...CODE_EVENTS,
  'attempt failed',
  'operation',
  'answer',
  'deploy refused',
]);

/** The handlers of both versions, each `Service/handler`. */
interface Handlers {
  readonly had: ReadonlySet<string>;
  readonly has: () => ReadonlySet<string>;
}

class UpgradeWatcher implements Watcher {
  readonly sees = SEES;
  readonly #view: RunView;
  readonly #handlers: Handlers;
  readonly #versions = new CodeVersions();
  readonly #operations = new Map<string, EventOf<'operation'>>();
  /** Invocation -> the entries of its journal, as code. */
  readonly #journals = new Map<string, string[]>();
  /** Invocation -> the entry that holds its result. */
  readonly #results = new Map<string, number>();
  /** Invocations in which an attempt has called a handler that is gone. */
  readonly #refused = new Set<string>();
  #judged = 0;

  constructor(view: RunView, handlers: Handlers) {
    this.#view = view;
    this.#handlers = handlers;
  }

  see(event: TraceEvent): Breach | undefined {
    this.#versions.see(event);
    if (event.type === 'operation') this.#operations.set(event.operation, event);
    else if (event.type === 'appended') this.#store(event);
    if (event.type === 'deploy refused') return refusedBy(event);
    if (this.#versions.deploys === 0) return undefined;
    switch (event.type) {
      case 'attempt started':
        this.#judged++;
        return undefined;
      case 'attempt failed':
        return this.#failed(event);
      case 'answer':
        return this.#answered(event);
      default:
        return undefined;
    }
  }

  exercised(): number {
    return this.#judged;
  }

  #failed(event: EventOf<'attempt failed'>): Breach | undefined {
    if (event.code === 570) {
      return this.#versions.foreignEntries(event.invocation) === 0 ? undefined : this.#mismatch(event);
    }
    const { message, docCode } = event;
    if (docCode === 'RT0012') {
      return this.#breach(event, `handler gone${this.#again()}`, this.#goneHere(event));
    }
    if (docCode === 'RT0011') return this.#breach(event, 'deployment gone', DEPLOYMENT_GONE);
    const callee = /the service handler (\S+) was not found$/.exec(message)?.[1];
    const isRolledBack = this.#versions.latest === OLD_AGAIN;
    const { had, has } = this.#handlers;
    // A handler that the version before does not have either is missing with or without the upgrade.
    if (callee === undefined || !(isRolledBack ? has() : had).has(callee)) return undefined;
    const remedy = isRolledBack
      ? `Deploy ${callee} before the code that calls it, so that a roll-back leaves it there`
      : `Keep ${callee} as an alias until no old code is in flight that calls it`;
    // One failure may be all: an attempt that has stored nothing is followed by one on the latest deployment, and one that an
    // operator has asked to pause is paused and then moved.
    if (!this.#refused.has(event.invocation)) {
      this.#refused.add(event.invocation);
      return undefined;
    }
    return this.#breach(
      event,
      `calls a handler that is gone${this.#again()}: ${callee}`,
      `calls ${callee}, which the latest deployment does not have: its attempts fail (RT0018) until it is paused. ${remedy}.`,
    );
  }

  #store({ invocation, entry, command, atMs }: EventOf<'appended'>): void {
    const journal = this.#journals.get(invocation) ?? ['input'];
    this.#journals.set(invocation, journal);
    journal[entry] = entryLabel(shownCommand(command), atMs);
    if (command.type === 'Output') this.#results.set(invocation, entry);
  }

  #mismatch(event: EventOf<'attempt failed'>): Breach | undefined {
    const { mismatch, invocation } = event;
    const entry = mismatch?.index ?? 0;
    const label = this.#journals.get(invocation)?.[entry];
    const code = this.#versions.nameOf(invocation);
    const where = label === undefined ? `entry ${entry}` : `entry ${entry} (${label})`;
    const verb = code === OLD_AGAIN ? 'breaks in flight when it is rolled back' : 'breaks in flight';
    return {
      ...this.#breach(
        event,
        `${verb} at entry ${entry}${label === undefined ? '' : ` (${withoutDuration(label)})`}`,
        `${verb} (error 570, attempt ${event.attempt}, at ${virtualTime(event.atMs)}): ${difference(event, code, where)} Every retry fails the same way, until it is paused. ${REMEDY}`,
      ),
      // A result that is stored ends its invocation in the same moment, unless the server dies just then.
      ...(this.#results.get(invocation) === entry && { advice: true, location: `result ${invocation}` }),
    };
  }

  /** The ingress knows the handlers of the latest revisions only. */
  #answered({ operation, status, body, seq }: EventOf<'answer'>): Breach | undefined {
    const asked = this.#operations.get(operation);
    if (status !== 404 || asked === undefined) return undefined;
    const handler = handlerOf(asked.target);
    if (!this.#handlers.had.has(handler) || !/ not found, (make sure|check that)/.test(messageIn(body)))
      return undefined;
    return {
      message: `Clients of the old version get 404 for ${handler} since the deploy (operation ${operation}). Keep it as an alias until no client calls it.`,
      events: [asked.seq, seq],
      handler,
      kind: 'handler gone for clients',
    };
  }

  #again(): string {
    return this.#versions.latest === OLD_AGAIN ? ' after a roll-back' : '';
  }

  #goneHere({ invocation }: EventOf<'attempt failed'>): string {
    const kind = this.#view.who(invocation)?.kind;
    const lock = kind === 'EXCLUSIVE' || kind === 'WORKFLOW' ? ', and its key stays locked' : '';
    const alias = this.#view.who(invocation)?.target.handler ?? 'the handler';
    return (
      `was queued, delayed or had stored nothing when ${this.#versions.latest} came, which does not have its handler: each ` +
      `attempt gets 404 (RT0012) until it is paused${lock}. Keep ${alias} as an alias until none is left.`
    );
  }

  #breach(event: EventOf<'attempt failed'>, kind: string, what: string): Breach {
    const created = this.#view.who(event.invocation);
    return {
      message: `${created === undefined ? event.invocation : describeInvocation(created)} ${what}`,
      events: [event.seq],
      handler: created && handlerOf(created.target),
      kind,
    };
  }
}

/** How long a sleep is depends on when it is stored, and says nothing about which entry it is. */
function withoutDuration(label: string): string {
  return label.replace(/^sleep .*/, 'sleep');
}

/** @returns what differs, in a sentence */
function difference({ mismatch, message }: EventOf<'attempt failed'>, code: string, where: string): string {
  if (mismatch === undefined || mismatch.field === '') return message;
  const { field, recorded, replayed } = mismatch;
  if (field === 'command') return `${code} issues ${replayed} where the journal holds ${where}.`;
  return `at ${where}, ${code} gives another ${field}: ${replayed}, and the journal holds ${recorded}.`;
}

/** What helps wherever a journal does not fit. */
const REMEDY =
  'Keep the old deployment until nothing is in flight on it, or change only what comes behind the entries that can be in flight.';

/** A pipeline that does not look at the response goes on as if the new version were there. */
function refusedBy({ status, message, seq }: EventOf<'deploy refused'>): Breach {
  const code = /^\[(META\d+)\]/.exec(message)?.[1];
  return {
    message: `The server refuses the new version (${status}): ${message}${message.endsWith('.') ? '' : '.'} Nothing is deployed, and all that runs stays on the old version. ${REFUSAL_REMEDY}`,
    events: [seq],
    handler: undefined,
    kind: `refused by the server${code === undefined ? '' : ` (${code})`}`,
  };
}

const REFUSAL_REMEDY =
  'Give a service of another type another name, or register with `breaking` once no old invocation is left.';

const DEPLOYMENT_GONE =
  'belongs to a deployment that is gone: its attempts fail (RT0011). Keep a deployment until nothing is in flight on it, or resume it on the latest one.';

function messageIn(body: Uint8Array): string {
  const decoded = decodePayload(body);
  const message = typeof decoded === 'object' && decoded !== null && 'message' in decoded ? decoded.message : '';
  return typeof message === 'string' ? message : '';
}
