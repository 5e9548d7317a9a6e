import type { Payload, ShownCommand, ShownEvent, ShownEventOf } from '../../sim/trace/shown.ts';
import { entryLabel, entryName, signalText } from '../../sim/trace/words/command-words.ts';
import { payloadText, resultText, short } from '../../sim/trace/words/payload-text.ts';

type Notification = ShownEventOf<'notified'>['notification'];

/** One row of an invocation's journal, as it was at some step. */
export interface JournalRow {
  readonly index: number;
  readonly name: string;
  readonly label: string;
  readonly attempt: number | undefined;
  /** Number among the commands, the input being 0; undefined for a notification. */
  readonly entry: number | undefined;
  /** Its result, once there is one. */
  result: string | undefined;
}

export interface InvocationThen {
  readonly invocation: string;
  readonly target: { readonly service: string; readonly handler: string; readonly key?: string | undefined };
  status: string;
  attempt: number;
  /** Rows that the running attempt found in its journal and replays. */
  replayed: number;
  readonly journal: JournalRow[];
}

/** Something that time alone will cause. */
export interface Pending {
  readonly what: string;
  readonly dueMs: number;
}

/** The world after some events, as far as the trace shows it. */
export class World {
  readonly invocations: Map<string, InvocationThen> = new Map();
  /** Values by `Service/key`, then by name. */
  readonly state: Map<string, Map<string, Payload>> = new Map();
  readonly holders: Map<string, string> = new Map();
  readonly queues: Map<string, string[]> = new Map();
  readonly #pending = new Map<string, Pending>();
  readonly #completions = new Map<string, JournalRow>();
  atMs = 0;

