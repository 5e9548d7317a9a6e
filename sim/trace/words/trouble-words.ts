import { parsePoint } from '../../core/address.ts';
import { short } from './payload-text.ts';

/** What a trouble (an injected fault) is called, and what it does. */
interface TroubleWords {
  readonly name: string;
  /** What it happens to; absent: the invocation that it is injected into. */
  readonly subject?: string;
  readonly predicate: string;
}

const TROUBLES: ReadonlyMap<string, TroubleWords> = new Map([
  ['connection', { name: 'connection lost', subject: 'the connection', predicate: 'is lost' }],
  ['process', { name: 'process crash', subject: 'the service process', predicate: 'crashes' }],
  ['process crash', { name: 'process crash', subject: 'the service process', predicate: 'crashes' }],
  ['suspend', { name: 'forced suspension', predicate: 'is asked to suspend' }],
  ['cancel', { name: 'cancel', predicate: 'is cancelled' }],
  ['kill', { name: 'kill', predicate: 'is killed' }],
  ['pause', { name: 'pause', predicate: 'is paused' }],
  ['clear state', { name: 'state cleared', subject: 'the state of its key', predicate: 'is cleared by an operator' }],
  ['deploy new', { name: 'deploy', subject: 'the new version', predicate: 'is deployed next to the old one' }],
  ['deploy in-place', { name: 'deploy', subject: 'the new version', predicate: 'replaces the old one in place' }],
  [
    'deploy resume',
    {
      name: 'deploy',
      subject: 'the new version',
      predicate: 'is deployed, and an operator resumes on it what is in flight',
    },
  ],
  ['roll back', { name: 'roll-back', subject: 'the old version', predicate: 'is deployed again' }],
  ['server restart', { name: 'server restart', subject: 'the server', predicate: 'is restarted' }],
  ['clock jump', { name: 'clock jump', subject: 'the service clock', predicate: 'jumps' }],
]);

/** @returns what a kind of trouble is called and what it does; an unknown kind stands for itself */
export function troubleWords(trouble: string): TroubleWords {
  const name = short(trouble, 40);
  return TROUBLES.get(trouble) ?? { name, subject: name, predicate: 'happens' };
}

/** @returns who caused something: an operator, another invocation by its address, or an injected trouble by its point */
export function causeText(cause: string, max: number): string {
  if (parsePoint(cause) !== undefined) return 'an injected trouble';
  return cause === 'operator' ? 'an operator' : short(cause, max);
}

/**
 * @param point stable address of the point in a journal, such as `a/2#1@3:after`
 * @param labelOf the entry as code, where it is known
 * @returns where a trouble is injected: `before entry 3 (set tokens) is stored`; undefined for a point outside of journals
 */
export function pointWords(point: string, labelOf: (entry: number) => string | undefined): string | undefined {
  const parts = parsePoint(point);
  if (parts === undefined) return undefined;
  const { attempt, entry: number, phase } = parts;
  const label = labelOf(number);
  const entry = `entry ${number}${label === undefined ? '' : ` (${label})`}`;
  const inAttempt = attempt === 1 ? '' : `, in attempt ${attempt}`;
  switch (phase) {
    case 'before':
      return `before ${entry} is stored${inAttempt}`;
    case 'after':
      return `right after ${entry} is stored${inAttempt}`;
    default:
      return `after ${label ?? 'the closure'} has executed, before its result is stored as entry ${number}${inAttempt}`;
  }
}
