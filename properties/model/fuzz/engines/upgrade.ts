import type { UpgradeRoute } from '../../../../sim/simulation/scenario/upgrade.ts';
import { changed, type Change } from './changed.ts';
import { NAMES, SLOTS, STATE_KEYS, type HandlerProgram, type Op, type PointProgram, type Program } from './program.ts';

/** What can change between two versions of a program. */
export const EDITS = [
  'rename step',
  'rename handler',
  'insert',
  'remove',
  'reorder',
  'payload',
  'key',
  'combinator',
  'serde',
] as const;

export type EditKind = (typeof EDITS)[number];

/** One change of one handler. */
export interface EditProgram {
  readonly edit: EditKind;
  /** Which handler: of the slots that operations call, or of all. */
  readonly slot: number;
  readonly isCalled: boolean;
  /** Which of the places that can be changed so. */
  readonly at: number;
  /** What is inserted. */
  readonly op: Op;
  readonly serde: SerdeName;
  /** Whether a combinator becomes one that may settle earlier or later; otherwise one that takes failures otherwise. */
  readonly isFar: boolean;
}

export type SerdeName = 'tagged' | 'strict' | 'text';

/** A new version, and where it arrives. */
export interface UpgradeProgram {
  readonly edits: readonly EditProgram[];
  readonly route: UpgradeRoute;
  /** In the invocation of which operation; modulo their number. */
  readonly operation: number;
  /** At which point of it; undefined for a moment in time. */
  readonly point: Omit<PointProgram, 'kind'> | undefined;
  readonly atMs: number;
  /** How a version arrives that is rolled back. */
  readonly way: 'new' | 'in-place';
  readonly backMs: number;
}

/** The new version of a program. */
export interface NextVersion {
  readonly program: Program;
  /** The edits that have changed something. */
  readonly made: readonly EditKind[];
}

/** @returns the program after its edits; the handler `run` of a workflow keeps its name */
export function nextVersion(program: Program): NextVersion {
  const handlers = [...program.handlers];
  const made: EditKind[] = [];
  for (const edit of program.upgrade?.edits ?? []) {
    const slot = slotOf(edit, program);
    const before = handlers[slot];
    const isFixed = edit.edit === 'rename handler' && SLOTS[slot]?.kind === 'workflow';
    const after = isFixed ? undefined : before && edited(before, edit);
    if (after === undefined || after === before) continue;
    handlers[slot] = after;
    made.push(edit.edit);
  }
  return { program: { ...program, handlers }, made };
}

function slotOf({ slot, isCalled }: EditProgram, { operations }: Program): number {
  if (!isCalled) return slot % SLOTS.length;
  return operations[slot % operations.length]?.slot ?? slot % SLOTS.length;
}

/** @returns the same handler where the edit means nothing in it */
function edited(handler: HandlerProgram, edit: EditProgram): HandlerProgram {
  switch (edit.edit) {
    case 'rename handler':
      return handler.isRenamed ? handler : { ...handler, isRenamed: true };
    case 'serde':
      return handler.serde === edit.serde ? handler : { ...handler, serde: edit.serde };
    case 'insert':
    case 'remove':
    case 'reorder': {
      const units = unitsOf(handler.body);
      const other = rearranged(units, edit);
      return other === units ? handler : { ...handler, body: other.flat() };
    }
    case 'rename step':
    case 'payload':
    case 'key':
    case 'combinator': {
      const change = CHANGES[edit.edit](edit.isFar);
      const body =
        changed(handler.body, edit.at, change) ?? (edit.edit === 'combinator' ? wrapped(handler.body) : undefined);
      return body === undefined ? handler : { ...handler, body };
    }
  }
}

/** @returns the body with a gate at one place */
export function withGate(body: readonly Op[], at: number): readonly Op[] {
  const units = unitsOf(body);
  return units.toSpliced(at % (units.length + 1), 0, [{ do: 'gate' }]).flat();
}

type Unit = readonly Op[];

/** A send whose end the handler awaits at once stays in one piece. */
function unitsOf(body: readonly Op[]): readonly Unit[] {
  const [first, second, third, ...rest] = body;
  const isOne = first?.do === 'send' && second?.do === 'attach' && third !== undefined;
  return isOne ? [[first, second, third], ...rest.map((op) => [op])] : body.map((op) => [op]);
}

function rearranged(units: readonly Unit[], { edit, at, op }: EditProgram): readonly Unit[] {
  if (edit === 'insert') return units.toSpliced(at % (units.length + 1), 0, [op]);
  if (edit === 'remove') return units.length === 0 ? units : units.toSpliced(at % units.length, 1);
  const first = at % Math.max(1, units.length - 1);
  const [one, other] = [units[first], units[first + 1]];
  return one === undefined || other === undefined ? units : units.toSpliced(first, 2, other, one);
}

const COMBINATORS = ['all', 'race', 'allSettled', 'any'] as const;
const STEP_NAMES = [undefined, 'r', 's', 'ü'] as const;
/** Values that every serde takes. */
const PLAIN_VALUES = 10;

const after = <T>(all: readonly T[], now: T): T | undefined => all[(all.indexOf(now) + 1) % all.length];
const next = (index: number, count: number): number => (index + 1) % count;

/** What each edit makes of a node; undefined where it means nothing. */
const CHANGES: Readonly<Record<'rename step' | 'payload' | 'key' | 'combinator', (isFar: boolean) => Change>> = {
  'rename step': () => ({
    expr: (expr) =>
      expr.make === 'run' ? { ...expr, run: { ...expr.run, name: after(STEP_NAMES, expr.run.name) } } : undefined,
  }),
  payload: () => ({
    op: (op) =>
      op.do === 'set' || op.do === 'complete promise' ? { ...op, value: next(op.value, PLAIN_VALUES) } : undefined,
    expr: (expr) => {
      if (expr.make === 'run') return { ...expr, run: { ...expr.run, value: next(expr.run.value, PLAIN_VALUES) } };
      if (expr.make !== 'awakeable' && expr.make !== 'signal') return undefined;
      return { ...expr, value: next(expr.value, PLAIN_VALUES) };
    },
  }),
  key: () => ({
    op: (op) => {
      if (op.do === 'set' || op.do === 'clear') return { ...op, key: next(op.key, STATE_KEYS.length) };
      if (op.do === 'send') return { ...op, key: next(op.key, 2) };
      return op.do === 'complete promise' ? { ...op, name: next(op.name, NAMES.length) } : undefined;
    },
    expr: (expr) => {
      if (expr.make === 'get') return { ...expr, key: next(expr.key, STATE_KEYS.length) };
      if (expr.make === 'call' || expr.make === 'callee id') return { ...expr, key: next(expr.key, 2) };
      if (expr.make !== 'promise' && expr.make !== 'signal') return undefined;
      return { ...expr, name: next(expr.name, NAMES.length) };
    },
  }),
  combinator: (isFar) => ({
    expr: (expr) => {
      if (expr.make !== 'all' && expr.make !== 'race' && expr.make !== 'any' && expr.make !== 'allSettled')
        return undefined;
      const at = COMBINATORS.indexOf(expr.make) + (isFar ? 1 : 2);
      return { ...expr, make: COMBINATORS[at % COMBINATORS.length] ?? 'all' };
    },
  }),
};

/** The first await becomes one of a combinator of one. */
function wrapped(body: readonly Op[]): readonly Op[] | undefined {
  const at = body.findIndex((op) => op.do === 'await');
  const op = body[at];
  return op?.do === 'await' ? body.with(at, { ...op, expr: { make: 'all', of: [op.expr] } }) : undefined;
}
