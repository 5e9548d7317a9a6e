import { short } from '../../sim/trace/words/payload-text.ts';

/** One place in which two values differ. */
export interface Change {
  /** Where: `items[0].quantity`; empty for the whole. */
  readonly path: string;
  /** Undefined: was not there. */
  readonly from: string | undefined;
  /** Undefined: is not there any more. */
  readonly to: string | undefined;
}

const MOST_CHANGES = 12;
const MOST_LETTERS = 60;

/** @returns where two JSON values differ, at most a dozen places */
export function jsonChanges(before: unknown, after: unknown): readonly Change[] {
  const changes: Change[] = [];
  compare(before, after, '', changes);
  return changes;
}

function compare(before: unknown, after: unknown, path: string, changes: Change[]): void {
  if (changes.length >= MOST_CHANGES) return;
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(own(before, name), own(after, name), path === '' ? name : `${path}.${name}`, changes);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      compare(before[index], after[index], `${path}[${index}]`, changes);
    }
  } else {
    const from = text(before);
    const to = text(after);
    if (from !== to) changes.push({ path: short(path, MOST_LETTERS), from, to });
  }
}

function own(object: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : short(JSON.stringify(value) ?? '', MOST_LETTERS);
}

/** `tokens 3→2`, for a place with little room. */
export function changesText(changes: readonly Change[], most: number): string {
  const [first] = changes;
  if (first === undefined) return 'unchanged';
  const name = first.path.split(/[.[]/).findLast((part) => part !== '' && !/^\d+\]$/.test(part)) ?? '';
  const told = `${name} ${first.from ?? '∅'}→${first.to ?? '∅'}`.trim();
  return short(changes.length > 1 ? `${told} +${changes.length - 1}` : told, most);
}
