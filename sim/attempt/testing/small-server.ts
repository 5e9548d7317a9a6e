import { EPOCH_MS } from '../../core/clock.ts';
import type { Command, Header } from '../../journal/command.ts';
import type { JournalEntry } from '../../journal/entry.ts';
import type { Notification } from '../../journal/notification.ts';
import type { Attempt, AttemptError, AttemptHost, AttemptMessage, AttemptSetup, Engine } from '../attempt.ts';
import type { BoundHandler } from '../definition.ts';
import type { Process } from '../process.ts';
import { readDefinition } from '../read-definition.ts';
import type { Remark } from '../remark.ts';
import { sdkOf } from '../sdk-shape.ts';
import { decodeUtf8, encodeUtf8 } from '../../core/utf8.ts';

/** A small server for tests of engines: it appends what attempts write, and completes every command at once. */
export class SmallServer {
  readonly journal: JournalEntry[] = [];
  readonly remarks: Remark[] = [];
  /** Every message of every attempt, in words. */
  readonly log: string[] = [];
  readonly state: Map<string, Uint8Array>;
  /** Closures that were announced and not released. */
  readonly ready: number[] = [];
  attempt: Attempt | undefined;
  error: AttemptError | undefined;
  ended = false;
  suspended = false;
  readonly process: TestProcess = new TestProcess();

  readonly #engine: Engine;
  #handler: BoundHandler;
  readonly #options: SmallServerOptions;
  readonly #inbox: Notification[] = [];

  constructor(engine: Engine, handler: BoundHandler, options: SmallServerOptions = {}) {
    this.#engine = engine;
    this.#handler = handler;
    this.#options = options;
    this.state = new Map(Object.entries(options.state ?? {}).map(([key, value]) => [key, json(value)]));
    const input = { type: 'Input', headers: options.headers ?? [], value: json(options.input) } as const;
    this.journal.push({ kind: 'command', command: input, appendedAtMs: 0 });
    for (const entry of options.journal ?? []) this.journal.push(entry);
  }

  /** Runs one attempt: every command is completed at once, and closures run in the order in which they are announced. */
  async runAttempt(): Promise<this> {
    await this.begin();
    while (await this.step());
    return this;
  }

  /** Starts an attempt and lets it run until it blocks. */
  async begin(): Promise<void> {
    this.error = undefined;
    this.ended = this.suspended = false;
    this.ready.length = this.#inbox.length = 0;
    const setup: AttemptSetup = {
      handler: this.#handler,
      invocationId: this.#options.invocationId ?? SMALL_ID,
      key: 'k',
      randomSeed: () => this.#options.randomSeed ?? 12345n,
      journal: this.journal,
      knownEntries: this.journal.length,
      state: this.state,
      partialState: this.#options.partial ?? false,
      retriesSinceLastStoredEntry: this.#options.retries ?? 0,
      durationSinceLastStoredEntryMs: this.#options.durationMs ?? 0,
      protocolVersion: this.#options.version ?? 7,
      process: this.process,
    };
    const host: AttemptHost = {
      emit: (message) => this.#receive(message),
      closureReady: (closure) => void this.ready.push(closure.completion),
      closureDropped: (completion) => void this.ready.splice(this.ready.indexOf(completion), 1),
      remark: (remark) => void this.remarks.push(remark),
    };
    this.attempt = this.#engine.open(setup, host);
    this.attempt.start();
    await this.#engine.settle();
  }

  /** Hands over one notification or releases one closure. @returns false when there is neither */
  async step(): Promise<boolean> {
    const notification = this.#inbox.shift();
    if (notification !== undefined) {
      this.attempt?.notify(notification);
    } else {
      const completion = this.ready.shift();
      if (completion === undefined) return false;
      this.attempt?.release(completion);
    }
    await this.#engine.settle();
    return true;
  }

  /** Appends a notification, as if it came from outside, and hands it over. */
  async notify(notification: Notification): Promise<void> {
    this.append(notification);
    this.#inbox.length = 0;
    this.attempt?.notify(notification);
    await this.#engine.settle();
  }

  /** Lets user code run on, without moving anything. */
  settle(): Promise<void> {
    return this.#engine.settle();
  }

  /** Appends a notification. The running attempt gets it by {@link step}. */
  append(notification: Notification): void {
    this.journal.push({ kind: 'notification', notification, appendedAtMs: 0 });
    this.#inbox.push(notification);
  }

  /** From the next attempt on another version of the code runs. */
  deploy(handler: BoundHandler): void {
    this.#handler = handler;
  }

  /** Removes rows from the journal, as if the server had never received them. */
  forget(isForgotten: (entry: JournalEntry) => boolean): void {
    const kept = this.journal.filter((entry) => !isForgotten(entry));
    this.journal.splice(0, this.journal.length, ...kept);
  }

