import { short } from '../../sim/trace/words/payload-text.ts';

/** One field in which two values differ. */
export interface Change {
  /** Path of the field: `items[0].quantity`; empty for the whole value. */
  readonly path: string;
  /** Undefined: not set before. */
  readonly from: string | undefined;
  /** Undefined: not set after. */
  readonly to: string | undefined;
}

const MAX_CHANGES = 12;
const MAX_LENGTH = 60;

/** @returns the fields in which two JSON values differ, at most twelve */
export function jsonChanges(before: unknown, after: unknown): readonly Change[] {
  const changes: Change[] = [];
  compare(before, after, '', changes);
  return changes;
}

function compare(before: unknown, after: unknown, path: string, changes: Change[]): void {
  if (changes.length >= MAX_CHANGES) return;
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(own(before, name), own(after, name), path === '' ? name : `${path}.${name}`, changes);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      compare(before[index], after[index], `${path}[${index}]`, changes);
    }
  } else {
    const from = jsonOf(before);
    const to = jsonOf(after);
    if (from !== to) changes.push({ path: short(path, MAX_LENGTH), from, to });
  }
}

function own(object: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonOf(value: unknown): string | undefined {
  return value === undefined ? undefined : short(JSON.stringify(value) ?? '', MAX_LENGTH);
}

/** @returns the first change, in little room: `tokens 3→2` */
export function changesText(changes: readonly Change[], max: number): string {
  const [first] = changes;
  if (first === undefined) return 'unchanged';
  const name = first.path.split(/[.[]/).findLast((part) => part !== '' && !/^\d+\]$/.test(part)) ?? '';
  const text = `${name} ${first.from ?? '∅'}→${first.to ?? '∅'}`.trim();
  return short(changes.length > 1 ? `${text} +${changes.length - 1}` : text, max);
}
