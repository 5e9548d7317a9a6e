import { repeatedBy } from '../core/address.ts';
import { targetName } from '../core/target-name.ts';
import { virtualTime } from '../core/virtual-time.ts';
import type { Command } from '../journal/command.ts';
import type { Outcome } from '../journal/outcome.ts';
import { failureText, TEST_PASSES, type TraceEvent } from './event.ts';
import { setUpOf, setUpToTell } from './set-up.ts';
import { visible } from './visible.ts';
import { decodeUtf8 } from '../core/utf8.ts';

/** Lines of a story, at most. */
const MOST_LINES = 12;

/** How long a value may be in a story. */
const MOST_LETTERS = 60;

export interface StoryOptions {
  /** Lines at most. Default a dozen. */
  readonly most?: number;
  /** Where in the user's code an event comes from, to be told as well. */
  readonly lineOf?: (event: TraceEvent) => string | undefined;
}

/**
 * Tells a run in a few lines: who did what, where the trouble fell, what was seen. Of a long run only what weighs most
 * is told: first what shows the finding, then troubles and effects, requests and answers, writes.
 * @param shown sequence numbers of the events that must appear; the story ends with the last of them
 * @returns at most a dozen lines
 */
export function storyOf(
  events: readonly TraceEvent[],
  shown: readonly number[],
  { most = MOST_LINES, lineOf }: StoryOptions = {},
): string[] {
  const must = new Set(shown);
  const last = shown.length === 0 ? Infinity : Math.max(...shown);
  const needed = setUpToTell(events, must, last);
  const teller = new Teller();
  const told: Told[] = [];
  for (const event of events) {
    if (event.seq > last) break;
    const line = teller.tell(event) ?? (must.has(event.seq) ? { text: otherwise(event), weight: 0 } : undefined);
    if (line === undefined || needed?.(event) === false) continue;
    const place = lineOf?.(event);
    told.push({
      seq: event.seq,
      text: `${time(event.atMs)}  ${line.text}${place === undefined ? '' : ` (${place})`}`,
      weight: must.has(event.seq) ? MUST : line.weight,
    });
  }
  // Of equal weight, what came later is nearer to the end of the story.
  const heaviest = withoutRepetitions(told)
    .toSorted((a, b) => b.weight - a.weight || b.seq - a.seq)
    .slice(0, most);
  return heaviest.toSorted((a, b) => a.seq - b.seq).map(({ text }) => visible(text));
}

/** @returns one event in words; undefined for those that only matter step by step */
export function eventInWords(event: TraceEvent): string | undefined {
  const told = new Teller().tell(event);
  return told === undefined ? undefined : visible(told.text);
}

/** What is told of an event only because it shows a finding. */
function otherwise(event: TraceEvent): string {
  switch (event.type) {
    case 'remark':
      return remark(event);
    case 'invocation created':
      return `${nameOf(event.target, event.invocation)} arrives`;
    case 'lock taken':
      return `${event.invocation} is given the key ${event.key}`;
    case 'lock released':
      return `${event.invocation} gives the key ${event.key} back`;
    case 'effect began':
      return `${event.invocation ?? 'somebody'} begins the effect ${event.effect}`;
    case 'zombie':
      return `${event.invocation}, attempt ${event.attempt}, lives on as a zombie: ${event.why}`;
    case 'run started':
      return `${event.invocation}, attempt ${event.attempt}, executes ctx.run '${event.name}' (entry ${event.entry})`;
    case 'attempt ended':
      return `${event.invocation}, attempt ${event.attempt}, is over`;
    case 'resumed':
      return `${event.invocation} is resumed: ${event.why}`;
    case 'forgotten':
      return `${event.invocation} is forgotten: ${event.why}`;
    case 'refused':
      return `${event.invocation} is refused: ${cut(event.message)}`;
    case 'state replaced':
      return `an operator replaces the state of ${event.key}`;
    case 'time':
      return 'time passes';
    case 'faults frozen':
      return 'from here on nothing goes wrong any more';
    default:
      return event.type;
  }
}

