import type * as fc from 'fast-check';
import type { Json, Plan, PlannedOperation, Trouble } from '../../simulation/faults/plan.ts';
import type { OperationSpec } from '../../simulation/scenario/operation-spec.ts';

/** How fast-check drew the request of an operation, which it needs to know to make the request smaller. */
export interface Draw {
  readonly arbitrary: fc.Arbitrary<OperationSpec>;
  readonly value: OperationSpec;
  readonly context: unknown;
}

/** The fields of an operation that are not part of what fast-check drew. */
export type Undrawn = Pick<PlannedOperation, 'id' | 'client' | 'troubles' | 'afterUpgrade'>;

/**
 * An operation together with the draw that its request can be shrunk by. The draw is a private field: an object literal,
 * or a copy by spread, would lose it and is therefore no DrawnOperation to the compiler. Its other fields are own
 * properties, so that it is written to files and sent to workers as the plain {@link PlannedOperation} that it is.
 */
export class DrawnOperation implements PlannedOperation {
  declare readonly id: string;
  declare readonly client: string;
  declare readonly kind: 'call' | 'send';
  declare readonly service: string;
  declare readonly handler: string;
  declare readonly key?: string;
  declare readonly input?: Json;
  declare readonly idempotencyKey?: string;
  declare readonly delayMs?: number;
  declare readonly afterMs?: number;
  declare readonly afterUpgrade?: boolean;
  declare readonly troubles: readonly Trouble[];
  readonly #draw: Draw | undefined;
  /** How long the client waits, where its request does not say it. */
  readonly #waitMs: number | undefined;

  /** @param draw undefined for an operation that was read from a file or written by hand: its request stays as it is */
  constructor(operation: PlannedOperation, draw: Draw | undefined, changes: Partial<Undrawn> = {}, waitMs?: number) {
    Object.assign(this, operation, changes);
    this.#draw = draw;
    this.#waitMs = waitMs;
  }

  /**
   * @param waitMs how long the client waits before a request that does not say it, in ms
   * @returns an operation as fast-check drew it
   */
  static of({ id, client, troubles, afterUpgrade }: Undrawn, draw: Draw, waitMs?: number): DrawnOperation {
    const wait = waitMs === undefined || draw.value.afterMs !== undefined ? {} : { afterMs: waitMs };
    const after = afterUpgrade === true ? { afterUpgrade } : {};
    return new DrawnOperation({ id, client, ...draw.value, ...wait, ...after, troubles }, draw, {}, waitMs);
  }

  /** @returns the operation with other values of some fields, and the same draw */
  with(changes: Partial<Undrawn>): DrawnOperation {
    return new DrawnOperation(this, this.#draw, changes, this.#waitMs);
  }

  /** What its request is drawn from; undefined for one that was read from a file or written by hand. */
  get arbitrary(): fc.Arbitrary<OperationSpec> | undefined {
    return this.#draw?.arbitrary;
  }

  /** Its request, as fast-check drew it. */
  get request(): OperationSpec | undefined {
    return this.#draw?.value;
  }

  /** @returns the operation with another request */
  asking(draw: Draw): DrawnOperation {
    return DrawnOperation.of(this, draw, this.#waitMs);
  }

  /** Whether the search may choose how long its client waits: its request does not say it. */
  get mayWait(): boolean {
    return this.#draw !== undefined && this.#draw.value.afterMs === undefined;
  }

  /** How long the search lets the client wait before the request, in ms; undefined where the request itself says it. */
  get waitMs(): number | undefined {
    return this.mayWait ? this.#waitMs : undefined;
  }

  /** @returns the operation with another wait before the request, in ms; undefined for none */
  waiting(waitMs: number | undefined): DrawnOperation {
    return this.#draw === undefined ? this : DrawnOperation.of(this, this.#draw, waitMs);
  }

  /** @returns the operation with smaller requests, the smallest first */
  *smaller(): Generator<DrawnOperation> {
    if (this.#draw === undefined) return;
    const { arbitrary, value: drawn, context: how } = this.#draw;
    for (const { value, context } of arbitrary.shrink(drawn, how)) {
      yield DrawnOperation.of(this, { arbitrary, value, context }, this.#waitMs);
    }
  }
}

/** A plan whose operations can be shrunk. */
export interface DrawnPlan extends Plan {
  readonly operations: readonly DrawnOperation[];
}

/** @returns the plan as one that can be shrunk; operations that came as plain data keep their requests */
export function drawnPlan(plan: Plan): DrawnPlan {
  return {
    ...plan,
    operations: plan.operations.map((operation) =>
      operation instanceof DrawnOperation ? operation : new DrawnOperation(operation, undefined),
    ),
  };
}
