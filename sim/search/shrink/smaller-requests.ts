import * as fc from 'fast-check';
import type { Draw, DrawnOperation, DrawnPlan } from '../plan/drawn-operation.ts';

/** Draws of one request among which smaller ones are looked for, and how many of these are run. */
const DRAWS = 3_000;
const MAX_REDRAWN_RUNS = 120;

/** @returns whether a candidate still shows what is shrunk */
type Fails = (candidate: DrawnPlan) => Promise<boolean>;

/**
 * Makes what the operations of a plan ask for smaller. fast-check's own shrinker goes down step by step from the request that
 * failed. It stops where each single step passes, although a request of another kind might be smaller still: three numbers
 * with a large sum, none of which can be left out, where two larger ones would do. So numbers are also moved from one place to
 * another, requests are drawn again, and some that are smaller than what is left are run.
 */
export async function smallerRequests(start: DrawnPlan, fails: Fails): Promise<DrawnPlan> {
  let plan = start;
  for (let index = 0; index < plan.operations.length; index++) {
    for (let before = ''; before !== JSON.stringify(plan.operations[index]);) {
      before = JSON.stringify(plan.operations[index]);
      plan = await descended(plan, index, fails);
      plan = await together(plan, index, fails);
      plan = await balanced(plan, index, fails);
      plan = (await firstThatFails(plan, index, redraws(plan.operations[index]), fails)) ?? plan;
    }
  }
  return plan;
}

/** Makes numbers that are equal smaller together, where what fails needs them to be equal. */
async function together(start: DrawnPlan, index: number, fails: Fails): Promise<DrawnPlan> {
  let plan = start;
  for (let next: DrawnPlan | undefined = plan; next !== undefined;) {
    plan = next;
    next = await firstThatFails(plan, index, smallerTogether(plan.operations[index]), fails);
  }
  return plan;
}

/** Moves what numbers count for from one to another, as long as the request becomes smaller by that. */
async function balanced(start: DrawnPlan, index: number, fails: Fails): Promise<DrawnPlan> {
  let plan = start;
  for (let again = true; again;) {
    again = false;
    for (const moved of redistributed(plan.operations[index])) {
      const candidate = { ...plan, operations: plan.operations.with(index, moved) };
      if (!(await fails(candidate))) continue;
      const next = await descended(candidate, index, fails);
      if (compared(sizeAt(next, index), sizeAt(plan, index)) >= 0) continue;
      plan = next;
      again = true;
      break;
    }
  }
  return plan;
}

function sizeAt({ operations }: DrawnPlan, index: number): Size {
  return sizeOf(operations[index]?.request);
}

/** Goes down as fast-check does: to the first smaller request that still fails, and on from there. */
async function descended(start: DrawnPlan, index: number, fails: Fails): Promise<DrawnPlan> {
  let plan = start;
  for (let next: DrawnPlan | undefined = plan; next !== undefined;) {
    plan = next;
    next = await firstThatFails(plan, index, plan.operations[index]?.smaller() ?? [], fails);
  }
  return plan;
}

async function firstThatFails(
  plan: DrawnPlan,
  index: number,
  operations: Iterable<DrawnOperation>,
  fails: Fails,
): Promise<DrawnPlan | undefined> {
  for (const operation of operations) {
    const candidate = { ...plan, operations: plan.operations.with(index, operation) };
    if (await fails(candidate)) return candidate;
  }
  return undefined;
}

/**
 * Requests in which a number becomes smaller and another one larger by as much. fast-check makes numbers smaller one by one,
 * which stops where their sum matters.
 */
function* redistributed(operation: DrawnOperation | undefined): Generator<DrawnOperation> {
  const { arbitrary, request } = operation ?? {};
  if (operation === undefined || arbitrary === undefined || request === undefined) return;
  const paths = numbersIn(request);
  if (paths.length > MAX_NUMBERS) return;
  for (const from of paths) {
    for (const to of paths) {
      const [less, more] = [at(request, from), at(request, to)];
      if (from === to || less <= 0) continue;
      for (let by = less; by >= 1; by = Math.floor(by / 2)) {
        const value: unknown = changedAt(changedAt(request, from, less - by), to, more + by);
        if (!arbitrary.canShrinkWithoutContext(value)) continue;
        yield operation.asking({ arbitrary, value, context: undefined });
        break;
      }
    }
  }
}

