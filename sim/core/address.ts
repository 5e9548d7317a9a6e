/**
 * A stable address. It names an invocation, an attempt, a journal point or a step by how that came to be, never by a global
 * number, so that the name stays the same when something else is taken out of a plan:
 *
 *     a                          an operation of a client, and the invocation that it created
 *     a+                         its second request, where the client repeats it
 *     a/2                        the invocation that entry 2 of `a` called
 *     a/2~1                      the same, restarted as a new invocation
 *     a/2#1                      the first attempt of `a/2`
 *     a/2#1@3:after              a journal point of it: right after entry 3 is stored
 *     b/2#1:append 3 SetState    a step of an attempt
 *     a:request                  a step of a client
 *     a:request~2                the second step with that address
 *
 * Only this file puts addresses together and takes them apart.
 */
export type Address = string & { readonly [brand]: 'address' };

declare const brand: unique symbol;

/** Before or after an entry is stored; `inside` is between the work of a run closure and the storing of its result. */
export type Phase = 'before' | 'inside' | 'after';

/** What an address consists of. */
export interface AddressParts {
  /** The operation that it all began with, such as `a`, or `setup1` in the set-up: a-z, A-Z, digits, `_` and `-`. */
  readonly operation: string;
  /** Whether it is the second request of that operation, or comes from it. */
  readonly repeats?: boolean;
  /** The way from the operation to the invocation, such as `/2/5` for a call of a call; `~1` is a restart as new. */
  readonly calls?: string;
  /** Number of the attempt, from 1. */
  readonly attempt?: number;
  /** For a journal point of an attempt: an entry, the input being 0, and what is about to happen to it. */
  readonly point?: { readonly entry: number; readonly phase: Phase };
  /** For a step of an attempt, a client or the world: what happens, such as `append 3 SetState`. */
  readonly step?: string;
  /** For the arrival of a message of an invocation: which one, from the separator on, such as ` attach` or `/kill 2`. */
  readonly message?: string;
  /** For a step whose address comes again: 2 the second time, and so on. */
  readonly times?: number;
}

/** What is put behind the name of an operation, or of its client, where the client sends the request a second time. */
const AGAIN = '+';

