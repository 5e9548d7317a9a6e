import type { ShownEvent, ShownEventOf } from '../../sim/trace/shown.ts';
import type { Step } from '../data/steps.ts';
import type { Arrow, LaneName } from './geometry.ts';

/** Finds where an event is drawn in a lane; undefined when it is folded away. */
export type PlaceOf = (seq: number, lane: LaneName) => Place | undefined;

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** The arrows between lanes: requests, calls and sends, responses, effects, signals. */
export function arrowsOf(steps: readonly Step[], placeOf: PlaceOf): readonly Arrow[] {
  const arrows = new Arrows(placeOf);
  for (const { index, events } of steps) for (const event of events) arrows.see(event, index);
  return arrows.found;
}

/** An event in the lane where it is drawn. */
interface End {
  readonly seq: number;
  readonly lane: LaneName;
}

/** Remembers where arrows begin, until the events come that they lead to. */
class Arrows {
  readonly found: Arrow[] = [];
  readonly #placeOf: PlaceOf;
  /** Requests of clients, by operation. */
  readonly #requests = new Map<string, End & { readonly isSend: boolean }>();
  /** Journal entries that start an invocation, by the address of that invocation. */
  readonly #starts = new Map<string, End & { readonly isCall: boolean }>();
  /** Invocations that a call waits for, by the caller and the completion of the call. */
  readonly #callees = new Map<string, string>();
  /** Ends of invocations. */
  readonly #ends = new Map<string, End>();
  /** Effects that have begun, by their call. */
  readonly #effects = new Map<string, End>();
  /** Signals that have been sent, by their target and name. */
  readonly #signals = new Map<string, End>();
  /** Stable addresses of invocations, by their ids. */
  readonly #addresses = new Map<string, string>();

  constructor(placeOf: PlaceOf) {
    this.#placeOf = placeOf;
  }

  see(event: ShownEvent, step: number): void {
    switch (event.type) {
      case 'operation': {
        const lane: LaneName = `client ${event.client}`;
        this.#requests.set(event.operation, { seq: event.seq, lane, isSend: event.kind === 'send' });
        return;
      }
      case 'invocation created':
        return this.#created(event, step);
      case 'invocation found':
        return this.#connect('request', step, this.#requests.get(event.by), inLane(event));
      case 'appended':
        return this.#appended(event);
      case 'completed':
        this.#ends.set(event.invocation, inLane(event));
        return;
      case 'notified':
        return this.#notified(event, step);
      case 'answer':
        return this.#answered(event, step);
      case 'effect began':
        if (event.invocation !== undefined)
          this.#effects.set(event.call, { seq: event.seq, lane: `invocation ${event.invocation}` });
        return;
      case 'effect happened':
        return this.#connect('effect', step, this.#effects.get(event.call), {
          seq: event.seq,
          lane: `effect ${event.effect}`,
        });
      default:
    }
  }

  #created(event: ShownEventOf<'invocation created'>, step: number): void {
    this.#addresses.set(event.id, event.invocation);
    const isDelayed = event.scheduledForMs !== undefined;
    const request = this.#requests.get(event.invocation);
    this.#connect(request?.isSend === true ? 'send' : 'request', step, request, inLane(event), isDelayed);
    const start = this.#starts.get(event.invocation);
    this.#connect(start?.isCall === true ? 'call' : 'send', step, start, inLane(event), isDelayed);
  }

  #appended(event: ShownEventOf<'appended'>): void {
    const { command, invocation, entry } = event;
    if (command.type === 'SendSignal') {
      const target = this.#addresses.get(command.target) ?? command.target;
      this.#signals.set(signalOf(target, command.signal), inLane(event));
      return;
    }
    if (command.type !== 'Call' && command.type !== 'OneWayCall') return;
    // An invocation started by another has the address of the entry that starts it.
    const callee = `${invocation}/${entry}`;
    this.#starts.set(callee, { ...inLane(event), isCall: command.type === 'Call' });
    if (command.type === 'Call') this.#callees.set(`${invocation} ${command.completion}`, callee);
  }

  #notified(event: ShownEventOf<'notified'>, step: number): void {
    const { notification, invocation } = event;
    if (notification.type === 'signal') {
      const sent = this.#signals.get(signalOf(invocation, notification.signal));
      return this.#connect('signal', step, sent, inLane(event));
    }
    if (notification.of !== 'Call') return;
    const callee = this.#callees.get(`${invocation} ${notification.completion}`);
    this.#connect('answer', step, callee === undefined ? undefined : this.#ends.get(callee), inLane(event));
  }

  #answered({ operation, seq }: ShownEventOf<'answer'>, step: number): void {
    const request = this.#requests.get(operation);
    if (request === undefined) return;
    this.#connect('answer', step, this.#ends.get(operation), { seq, lane: request.lane });
  }

  #connect(kind: Arrow['kind'], step: number, from: End | undefined, to: End, dashed: boolean = false): void {
    const start = from && this.#placeOf(from.seq, from.lane);
    const end = this.#placeOf(to.seq, to.lane);
    if (start === undefined || end === undefined) return;
    const fromX = nearest(start, end.width < start.width ? end.x : end.x - end.width / 2 + 10);
    this.found.push({ kind, step, fromX, fromY: start.y, toX: nearest(end, fromX), toY: end.y, dashed });
  }
}

function inLane({ seq, invocation }: { readonly seq: number; readonly invocation: string }): End {
  return { seq, lane: `invocation ${invocation}` };
}

/** The point of a mark that is nearest to another: arrows go straight down where they can. */
function nearest({ x, width }: Place, other: number): number {
  const half = Math.max(0, width / 2 - 10);
  return Math.min(Math.max(other, x - half), x + half);
}

function signalOf(invocation: string, signal: { readonly index: number } | { readonly name: string }): string {
  return `${invocation} ${'name' in signal ? `name ${signal.name}` : `index ${signal.index}`}`;
}