/** What an engine noticed: `a uses Date.now (src/cart.ts:12:5) outside of ctx.run`. */
function remark({ invocation, what, text: noticed }: Extract<TraceEvent, { type: 'remark' }>): string {
  if (!what.startsWith('ambient ')) return `${invocation}: ${cut(noticed)}`;
  const place = noticed === '' ? '' : ` (${noticed})`;
  return `${invocation} uses ${what.slice('ambient '.length)}${place} outside of ctx.run`;
}

/** The call of an effect is named `a#2:pay 0`: by the second attempt of `a`. */
function refusal(call: string, failure: string): string {
  const [, invocation, attempt, effect] = /^(.*)#(\d+):(.*) \d+$/.exec(call) ?? [];
  return invocation === undefined
    ? `${call} is told: ${failure}`
    : `${invocation} attempt ${attempt} is told by ${effect}: ${failure}`;
}

/** How often the same has to come to be told once. */
const OFTEN = 4;

/** Of what happens to one attempt after the other (it fails, and fails) the first and the last time are told. */
function withoutRepetitions(told: readonly Told[]): Told[] {
  const alike = new Map<string, Told[]>();
  for (const line of told) {
    const shape = shapeOf(line);
    const others = alike.get(shape);
    if (others === undefined) alike.set(shape, [line]);
    else others.push(line);
  }
  return told.flatMap((line) => {
    const others = alike.get(shapeOf(line)) ?? [];
    if (others.length < OFTEN || !line.text.includes(ATTEMPT) || line === others[0]) return line;
    if (line !== others.at(-1)) return [];
    return { ...line, text: `${line.text} (and ${others.length - 2} times in between)` };
  });
}

const ATTEMPT = 'attempt ';

/** A line without its time and the number of its attempt. */
function shapeOf({ text }: Told): string {
  return text.replace(/^\s*[\d.]+s\s+/, '').replace(/attempt \d+/, ATTEMPT);
}

interface Told {
  readonly seq: number;
  readonly text: string;
  readonly weight: number;
}

interface Line {
  readonly text: string;
  readonly weight: number;
}

const MUST = 100;

/** Tells one event after another; remembers what a later line needs to be understood. */
class Teller {
  readonly #names = new Map<string, string>();
  readonly #commands = new Map<string, string>();
  #struck = false;

