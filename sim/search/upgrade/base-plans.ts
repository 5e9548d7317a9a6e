import * as fc from 'fast-check';
import { operationName } from '../../simulation/client/operation-name.ts';
import { itemAt } from '../../core/item-at.ts';
import type { OperationSpec } from '../../simulation/scenario/operation-spec.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { DrawnOperation, type DrawnPlan } from '../plan/drawn-operation.ts';

/** Requests of clients of the new version, which every second plan makes after the upgrade. */
const AFTER = 2;
/** Draws of a second request for the same key as the first. */
const MAX_DRAWS = 20;

/** Requests of other kinds that follow on one, at most. */
const MAX_OTHERS = 4;

/** A plan without faults, into which an upgrade is put. */
export interface BasePlan {
  readonly plan: DrawnPlan;
  /** Plans with the same name are compared with each other: a place that one of them has shown needs no other. */
  readonly among: string;
}

/**
 * Plans without faults, into which an upgrade is then put: for each kind of request two of them, the second for the same key where
 * that can be drawn, so that it finds what the first has left; then one of it with requests of the other kinds, which may end what
 * it waits for; then requests of several kinds. Where the scenario has requests after the upgrade, each plan comes a second time,
 * with some of them.
 * @param seed of the inputs that are drawn
 * @param count of plans, not counting those with requests after the upgrade
 */
export function* basePlans(scenario: Scenario, seed: number, count: number): Generator<BasePlan> {
  const kinds = scenario.operations;
  const after = scenario.upgrade?.operations ?? [];
  for (let index = 0; index < count && kinds.length > 0; index++) {
    const drawing = new Drawing(seed + index * 1_000);
    const { own, follow, among } = baseAt(index, kinds, drawing);
    const first = drawing.of(own);
    const plan = [first, ...follow.map((kind) => drawing.likewise(kind, first))];
    yield { plan: planOf(scenario, plan, []), among };
    if (after.length === 0) continue;
    const late = Array.from({ length: AFTER }, () => drawing.likewise(drawing.oneOf(after), first));
    yield { plan: planOf(scenario, plan, late), among: `${among} late` };
  }
}

type Kinds = readonly fc.Arbitrary<OperationSpec>[];

/** The first request of a plan, and those that follow on it. */
function baseAt(
  index: number,
  kinds: Kinds,
  drawing: Drawing,
): { readonly own: fc.Arbitrary<OperationSpec>; readonly follow: Kinds; readonly among: string } {
  const place = index % kinds.length;
  const own = itemAt(kinds, place);
  if (index < kinds.length) return { own, follow: [own], among: `kind ${place}` };
  if (kinds.length > 1 && index < 2 * kinds.length) {
    // Those behind it first, as scenarios tend to name what begins before what ends.
    const others = [...kinds.slice(place + 1), ...kinds.slice(0, place)].slice(0, MAX_OTHERS);
    return { own, follow: others, among: `kind ${place} and others` };
  }
  return { own, follow: Array.from({ length: 1 + (index % 4) }, () => drawing.oneOf(kinds)), among: '' };
}

function planOf(scenario: Scenario, before: readonly Drawn[], after: readonly Drawn[]): DrawnPlan {
  const operations = [...before, ...after].map(({ arbitrary, value, context }, index) =>
    DrawnOperation.of(
      {
        id: operationName(index),
        client: `client ${index + 1}`,
        troubles: [],
        ...(index >= before.length && { afterUpgrade: true }),
      },
      { arbitrary, value, context },
    ),
  );
  return { version: 1, scenario: scenario.name, seed: 0, operations, world: [], holds: [], choices: {} };
}

interface Drawn {
  readonly arbitrary: fc.Arbitrary<OperationSpec>;
  readonly value: OperationSpec;
  readonly context: unknown;
}

/** Draws requests, each by a seed of its own. */
class Drawing {
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  of(arbitrary: fc.Arbitrary<OperationSpec>): Drawn {
    const [value] = fc.sample(arbitrary, { seed: this.#seed++ | 0, numRuns: 1 });
    if (value === undefined) throw new RangeError('fast-check drew nothing.');
    return { arbitrary, value, context: undefined };
  }

  /** A request for the same key as another one, where one is drawn. */
  likewise(arbitrary: fc.Arbitrary<OperationSpec>, { value: { key } }: Drawn): Drawn {
    let drawn = this.of(arbitrary);
    for (let draws = 1; draws < MAX_DRAWS && key !== undefined && drawn.value.key !== key; draws++) {
      drawn = this.of(arbitrary);
    }
    return drawn;
  }

  oneOf(kinds: Kinds): fc.Arbitrary<OperationSpec> {
    const [place = 0] = fc.sample(fc.nat(kinds.length - 1), { seed: this.#seed++ | 0, numRuns: 1 });
    const kind = kinds[place];
    if (kind === undefined) throw new RangeError('A scenario without operations cannot be drawn from.');
    return kind;
  }
}
