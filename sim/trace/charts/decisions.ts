import type { ChartSpec } from './chart-spec.ts';
import { numberAt, valueAt, type Values } from './paths.ts';
import type { ReadJson, SeenEvent } from './seen.ts';

/** An invocation of a limiter that came to an end, with what it was asked, shown and left behind. */
export interface Decision extends Values {
  readonly key: string;
  readonly handler: string;
  readonly invocation: string;
  /** The moment that it decided by. */
  readonly shownMs: number;
  /** What it said to what it was asked; undefined for handlers that decide nothing. */
  readonly granted: boolean | undefined;
  readonly seq: number;
  readonly atMs: number;
}

interface Open {
  readonly key: string;
  readonly handler: string;
  readonly asked: unknown;
  shownMs: number | undefined;
  lost: boolean;
}

/** @returns the decisions of a limiter, and what its other handlers did, in the order in which they ended */
export function decisionsOf(events: readonly SeenEvent[], chart: ChartSpec, json: ReadJson): readonly Decision[] {
  const reader = new Reader(chart, json);
  for (const event of events) reader.see(event);
  return reader.decisions;
}

class Reader {
  readonly decisions: Decision[] = [];
  readonly #chart: ChartSpec;
  readonly #json: ReadJson;
  readonly #inputs = new Map<string, unknown>();
  readonly #open = new Map<string, Open>();
  readonly #states = new Map<string, Map<string, unknown>>();

  constructor(chart: ChartSpec, json: ReadJson) {
    this.#chart = chart;
    this.#json = json;
  }

  see(event: SeenEvent): void {
    switch (event.type) {
      case 'operation':
        this.#inputs.set(event.operation, event.input);
        return;
      case 'invocation created': {
        const { service, key = '', handler } = event.target;
        if (service !== this.#chart.service) return;
        const asked = this.#inputs.get(event.invocation);
        this.#open.set(event.invocation, { key, handler, asked, shownMs: undefined, lost: false });
        return;
      }
      case 'appended':
        this.#appended(event.invocation, event.entry, event.command);
        return;
      case 'notified':
        this.#notified(event.invocation, event.notification);
        return;
      case 'state replaced':
        if (event.applied && event.key.startsWith(`${this.#chart.service}/`)) {
          const values = Object.entries(event.state).map(([name, value]) => [name, this.#json(value)] as const);
          this.#states.set(event.key.slice(this.#chart.service.length + 1), new Map(values));
        }
        return;
      case 'killed': {
        // No client got its result.
        const own = this.#open.get(event.invocation);
        if (own !== undefined) own.lost = true;
        return;
      }
      case 'completed':
        this.#completed(event);
        return;
      default:
        return;
    }
  }

  #appended(invocation: string, entry: number, command: Extract<SeenEvent, { type: 'appended' }>['command']): void {
    if (command.type === 'Call' || command.type === 'OneWayCall')
      this.#inputs.set(`${invocation}/${entry}`, command.parameter);
    const own = this.#open.get(invocation);
    if (own === undefined) return;
    if (command.type === 'SetState') this.#stateOf(own.key).set(command.key, this.#json(command.value));
    else if (command.type === 'ClearState') this.#stateOf(own.key).delete(command.key);
    else if (command.type === 'ClearAllState') this.#stateOf(own.key).clear();
  }

  #notified(invocation: string, notification: Extract<SeenEvent, { type: 'notified' }>['notification']): void {
    const own = this.#open.get(invocation);
    if (own === undefined || own.shownMs !== undefined) return;
    if (notification.type !== 'completion' || notification.of !== 'Run') return;
    const { result } = notification;
    const value = typeof result === 'object' && 'ok' in result ? this.#json(result.ok) : undefined;
    if (typeof value === 'number') own.shownMs = value;
  }

  #completed({ invocation, result, seq, atMs }: Extract<SeenEvent, { type: 'completed' }>): void {
    const own = this.#open.get(invocation);
    this.#open.delete(invocation);
    if (own === undefined || own.lost) return;
    const failed = !('ok' in result);
    const decides = own.handler === this.#chart.handler;
    const { granted: path, atMs: clock } = this.#chart;
    // Where an answer says yes or no, a failure says neither.
    if (failed && (!decides || path !== undefined)) return;
    const { key, handler, asked } = own;
    const answer = failed ? undefined : this.#json(result.ok);
    const values = { input: this.#json(asked), answer, state: new Map(this.#stateOf(key)) };
    const said = path === undefined ? !failed : valueAt(values, path) === true;
    this.decisions.push({
      ...values,
      key,
      handler,
      invocation,
      shownMs: numberAt(values, clock) ?? own.shownMs ?? atMs,
      granted: decides ? said : undefined,
      seq,
      atMs,
    });
  }

  #stateOf(key: string): Map<string, unknown> {
    let state = this.#states.get(key);
    if (state === undefined) this.#states.set(key, (state = new Map()));
    return state;
  }
}

/** Decisions by key, in order of their first one. */
export function byKey(decisions: readonly Decision[]): ReadonlyMap<string, readonly Decision[]> {
  const keys = new Map<string, Decision[]>();
  for (const decision of decisions) {
    const own = keys.get(decision.key);
    if (own === undefined) keys.set(decision.key, [decision]);
    else own.push(decision);
  }
  return keys;
}