  /** One event in a line; undefined for those that only matter step by step. */
  tell(event: TraceEvent): Line | undefined {
    this.#remember(event);
    const struck = this.#struck;
    this.#struck = event.type === 'trouble' || (struck && event.type === 'attempt failed');
    switch (event.type) {
      case 'operation':
        return line(
          `${asks(event.client)} ${nameOf(event.target)}(${text(event.input)}) [${event.operation}]`,
          60,
          event.operation,
        );
      case 'answer':
        return line(
          `${event.operation} is answered ${event.status === 0 ? 'nothing: the connection breaks' : `${event.status} ${text(event.body)}`}`.trimEnd(),
          event.status === 202 ? 20 : 50,
          event.operation,
        );
      case 'abandoned':
        return line(`the client of ${event.operation} stops waiting`, 55, event.operation);
      case 'queued':
        return line(`${event.invocation} waits for the lock of ${event.key}`, 25, event.invocation);
      case 'attempt started':
        return event.attempt === 1
          ? line(`${this.#name(event.invocation)} starts`, event.invocation.includes('/') ? 22 : 12, event.invocation)
          : line(
              `${event.invocation} starts again (attempt ${event.attempt}, ${entries(event.knownEntries - 1)} in its journal)`,
              40,
              event.invocation,
            );
      case 'attempt failed':
        // What a trouble did has just been told.
        return struck
          ? undefined
          : line(
              `${event.invocation} attempt ${event.attempt} fails: ${cut(plainly(event.message))}`,
              45,
              event.invocation,
            );
      case 'appended':
        return this.#appended(event);
      case 'notified':
        return this.#notified(event);
      case 'trouble':
        return line(this.#trouble(event), 90);
      case 'effect happened':
        return line(
          `${event.effect} happens for ${event.invocation ?? 'somebody'}${event.zombie ? ', whose attempt was given up' : ''}: ${json(event.output)}`,
          event.zombie ? 75 : 65,
          event.invocation,
        );
      case 'effect answered':
        return event.failure === undefined ? undefined : line(refusal(event.call, cut(event.failure)), 65);
      case 'completed':
        return line(
          `${event.invocation} ends: ${outcome(event.result)}`,
          event.invocation.includes('/') ? 32 : 15,
          event.invocation,
        );
      case 'suspended':
        return line(`${event.invocation} is suspended`, 20, event.invocation);
      case 'timer fired':
        return line(`a timer of ${event.invocation} fires`, 42, event.invocation);
      case 'promise completed':
        return line(`the promise ${event.name} of ${event.key} is completed: ${outcome(event.result)}`, 50);
      case 'signal dropped':
        return line(`a signal for ${event.invocation} is dropped`, 60, event.invocation);
      case 'killed':
        return line(`${event.invocation} is killed`, 70, event.invocation);
      case 'cancel requested':
        return line(`${event.invocation} is cancelled by ${event.by}`, 70, event.invocation);
      case 'removed':
        return line(`${event.invocation} is taken out of the ${event.from}`, 50, event.invocation);
      case 'paused':
        return line(`${event.invocation} is paused: ${cut(plainly(event.why))}`, 70, event.invocation);
      case 'invocation found':
        return line(`${event.by} finds ${event.invocation}, which is ${event.how}`, 48, event.invocation);
      case 'assertion':
        return this.#assertion(event);
      case 'limit':
        return line(event.message, MUST);
      default:
        return undefined;
    }
  }

  #remember(event: TraceEvent): void {
    if (event.type === 'operation') this.#names.set(event.operation, nameOf(event.target, event.operation));
    else if (event.type === 'invocation created')
      this.#names.set(event.invocation, nameOf(event.target, event.invocation));
    else if (event.type === 'appended')
      this.#commands.set(`${event.invocation}@${event.entry}`, commandText(event.command));
  }