const SHAPE = /^([\w-]+)(\+?)((?:\/\d+|~\d+)*)(?:#(\d+))?(.*)$/s;
const POINT = /^@(\d+):(before|inside|after)$/;
/** An even number of tildes belongs to the text; the odd one begins the number. */
const TIMES = /^(.*[^~](?:~~)*|(?:~~)+)~(\d+)$/s;

export function format(parts: AddressParts): Address {
  const { operation, repeats = false, calls = '', attempt, point, step, message, times } = parts;
  const owner = operation + (repeats ? AGAIN : '') + calls + (attempt === undefined ? '' : `#${attempt}`);
  if (point !== undefined) return `${owner}@${point.entry}:${point.phase}` as Address;
  const what = step === undefined ? (message ?? '') : `:${step}`;
  return (owner + what.replaceAll('~', '~~') + (times === undefined ? '' : `~${times}`)) as Address;
}

/** @returns the parts of an address; undefined for a string that is none */
export function parse(text: string): AddressParts | undefined {
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const [, operation = '', again, calls = '', attempt, rest = ''] = match;
  const owner = {
    operation,
    ...(again !== '' && { repeats: true }),
    ...(calls !== '' && { calls }),
    ...(attempt !== undefined && { attempt: Number(attempt) }),
  };
  const point = POINT.exec(rest);
  if (point !== null) return { ...owner, point: { entry: Number(point[1]), phase: point[2] as Phase } };
  const numbered = TIMES.exec(rest);
  const what = (numbered?.[1] ?? rest).replaceAll('~~', '~');
  if (what !== '' && !/^[: /]/.test(what)) return undefined;
  return {
    ...owner,
    ...(what !== '' && (what.startsWith(':') ? { step: what.slice(1) } : { message: what })),
    ...(numbered !== null && { times: Number(numbered[2]) }),
  };
}

/** @returns the address of an attempt: `a/2#1` */
export function attemptOf(invocation: string, attempt: number): Address {
  return `${invocation}#${attempt}` as Address;
}

/** @returns the name of an entry of a journal, whichever attempt issues it: `a/2@3` */
export function entryOf(invocation: string, entry: number): string {
  return `${invocation}@${entry}`;
}

/** @returns the address of the nth invocation, from 1, that an invocation was restarted as: `a/2~1` */
export function restartOf(invocation: string, number: number): Address {
  return `${invocation}~${number}` as Address;
}

/** @returns what the name of an entry consists of; undefined for every other text */
export function parseEntry(name: string): { readonly invocation: string; readonly entry: number } | undefined {
  const [, invocation, entry] = /^(.+)@(\d+)$/s.exec(name) ?? [];
  return invocation === undefined ? undefined : { invocation, entry: Number(entry) };
}

/** @returns the address of a journal point: `a/2#1@3:after` */
export function pointOf({ invocation, attempt, entry, phase }: PointParts): Address {
  return `${attemptOf(invocation, attempt)}@${entry}:${phase}` as Address;
}

/** A journal point with the invocation that it belongs to. */
export interface PointParts {
  readonly invocation: string;
  readonly attempt: number;
  readonly entry: number;
  readonly phase: Phase;
}

/** @returns what the address of a journal point says; undefined for every other address */
export function parsePoint(address: string): PointParts | undefined {
  const { attempt, point } = parse(address) ?? {};
  const invocation = invocationOf(address);
  return attempt === undefined || point === undefined || invocation === undefined
    ? undefined
    : { invocation, attempt, ...point };
}

/** @returns the address of the nth call of an effect in an attempt, from 0: `a#1:pay 0` */
export function effectCallOf(attempt: string, effect: string, number: number): Address {
  return stepOf(attempt, `${effect} ${number}`);
}

/** @returns what the address of such a call says; undefined for every other address */
export function parseEffectCall(
  address: string,
): { readonly invocation: string; readonly attempt: number; readonly effect: string } | undefined {
  const { attempt, step } = parse(address) ?? {};
  const effect = step === undefined ? undefined : /^(.*) \d+$/s.exec(step)?.[1];
  const invocation = invocationOf(address);
  return attempt === undefined || effect === undefined || invocation === undefined
    ? undefined
    : { invocation, attempt, effect };
}

/** @returns the address of a step of a client, an attempt, a call or the world: `a:request` */
export function stepOf(owner: string, what: string): Address {
  return `${owner}:${what.replaceAll('~', '~~')}` as Address;
}

/** @returns the name of a step whose address comes for the nth time: `a:request~2` */
export function nthOf(address: string, times: number): Address {
  return (times === 1 ? address : `${address}~${times}`) as Address;
}

/** @returns the address of a step whatever its number: `a:request` for `a:request~2` */
export function firstOf(step: string): Address {
  const parts = parse(step);
  if (parts?.times === undefined) return step as Address;
  const { times: _, ...first } = parts;
  return format(first);
}

/** @returns the invocation that an address is about, such as `a/2` for `a/2#1@3:after` */
export function invocationOf(address: string): string | undefined {
  const match = SHAPE.exec(address);
  return match === null ? undefined : `${match[1]}${match[2]}${match[3]}`;
}

/** @returns the operation of a client that an address comes from, such as `a` for `a/2#1@3:after` and `a+:request` */
export function operationOf(address: string): string | undefined {
  return SHAPE.exec(address)?.[1];
}

/** @returns what follows the operation in an address, such as `/2#1:start`; {@link under} puts it behind an operation */
export function pathOf(address: string): string {
  return address.slice(operationOf(address)?.length ?? 0);
}

/** @returns the address with such a path that comes from an operation */
export function under(operation: string, path: string): Address {
  return (operation + path) as Address;
}

/** @returns the address with another name of its operation, where `names` has one for it, or for `a+` where the client repeats it */
export function renamedIn(address: string, names: ReadonlyMap<string, string>): Address {
  const parts = parse(address);
  if (parts === undefined) return address as Address;
  const { repeats = false, operation } = parts;
  const repeated = repeats ? names.get(repeatOf(operation)) : undefined;
  if (repeated !== undefined) return format({ ...parts, operation: repeated, repeats: false });
  return format({ ...parts, operation: names.get(operation) ?? operation });
}

/** @returns the attempt, client or call that a step belongs to: `a#1` for `a#1:jitter` */
export function ownerOf(step: string): Address {
  const { operation, repeats = false, calls, attempt } = parse(step) ?? { operation: step };
  return format({
    operation,
    repeats,
    ...(calls !== undefined && { calls }),
    ...(attempt !== undefined && { attempt }),
  });
}

/** @returns the invocation that a client created, from which another one comes: `a+` for `a+/2/5` */
export function rootOf(invocation: string): string {
  const slash = invocation.indexOf('/');
  return slash < 0 ? invocation : invocation.slice(0, slash);
}

/** @returns the invocation that called this one; undefined for one that a client created */
export function callerOf(invocation: string): string | undefined {
  const slash = invocation.lastIndexOf('/');
  return slash < 0 ? undefined : invocation.slice(0, slash);
}

/** @returns the entry of its caller's journal that called or sent an invocation; NaN for one that a client has requested */
export function callingEntryOf(invocation: string): number {
  const caller = callerOf(invocation);
  return caller === undefined ? NaN : Number(invocation.slice(caller.length + 1));
}

/** Calls of one operation. */
const CALLS_OF = /(?<![\w/.-])([a-z]\w*\+?)((?:\/\d+)+)/g;
/** One to four calls, four times or more. */
const ROUNDS = /((?:\/\d+){1,4}?)\1{3,}(?!\d)/g;

/**
 * Shortens the names of invocations in a text for people: in a job that schedules itself, each round is called by the one
 * before, so the name of the seventeenth would be seventeen calls long.
 * @returns the text with `a/3×17` for `a/3/3/3...`, and `a(/2/1)×6` for `a/2/1/2/1...`
 */
export function shortened(text: string): string {
  return text.replaceAll(CALLS_OF, (_, operation: string, calls: string) => {
    const short = calls.replaceAll(ROUNDS, (rounds: string, unit: string) => {
      const times = rounds.length / unit.length;
      return unit.lastIndexOf('/') === 0 ? `${unit}×${times}` : `(${unit})×${times}`;
    });
    return operation + short;
  });
}

const SET_UP = 'setup';

/** @returns the name of the nth operation of the set-up, from 1: `setup1` */
export function setUpName(number: number): string {
  return SET_UP + number;
}

/** @returns the operation of the set-up that an address comes from; undefined for what clients do after it */
export function setUpOf(address: string): string | undefined {
  const operation = operationOf(address);
  return operation !== undefined && /^setup\d+$/.test(operation) ? operation : undefined;
}

/** @returns the chain of the steps in one direction of an attempt's stream */
export function streamChain(attempt: string, direction: 'in' | 'out'): string {
  return `${attempt} ${direction}`;
}

/** @returns the sequential actor that moves in a chain: both directions of an attempt's stream are one */
export function actorOf(chain: string): string {
  return chain.replace(/ (?:in|out)$/, '');
}

/** @returns the name of the second request that a client makes for an operation: `a+` for `a` */
export function repeatOf(name: string): string {
  return name + AGAIN;
}

/** @returns the name of what is repeated: `a` for `a+`; undefined for what repeats nothing */
export function repeatedBy(name: string): string | undefined {
  return name.endsWith(AGAIN) ? name.slice(0, -AGAIN.length) : undefined;
}

/** @returns the key under which a choice stands in a plan: `jitter a#1:jitter` */
export function choiceKey(kind: string, address: string): string {
  return `${kind} ${address}`;
}

/** @returns what such a key consists of; kinds of choices are single words */
export function parseChoiceKey(key: string): { readonly kind: string; readonly address: string } {
  const space = key.indexOf(' ');
  return { kind: key.slice(0, Math.max(0, space)), address: key.slice(space + 1) };
}