/** Requests in which all numbers that are equal are smaller. */
function* smallerTogether(operation: DrawnOperation | undefined): Generator<DrawnOperation> {
  const { arbitrary, request } = operation ?? {};
  if (operation === undefined || arbitrary === undefined || request === undefined) return;
  for (const [number, paths] of Map.groupBy(numbersIn(request), (path) => at(request, path))) {
    if (paths.length < 2 || number <= 0) continue;
    for (const smaller of new Set([0, Math.floor(number / 2), number - 1])) {
      const value = paths.reduce<unknown>((changed, path) => changedAt(changed, path, smaller), request);
      if (arbitrary.canShrinkWithoutContext(value)) yield operation.asking({ arbitrary, value, context: undefined });
    }
  }
}

/** Numbers of a request among which pairs are formed, at most. */
const MAX_NUMBERS = 16;

type Path = readonly string[];

/** Where the whole numbers of a value are: the names of fields, and the indices of elements. */
function numbersIn(value: unknown, path: Path = []): readonly Path[] {
  if (Number.isSafeInteger(value)) return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => numbersIn(inner, [...path, name]));
}

function at(value: unknown, path: Path): number {
  return Number(path.reduce<unknown>((inner, name) => Reflect.get(Object(inner), name), value));
}

/** @returns a copy with another number at a path */
function changedAt(value: unknown, [name, ...rest]: Path, number: number): unknown {
  if (name === undefined || typeof value !== 'object' || value === null) return number;
  const inner: unknown = changedAt(Reflect.get(value, name), rest, number);
  return Array.isArray(value) ? value.with(Number(name), inner) : { ...value, [name]: inner };
}

/** Other requests from the same arbitrary that are smaller than this one: of each size a few, the smallest sizes first. */
function redraws(operation: DrawnOperation | undefined): readonly DrawnOperation[] {
  const { arbitrary, request } = operation ?? {};
  if (operation === undefined || arbitrary === undefined || request === undefined) return [];
  const size = sizeOf(request);
  // Nothing is smaller than a request without an input.
  if (size.values <= FIELDS) return [];
  const smaller = new Map<string, { readonly draw: Draw; readonly size: Size }>();
  for (const draw of fc.sample(new Draws(arbitrary), { seed: 0, numRuns: DRAWS })) {
    const drawn = sizeOf(draw.value);
    if (compared(drawn, size) < 0) smaller.set(drawn.text, { draw, size: drawn });
  }
  const bySize = Map.groupBy(smaller.values(), (each) => each.size.values);
  const share = Math.ceil(MAX_REDRAWN_RUNS / Math.max(1, bySize.size));
  return [...bySize.keys()]
    .toSorted((one, other) => one - other)
    .flatMap((values) => some(bySize.get(values) ?? [], share))
    .map(({ draw }) => operation.asking(draw));
}

/** Half of them are the largest in what they contain, which fail where small ones pass; the others are any. */
function some<T extends { readonly size: Size }>(all: readonly T[], most: number): readonly T[] {
  const largest = all.toSorted((one, other) => other.size.weight - one.size.weight).slice(0, Math.ceil(most / 2));
  return [...new Set([...largest, ...all])].slice(0, most);
}

/** Kind, service and handler are values of every request. */
const FIELDS = 6;

/** Draws requests with what fast-check remembers of them, so that they can be shrunk. */
class Draws extends fc.Arbitrary<Draw> {
  readonly #inner: Draw['arbitrary'];

  constructor(inner: Draw['arbitrary']) {
    super();
    this.#inner = inner;
  }

  generate(mrng: fc.Random, biasFactor: number | undefined): fc.Value<Draw> {
    const { value, context } = this.#inner.generate(mrng, biasFactor);
    return new fc.Value({ arbitrary: this.#inner, value, context }, undefined);
  }

  canShrinkWithoutContext(_value: unknown): _value is Draw {
    return false;
  }

  shrink(): fc.Stream<fc.Value<Draw>> {
    return fc.Stream.nil();
  }
}

/** How large a request is. */
interface Size {
  /** Values at any depth, each element and field of a value counted, too. */
  readonly values: number;
  readonly text: string;
  /** Sum of its numbers, and of the lengths of its strings. */
  readonly weight: number;
}

function sizeOf(request: unknown): Size {
  return { values: valuesIn(request), text: fc.stringify(request), weight: weightOf(request) };
}

function valuesIn(value: unknown): number {
  return innerOf(value)?.reduce<number>((size, inner) => size + 1 + valuesIn(inner), 0) ?? 1;
}

function weightOf(value: unknown): number {
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'string') return value.length;
  return innerOf(value)?.reduce<number>((sum, inner) => sum + weightOf(inner), 0) ?? 0;
}

/** Elements of a list, values of fields; undefined for what has none. */
function innerOf(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return value instanceof Map || value instanceof Set ? [...value] : Object.values(value);
}

/** Fewer values are smaller; of as many, shorter ones. */
function compared(one: Size, other: Size): number {
  return one.values - other.values || one.text.length - other.text.length;
}