  #name(invocation: string): string {
    return this.#names.get(invocation) ?? invocation;
  }

  #appended({ invocation, command }: Extract<TraceEvent, { type: 'appended' }>): Line | undefined {
    switch (command.type) {
      case 'SetState':
        return line(`${invocation} sets ${command.key} = ${text(command.value)}`, 35, invocation);
      case 'ClearState':
      case 'ClearAllState':
        return line(
          `${invocation} clears ${command.type === 'ClearState' ? command.key : 'its state'}`,
          35,
          invocation,
        );
      case 'GetEagerState':
        return line(
          `${invocation} reads ${command.key} = ${command.value === undefined ? 'nothing' : text(command.value)}`,
          18,
          invocation,
        );
      case 'Call':
      case 'OneWayCall': {
        const verb = command.type === 'Call' ? 'calls' : 'sends to';
        return line(`${invocation} ${verb} ${nameOf(command)}(${text(command.parameter)})`, 28, invocation);
      }
      case 'Sleep':
        return line(`${invocation} sleeps until ${time(command.wakeUpMs).trim()}`, 26, invocation);
      default:
        return undefined;
    }
  }

  #notified({ invocation, notification }: Extract<TraceEvent, { type: 'notified' }>): Line | undefined {
    const { result } = notification;
    if (result === 'empty' || typeof result !== 'object') return undefined;
    const what = notification.type === 'signal' ? 'a signal' : `the result of its ${notification.of}`;
    if ('ok' in result) return line(`${invocation} gets ${what}: ${text(result.ok) || 'nothing'}`, 14, invocation);
    if ('failure' in result) return line(`${invocation} gets ${what}: ${failureText(result.failure)}`, 30, invocation);
    return undefined;
  }

  #assertion({ name, kind, held, detail, invocation }: Extract<TraceEvent, { type: 'assertion' }>): Line | undefined {
    if (held || kind === 'sometimes') return undefined;
    const why = detail === undefined ? '' : cut(detail);
    if (name === TEST_PASSES) return line(`the test stops: ${why}`, 80);
    return line(`${invocation ?? 'the scenario'} asserts ${kind} "${name}", in vain${why && ` (${why})`}`, 80);
  }

  #trouble({ trouble, point, invocation }: Extract<TraceEvent, { type: 'trouble' }>): string {
    const match = /#(\d+)@(\d+):(\w+)$/.exec(point);
    const what = TROUBLES[trouble] ?? trouble;
    if (match === null || invocation === undefined) return `${what}`;
    const [, attempt = '', entry = '', phase = ''] = match;
    const command = this.#commands.get(`${invocation}@${entry}`);
    const where = phase === 'inside' ? 'before the result of' : phase;
    const stored = phase === 'inside' ? ' is stored' : phase === 'after' ? ' was stored' : '';
    const nth = attempt === '1' ? '' : `, attempt ${attempt}`;
    return `${what} for ${invocation}${nth}, ${where} entry ${entry}${command === undefined ? '' : ` (${command})`}${stored}`;
  }
}

function asks(client: string): string {
  const repeating = repeatedBy(client);
  return repeating === undefined ? `${client} asks` : `${repeating} repeats its request`;
}

const TROUBLES: Readonly<Record<string, string>> = {
  connection: 'the connection is lost',
  process: 'the service process dies',
  suspend: 'the server asks to suspend',
  cancel: 'it is cancelled',
  kill: 'it is killed',
  pause: 'it is paused',
  'clear state': 'an operator clears the state of its key',
  'server restart': 'the server is restarted',
  'process crash': 'the service process dies',
  'clock jump': 'the clock jumps',
};

/** What happens to the requests of the set-up matters least. */
function line(words: string, weight: number, owner?: string): Line {
  return { text: words, weight: owner !== undefined && setUpOf(owner) !== undefined ? 1 : weight };
}

function nameOf(
  target: { readonly service: string; readonly key?: string; readonly handler: string },
  id?: string,
): string {
  const name = targetName(target);
  return id === undefined ? name : `${name} [${id}]`;
}

function commandText(command: Command): string {
  switch (command.type) {
    case 'Run':
      return command.name === undefined || command.name === '' ? 'run' : `run "${command.name}"`;
    case 'SetState':
    case 'ClearState':
    case 'GetEagerState':
    case 'GetLazyState':
      return `${command.type} ${command.key}`;
    case 'Call':
    case 'OneWayCall':
      return `${command.type} ${command.service}/${command.handler}`;
    default:
      return command.type;
  }
}

function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

function time(atMs: number): string {
  return virtualTime(atMs).padStart(9);
}

function outcome(result: Outcome): string {
  return 'ok' in result ? text(result.ok) || 'nothing' : failureText(result.failure);
}

function text(bytes: Uint8Array): string {
  return cut(decodeUtf8(bytes.subarray(0, 4 * MOST_LETTERS)));
}

function json(value: unknown): string {
  return cut(JSON.stringify(value) ?? 'nothing');
}

function cut(whole: string): string {
  return whole.length > MOST_LETTERS ? `${whole.slice(0, MOST_LETTERS - 1)}…` : whole;
}

/** What the server says at length about a command that it refuses: which one, and why. */
function plainly(message: string): string {
  return message.replace(
    /cannot process command Command: (\w+) \(command index (\d+)\) because of a failed precondition: /,
    '$1 (entry $2): ',
  );
}