  /** The value that the handler returned. */
  get output(): unknown {
    const entry = this.journal.findLast((row) => row.kind === 'command' && row.command.type === 'Output');
    if (entry?.kind !== 'command' || entry.command.type !== 'Output') return undefined;
    const { result } = entry.command;
    return 'ok' in result ? value(result.ok) : result;
  }

  /** The types of the commands in the journal, without the input. */
  get commands(): string[] {
    return this.journal.flatMap((entry) => (entry.kind === 'command' ? [entry.command.type] : [])).slice(1);
  }

  #receive(message: AttemptMessage): void {
    this.log.push(message.type === 'command' ? message.command.type : message.type);
    switch (message.type) {
      case 'command':
        this.journal.push({ kind: 'command', command: message.command, appendedAtMs: 0 });
        this.#answer(message.command);
        return;
      case 'proposal': {
        const { completion, result } = message;
        this.append({ type: 'completion', of: 'Run', completion, result });
        return;
      }
      case 'suspension':
        this.suspended = true;
        return;
      case 'error':
        this.error = message.error;
        return;
      case 'end':
        this.ended = true;
    }
  }

  #answer(command: Command): void {
    const answer = this.#options.answer?.(command);
    if (answer === 'none') return;
    for (const notification of answer ?? usualAnswers(command)) this.append(notification);
  }
}

/** The id of its invocation, unless the test gives one. */
export const SMALL_ID = 'inv_1fBjihNE0HGu3XuhgXsnc9wkNniZa6AlwF';

export interface SmallServerOptions {
  readonly input?: unknown;
  readonly headers?: readonly Header[];
  readonly state?: Readonly<Record<string, unknown>>;
  readonly partial?: boolean;
  readonly journal?: readonly JournalEntry[];
  readonly retries?: number;
  readonly durationMs?: number;
  readonly version?: 6 | 7;
  readonly invocationId?: string;
  readonly randomSeed?: bigint;
  /** Replaces the usual completions; `none` leaves a command open. */
  readonly answer?: (command: Command) => readonly Notification[] | 'none' | undefined;
}

/** A process whose clock stands still and whose timers fire only when the test calls them. */
export class TestProcess implements Process {
  nowMs: number = EPOCH_MS;
  readonly timers: { readonly atMs: number; readonly callback: () => void }[] = [];
  #draws = 0;

  now(): number {
    return this.nowMs;
  }

  ambientNow(): number {
    return this.nowMs + 1_000_000;
  }

  elapsed(): number {
    return this.nowMs - EPOCH_MS;
  }

  random(): number {
    this.#draws = (this.#draws + 0.375) % 1;
    return this.#draws;
  }

  setTimer(delayMs: number, callback: () => void): { cancel(): void } {
    const timer = { atMs: this.nowMs + delayMs, callback };
    this.timers.push(timer);
    return { cancel: () => void this.timers.splice(this.timers.indexOf(timer) >>> 0, 1) };
  }
}

/** @returns the handler `h` of a definition of the SDK's. */
export function boundHandler(definition: unknown, name = 'h'): BoundHandler {
  const handler = readDefinition(definition, sdkOf([definition])).handlers.get(name);
  if (handler === undefined) throw new Error(`no handler ${name}`);
  return handler;
}

/** @returns a value as JSON bytes. */
export function json(plain: unknown): Uint8Array {
  return plain === undefined ? new Uint8Array() : encodeUtf8(JSON.stringify(plain));
}

/** @returns the value in JSON bytes. */
function value(bytes: Uint8Array): unknown {
  return bytes.length === 0 ? undefined : JSON.parse(decodeUtf8(bytes));
}

function usualAnswers(command: Command): Notification[] {
  const completion = (
    of: Extract<Notification, { type: 'completion' }>['of'],
    id: number,
    result: Notification['result'],
  ) => ({ type: 'completion', of, completion: id, result }) as const;
  switch (command.type) {
    case 'Sleep':
      return [completion('Sleep', command.completion, 'empty')];
    case 'Call':
      return [
        completion('CallInvocationId', command.invocationIdCompletion, { invocationId: 'inv_callee' }),
        completion('Call', command.completion, { ok: json('r') }),
      ];
    case 'OneWayCall':
      return [completion('CallInvocationId', command.invocationIdCompletion, { invocationId: 'inv_callee' })];
    case 'GetLazyState':
      return [completion('GetLazyState', command.completion, { ok: json(5) })];
    case 'GetLazyStateKeys':
      return [completion('GetLazyStateKeys', command.completion, { stateKeys: ['v'] })];
    case 'GetPromise':
      return [completion('GetPromise', command.completion, { ok: json('p') })];
    case 'PeekPromise':
      return [completion('PeekPromise', command.completion, 'empty')];
    case 'CompletePromise':
      return [completion('CompletePromise', command.completion, 'empty')];
    case 'AttachInvocation':
      return [completion('AttachInvocation', command.completion, { ok: json('at') })];
    default:
      return [];
  }
}