  get pending(): readonly Pending[] {
    return [...this.#pending.values()].toSorted((a, b) => a.dueMs - b.dueMs);
  }

  see(event: ShownEvent): void {
    this.atMs = event.atMs;
    const own =
      'invocation' in event && event.invocation !== undefined ? this.invocations.get(event.invocation) : undefined;
    switch (event.type) {
      case 'invocation created':
        this.#created(event);
        return;
      case 'lock taken':
        this.holders.set(event.key, event.invocation);
        this.#leaveQueue(event.key, event.invocation);
        if (own !== undefined) own.status = 'ready';
        return;
      case 'queued':
        this.queues.set(event.key, [...(this.queues.get(event.key) ?? []), event.invocation]);
        if (own !== undefined) own.status = `waits for the lock of ${event.key}`;
        return;
      case 'lock released':
        if (this.holders.get(event.key) === event.invocation) this.holders.delete(event.key);
        return;
      case 'removed':
        for (const key of this.queues.keys()) this.#leaveQueue(key, event.invocation);
        this.#pending.delete(`start ${event.invocation}`);
        return;
      case 'attempt started':
        this.#pending.delete(`retry ${event.invocation}`);
        this.#pending.delete(`start ${event.invocation}`);
        if (own === undefined) return;
        own.status = 'running';
        own.attempt = event.attempt;
        own.replayed = event.knownEntries;
        return;
      case 'attempt failed':
        if (own !== undefined) own.status = 'failed';
        if (event.retryInMs === undefined) return;
        this.#pending.set(`retry ${event.invocation}`, {
          what: `next attempt of ${event.invocation}`,
          dueMs: event.atMs + event.retryInMs,
        });
        return;
      case 'timer fired':
        this.#pending.delete(
          event.completion === undefined ? `start ${event.invocation}` : `${event.invocation} c${event.completion}`,
        );
        return;
      case 'appended':
        this.#appended(event, own);
        return;
      case 'notified':
        this.#notified(event, own);
        return;
      case 'journal copied':
        this.#copied(event, own);
        return;
      case 'state replaced':
        if (event.applied) this.state.set(event.key, new Map(Object.entries(event.state)));
        return;
      default:
        if (own !== undefined) own.status = STATUS[event.type] ?? own.status;
        if (event.type === 'completed' || event.type === 'killed') this.#over(event.invocation);
    }
  }

  #created({ invocation, target, scheduledForMs }: ShownEventOf<'invocation created'>): void {
    const input: JournalRow = {
      index: 0,
      name: 'Input',
      label: 'input',
      attempt: undefined,
      entry: undefined,
      result: undefined,
    };
    this.invocations.set(invocation, {
      invocation,
      target,
      status: 'created',
      attempt: 0,
      replayed: 0,
      journal: [input],
    });
    if (scheduledForMs === undefined) return;
    this.#pending.set(`start ${invocation}`, { what: `start of ${invocation}`, dueMs: scheduledForMs });
  }

  /** Rows of another journal: nothing of them takes effect again. */
  #copied({ invocation, rows }: ShownEventOf<'journal copied'>, own: InvocationThen | undefined): void {
    let entry = 1;
    for (const [before, row] of rows.entries()) {
      const index = before + 1;
      if (row.kind === 'command') {
        this.#issued(invocation, row.command, row.appendedAtMs, { index, entry: entry++, attempt: undefined }, own);
      } else this.#arrived(invocation, row.notification, index, own);
    }
  }

  #issued(
    invocation: string,
    command: ShownCommand,
    atMs: number,
    place: Pick<JournalRow, 'index' | 'entry' | 'attempt'>,
    own: InvocationThen | undefined,
  ): void {
    const row: JournalRow = {
      ...place,
      name: entryName(command.type),
      label: entryLabel(command, atMs),
      result: undefined,
    };
    own?.journal.push(row);
    if ('completion' in command) this.#completions.set(`${invocation} c${command.completion}`, row);
    if (command.type === 'GetEagerState' || command.type === 'SetState') row.result = payloadText(command.value);
    if (command.type === 'Output') row.result = resultText(command.result);
  }

  #appended(
    { command, invocation, index, entry, attempt, atMs }: ShownEventOf<'appended'>,
    own: InvocationThen | undefined,
  ): void {
    this.#issued(invocation, command, atMs, { index, entry, attempt }, own);
    if (command.type === 'Sleep') {
      this.#pending.set(`${invocation} c${command.completion}`, {
        what: `sleep of ${invocation}`,
        dueMs: command.wakeUpMs,
      });
    }
    const key = own === undefined ? undefined : keyOf(own.target);
    if (key === undefined) return;
    const values = this.state.get(key) ?? new Map<string, Payload>();
    if (command.type === 'SetState') this.state.set(key, new Map(values).set(command.key, command.value));
    else if (command.type === 'ClearState')
      this.state.set(key, new Map([...values].filter(([name]) => name !== command.key)));
    else if (command.type === 'ClearAllState') this.state.set(key, new Map());
  }

  #notified({ invocation, index, notification }: ShownEventOf<'notified'>, own: InvocationThen | undefined): void {
    if (own?.status === 'suspended') own.status = 'ready';
    this.#arrived(invocation, notification, index, own);
  }

  #arrived(invocation: string, notification: Notification, index: number, own: InvocationThen | undefined): void {
    if (notification.type === 'completion') {
      const name = `${invocation} c${notification.completion}`;
      this.#pending.delete(name);
      const row = this.#completions.get(name);
      if (row !== undefined && notification.of !== 'CallInvocationId') row.result = valueText(notification.result);
    }
    own?.journal.push({
      index,
      name: notification.type === 'signal' ? 'Signal' : 'Completion',
      label: this.#labelOf(invocation, notification),
      attempt: undefined,
      entry: undefined,
      result: valueText(notification.result),
    });
  }

  /** What a notification belongs to: the entry that awaits it, as code, or the signal. */
  #labelOf(invocation: string, notification: Notification): string {
    if (notification.type === 'signal') return signalText(notification.signal);
    const label = this.#completions.get(`${invocation} c${notification.completion}`)?.label;
    return notification.of === 'CallInvocationId' ? 'invocation id' : (label ?? notification.of);
  }

  #over(invocation: string): void {
    for (const name of this.#pending.keys()) {
      if (name.startsWith(`${invocation} `) || name.endsWith(` ${invocation}`)) this.#pending.delete(name);
    }
  }

  #leaveQueue(key: string, invocation: string): void {
    const queue = this.queues.get(key);
    if (queue?.includes(invocation) === true)
      this.queues.set(
        key,
        queue.filter((other) => other !== invocation),
      );
  }
}

const STATUS: Readonly<Partial<Record<ShownEvent['type'], string>>> = {
  suspended: 'suspended',
  paused: 'paused',
  resumed: 'ready',
  completed: 'completed',
  killed: 'killed',
  forgotten: 'forgotten',
};

/** `Service/key` of an object or workflow; undefined for a plain service. */
export function keyOf(target: { readonly service: string; readonly key?: string | undefined }): string | undefined {
  return target.key === undefined ? undefined : `${target.service}/${target.key}`;
}

/** @returns what a notification carries, on one line */
function valueText(result: Notification['result']): string {
  if (result === 'empty') return 'nothing';
  if ('stateKeys' in result) return short(result.stateKeys.join(', '), 120);
  return 'invocationId' in result ? short(result.invocationId, 60) : resultText(result);
}
