import { stepOf } from '../../core/address.ts';
import { targetName } from '../../core/target-name.ts';
import { encodeUtf8 } from '../../core/utf8.ts';
import type { IngressRequest } from '../../server/ingress/request.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { Json } from '../faults/plan.ts';
import type { Assembled } from '../run/assemble.ts';
import type { OperationSpec } from '../scenario/operation-spec.ts';
import { requestOf } from './plan-clients.ts';
import { purposeOf } from './purpose-of.ts';
import { nameOfAwakeable, VisibleAwakeables, type VisibleAwakeable } from './visible-awakeables.ts';

/** What the world outside of derived services knows: how it completes what their handlers wait for. */
export interface OutsideKnowledge {
  /** Values for the awakeables of a handler, `Service/handler`. An empty list: none of them is completed. */
  readonly awakeables: Readonly<Record<string, readonly Json[]>>;
  /** Requests, without a key, to shared handlers of workflows: they may complete a promise that a run waits for. */
  readonly requests: readonly OperationSpec[];
}

/** How long the outside world takes, in ms. Most code waits for minutes or hours. */
const DELAYS_MS = [0, 600, 3_600_000] as const;

const NAME = 'outside';
const REASON = 'rejected by the outside world';

/**
 * The outside world of derived services. It completes awakeables whose ids a run shows: with a value of the hints, or else
 * with a rejection, whose type is always known. It leaves those that the services complete themselves. When nothing else can
 * move, it calls the shared handlers of workflows that wait for a promise. Every decision is a choice of the run.
 */
export class OutsideClient {
  readonly #assembled: Assembled;
  readonly #knowledge: OutsideKnowledge;
  readonly #awakeables = new VisibleAwakeables();
  readonly #promises = new Map<string, EventOf<'invocation created'>>();
  readonly #created = new Map<string, EventOf<'invocation created'>>();
  readonly #decided = new Set<string>();
  readonly #asked = new Set<string>();
  #requests = 0;
  /** When true, it makes the quiet choices. */
  frozen = false;

  constructor(assembled: Assembled, knowledge: OutsideKnowledge) {
    this.#assembled = assembled;
    this.#knowledge = knowledge;
    assembled.world.trace.listen((event) => this.#see(event));
  }

  /**
   * Called when no step is possible.
   * @param mayAdvance whether time can still pass
   * @returns whether the outside world has made a request, so that a step is possible
   */
  idle(mayAdvance: boolean): boolean {
    const before = this.#requests;
    for (const awakeable of this.#awakeables.open.values()) this.#consider(awakeable);
    if (this.#requests === before && !mayAdvance) this.#askForPromise();
    return this.#assembled.world.agenda.size > 0;
  }

  #see(event: TraceEvent): void {
    this.#awakeables.see(event);
    switch (event.type) {
      case 'invocation created':
        this.#created.set(event.invocation, event);
        return;
      case 'appended': {
        const created = this.#created.get(event.invocation);
        if (event.command.type === 'GetPromise' && created !== undefined)
          this.#promises.set(waitName(event.invocation, event.command.completion), created);
        return;
      }
      case 'notified':
        if (event.notification.type === 'completion')
          this.#promises.delete(waitName(event.invocation, event.notification.completion));
        return;
      case 'completed':
      case 'removed':
        for (const [wait, { invocation }] of this.#promises)
          if (invocation === event.invocation) this.#promises.delete(wait);
        return;
      default:
        return;
    }
  }

  /** Decides once, when it can first see the awakeable, what it does with it. */
  #consider(awakeable: VisibleAwakeable): void {
    const { id, handler } = awakeable;
    const address = nameOfAwakeable(awakeable);
    if (this.#decided.has(address)) return;
    const values = this.#knowledge.awakeables[handler];
    const isOurs = values === undefined ? !this.#awakeables.completedByServices.has(handler) : values.length > 0;
    if (!isOurs) return;
    this.#decided.add(address);
    const { choices, clock } = this.#assembled.world;
    const { frozen } = this;
    const [first, ...others] = values ?? [];
    const what =
      values === undefined
        ? choices.of<string>('outside', address, ['leave', 'reject'], frozen)
        : choices.of<string>(
            'outside',
            address,
            [body(first), ...others.map((value) => body(value)), 'reject'],
            frozen,
          );
    if (what === 'leave') return;
    const delayMs = choices.of('latency', `${address} delay`, DELAYS_MS, frozen);
    const complete = (): void => {
      if (this.#awakeables.open.delete(id)) this.#issue(completion(id, what));
    };
    if (delayMs === 0) complete();
    else clock.arm({ atMs: clock.now + delayMs, housekeeping: false, due: complete });
  }

  /** Each request once for each workflow, until the promise is completed or there are no more. */
  #askForPromise(): void {
    for (const { target } of this.#promises.values()) {
      const { service, key } = target;
      const left = this.#knowledge.requests.filter(
        (request) => request.service === service && !this.#asked.has(nameOf(key, request)),
      );
      const [first, ...others] = left;
      if (first === undefined || key === undefined) continue;
      const address = stepOf(targetName(target), `promise ${left.length}`);
      const { choices } = this.#assembled.world;
      const chosen = choices.of('outside', address, [first, ...others], this.frozen);
      this.#asked.add(nameOf(key, chosen));
      this.#issue(requestOf({ ...chosen, key, id: '', client: NAME, troubles: [] }));
      return;
    }
  }

  #issue(request: IngressRequest): void {
    const { operations, server } = this.#assembled;
    const id = `${NAME}${++this.#requests}`;
    operations.issue({ id, client: NAME, request, ...purposeOf(request, server.services) }, () => undefined);
  }
}

function body(value: Json | undefined): string {
  return value === undefined ? '' : JSON.stringify(value);
}

function completion(id: string, what: string): IngressRequest {
  const isRejected = what === 'reject';
  return {
    method: 'POST',
    path: `/restate/awakeables/${id}/${isRejected ? 'reject' : 'resolve'}`,
    headers: [['content-type', isRejected ? 'text/plain' : 'application/json']],
    body: encodeUtf8(isRejected ? REASON : what),
  };
}

function nameOf(key: string | undefined, { service, handler, input }: OperationSpec): string {
  return `${service}/${key ?? ''}/${handler} ${body(input)}`;
}

function waitName(invocation: string, completion: number): string {
  return `${invocation} ${completion}`;
}
