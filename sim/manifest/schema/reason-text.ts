import { count } from '../../core/count.ts';
import { valueInShort } from '../../core/value-in-short.ts';
import type { LimitKeyword, Obstacle } from './obstacle.ts';

/**
 * What an obstacle means. `refused`: the new schema of an input no longer accepts something. `accepted`: it accepts
 * something that the old one does not. `possible`: the new schema of an output has values that the old one does not have.
 * `gone`: it lacks values that the old one has.
 */
export type Reading = 'refused' | 'accepted' | 'possible' | 'gone';

/** How many reasons a message lists. */
const MAX_REASONS = 3;

/** @returns the first reasons in words, and how many more there are */
export function reasonsText(found: readonly Obstacle[], reading: Reading): string {
  const texts = [...new Set(found.map((obstacle) => reasonText(obstacle, reading)))];
  const rest = texts.length - MAX_REASONS;
  return [...texts.slice(0, MAX_REASONS), ...(rest > 0 ? [`${count(rest, 'more change')}`] : [])].join(', ');
}

/** @returns one reason in words, such as `now requires tenant` */
export function reasonText(obstacle: Obstacle, reading: Reading): string {
  const place = placeText(obstacle.path);
  switch (obstacle.kind) {
    case 'required':
      return REQUIRED[reading](place);
    case 'field':
      return FIELD[reading](place);
    case 'closed':
      return FIELD[reading](place === '' ? 'other fields' : `other fields in ${place}`);
    case 'type':
      return VALUE[reading](obstacle.type, place);
    case 'value':
      return VALUE[reading](valueInShort(obstacle.value), place);
    case 'choices':
      return ONLY[reading](obstacle.choices.map((each) => valueInShort(each)).join(' or '), place);
    case 'only':
      return ONLY[reading](obstacle.types.join(' or '), place);
    case 'limit': {
      const { limit, from, to } = obstacle;
      const [before, after] = isOfOld(reading) ? [from, to] : [to, from];
      return `${LIMITS[limit]}${of(place)} is ${after ?? 'open'}${before === undefined ? '' : `, was ${before}`}`;
    }
    case 'keyword':
      return `${KEYWORDS[obstacle.keyword] ?? `\`${obstacle.keyword}\``}${of(place)} changed`;
  }
}

/** Whether the first schema that was compared is the old one. */
function isOfOld(reading: Reading): boolean {
  return reading === 'refused' || reading === 'gone';
}

type Words = Readonly<Record<Reading, (what: string, place: string) => string>>;

const REQUIRED: Readonly<Record<Reading, (place: string) => string>> = {
  refused: (place) => `now requires ${place}`,
  accepted: (place) => `no longer requires ${place}`,
  possible: (place) => `may lack ${place}`,
  gone: (place) => `now always has ${place}`,
};

const FIELD: Readonly<Record<Reading, (place: string) => string>> = {
  refused: (place) => `no longer accepts ${place}`,
  accepted: (place) => `also accepts ${place}`,
  possible: (place) => `may have ${place}`,
  gone: (place) => `no longer has ${place}`,
};

const VALUE: Words = {
  refused: (what, place) => `no longer accepts ${what}${as(place)}`,
  accepted: (what, place) => `also accepts ${what}${as(place)}`,
  possible: (what, place) => `${place === '' ? 'it' : place} may be ${what}`,
  gone: (what, place) => `${place === '' ? 'it' : place} is no longer ${what}`,
};

const ONLY: Words = {
  refused: (what, place) => `accepts only ${what}${as(place)}`,
  accepted: (what, place) => `accepts more than ${what}${as(place)}`,
  possible: (what, place) => `${place === '' ? 'it' : place} may be other than ${what}`,
  gone: (what, place) => `${place === '' ? 'it' : place} is only ${what}`,
};

const LIMITS: Readonly<Record<LimitKeyword, string>> = {
  minimum: 'the minimum',
  maximum: 'the maximum',
  minLength: 'the minimum length',
  maxLength: 'the maximum length',
  minItems: 'the minimum number of items',
  maxItems: 'the maximum number of items',
};

/** Keywords that read better in words. */
const KEYWORDS: Readonly<Record<string, string>> = {
  pattern: 'the pattern',
  format: 'the format',
  schema: 'the schema',
};

function as(place: string): string {
  return place === '' ? '' : ` as ${place}`;
}

function of(place: string): string {
  return place === '' ? '' : ` of ${place}`;
}

/** @returns a path as code would write it: `items[].price` */
function placeText(path: readonly string[]): string {
  return path
    .map((part, index) => {
      if (/^\[\d*\]$/.test(part)) return index === 0 ? (part === '[]' ? 'an item' : `item ${part.slice(1, -1)}`) : part;
      if (part === '*' && index === 0) return 'other fields';
      const name = part === '*' || /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(part) ? part : JSON.stringify(part);
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}
