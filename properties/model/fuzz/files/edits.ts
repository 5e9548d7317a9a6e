import type { Dice } from '../../../../sim/core/random.ts';
import { hostileText, hostileValue, INHERITED, ownField, pick } from './hostile-values.ts';

/** A file that is being changed: first as data, then as text, then as what stands on the disk. */
export interface Draft {
  root: unknown;
  readonly ofText: ((text: string) => string)[];
  disk: Disk;
}

/** As what the text stands on the disk. */
export type Disk =
  'file' | 'link' | 'dangling link' | 'link to itself' | 'directory' | 'pipe' | 'odd name' | 'UTF-16' | 'bytes';

/** Changes a draft in one place. @returns what it did, in words */
export type Edit = (draft: Draft, die: Dice) => string;

/** Draws one edit: mostly of the data, because most damaged texts end at the first check. */
export function edit(draft: Draft, die: Dice): string {
  const which = die.below(40);
  if (which === 0) return ofDisk(draft, die);
  if (which < 3) return ofText(draft, die);
  return pick(die, OF_DATA)(draft, die);
}

/** A place that holds a value: a field of an object, or an element of a list. */
interface Slot {
  readonly holder: Readonly<Record<string, unknown>> | unknown[];
  readonly name: string;
}

const OF_DATA: readonly Edit[] = [
  (draft, die) =>
    at(draft, die, 'dropped', ({ holder, name }) => {
      if (Array.isArray(holder)) holder.splice(Number(name), 1);
      else Reflect.deleteProperty(holder, name);
    }),
  (draft, die) =>
    at(draft, die, 'duplicated', (slot) => {
      const copy: unknown = structuredClone(valueOf(slot));
      if (Array.isArray(slot.holder)) slot.holder.push(copy);
      else ownField(slot.holder, die.below(2) === 0 ? `${slot.name}2` : hostileText(die), copy);
    }),
  (draft, die) =>
    at(draft, die, 'swapped', (slot) => {
      const other = pick(die, slotsOf(draft.root));
      const [one, two] = [structuredClone(valueOf(slot)), structuredClone(valueOf(other))];
      put(slot, two);
      put(other, one);
    }),
  (draft, die) => at(draft, die, 'replaced', (slot) => put(slot, hostileValue(die))),
  (draft, die) => at(draft, die, 'replaced', (slot) => put(slot, sameType(valueOf(slot), die))),
  (draft, die) => at(draft, die, 'replaced', (slot) => put(slot, sameType(valueOf(slot), die))),
  (draft, die) =>
    at(draft, die, 'made a reference', (slot) => put(slot, structuredClone(valueOf(pick(die, slotsOf(draft.root)))))),
  (draft, die) =>
    at(draft, die, 'renamed', ({ holder, name }) => {
      if (Array.isArray(holder)) return;
      const { [name]: value } = holder;
      Reflect.deleteProperty(holder, name);
      ownField(holder, die.below(3) === 0 ? pick(die, INHERITED) : hostileText(die), value);
    }),
  (draft, die) =>
    at(draft, die, 'got a field', (slot) => {
      const value = valueOf(slot);
      if (Array.isArray(value)) value.push(hostileValue(die));
      else if (isObject(value))
        ownField(value, die.below(3) === 0 ? pick(die, INHERITED) : hostileText(die), hostileValue(die));
    }),
  (draft, die) =>
    at(draft, die, 'repeated', (slot) => {
      const value = valueOf(slot);
      if (Array.isArray(value) && value.length < 100)
        put(slot, Array.from({ length: 30 }, () => structuredClone(value)).flat());
    }),
];

function at(draft: Draft, die: Dice, what: string, change: (slot: Slot) => void): string {
  const slots = slotsOf(draft.root);
  if (slots.length === 0) return 'nothing to change';
  const slot = pick(die, slots);
  change(slot);
  return `${what} ${JSON.stringify(slot.name)}`;
}

/** @returns every place in a value, in order; the value itself is none */
function slotsOf(value: unknown): Slot[] {
  if (!isObject(value)) return [];
  const holder = value as Slot['holder'];
  return Object.keys(value).flatMap((name) => [{ holder, name }, ...slotsOf(valueOf({ holder, name }))]);
}

function valueOf({ holder, name }: Slot): unknown {
  return Object.getOwnPropertyDescriptor(holder, name)?.value;
}

function put({ holder, name }: Slot, value: unknown): void {
  ownField(holder, name, value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** @returns a value that passes a check of the type, and may fail the next one */
function sameType(value: unknown, die: Dice): unknown {
  for (let tries = 0; tries < 30; tries++) {
    const other = hostileValue(die);
    if (typeof other === typeof value && Array.isArray(other) === Array.isArray(value) && !isRaw(other)) return other;
  }
  return hostileValue(die);
}

function isRaw(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('@@RAW:');
}

function ofText(draft: Draft, die: Dice): string {
  const where = die.unit();
  const [what, change] = pick(die, TEXT_EDITS);
  draft.ofText.push((text) => change(text, Math.floor(where * text.length)));
  return what;
}

const TEXT_EDITS: readonly (readonly [what: string, change: (text: string, at: number) => string])[] = [
  ['truncated', (text, at) => text.slice(0, at)],
  ['emptied', () => ''],
  ['concatenated', (text) => text + text],
  ['followed by a bracket', (text) => `${text}}`],
  ['given a byte order mark', (text) => `\uFEFF${text}`],
  ['given two byte order marks', (text) => `\uFEFF\uFEFF${text}`],
  ['written in lines of Windows', (text) => text.replaceAll('\n', '\r\n')],
  ['joined to one line', (text) => text.replaceAll(/\n */g, '')],
  ['cut in the middle', (text, at) => text.slice(0, at) + text.slice(at + 7)],
  ['given an escape sequence', (text, at) => `${text.slice(0, at)}\u001B[2J${text.slice(at)}`],
  ['given a NUL', (text, at) => `${text.slice(0, at)}\u0000${text.slice(at)}`],
  ['given a comment', (text) => `// comment\n${text}`],
  ['replaced by brackets', () => '['.repeat(1_000_000)],
  ['replaced by a number', () => '1e999'],
  ['replaced by null', () => 'null'],
  ['replaced by code', () => 'export default (() => { globalThis.fuzzedFileWasEvaluated = true; })()'],
  ['larger than the limit', (text) => text + ' '.repeat(9 * 1024 * 1024)],
];

function ofDisk(draft: Draft, die: Dice): string {
  draft.disk = pick(die, [
    'link',
    'dangling link',
    'link to itself',
    'directory',
    'pipe',
    'odd name',
    'odd name',
    'UTF-16',
    'bytes',
  ] as const);
  return draft.disk;
}

/** @returns the draft as text */
export function textOf({ root, ofText: changes }: Draft): string {
  const text = (JSON.stringify(root, undefined, 2) as string | undefined) ?? '';
  const raw = text.replaceAll(/"@@RAW:(.*?)@@"/g, (_whole, content: string) => JSON.parse(`"${content}"`) as string);
  return changes.reduce((before, change) => change(before), raw);
}
