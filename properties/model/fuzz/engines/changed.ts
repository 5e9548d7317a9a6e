import type { Expr, Op } from './program.ts';

/** What becomes of a node of a body; undefined where the change means nothing. */
export interface Change {
  readonly op?: (op: Op) => Op | undefined;
  readonly expr?: (expr: Expr) => Expr | undefined;
}

/**
 * Makes a change at one place of a body.
 * @param at which of the places where it means something, modulo their number
 * @returns undefined when it means nothing anywhere
 */
export function changed(body: readonly Op[], at: number, change: Change): readonly Op[] | undefined {
  const places = new Walk(change, undefined);
  places.body(body);
  return places.seen === 0 ? undefined : new Walk(change, at % places.seen).body(body);
}

/** Goes over a body in order, and makes the change at one place. */
class Walk {
  readonly #change: Change;
  readonly #at: number | undefined;
  /** Places so far where the change means something. */
  seen = 0;

  constructor(change: Change, at: number | undefined) {
    this.#change = change;
    this.#at = at;
  }

  body(ops: readonly Op[]): readonly Op[] {
    return ops.map((op) => this.#op(op));
  }

  #op(op: Op): Op {
    const here = this.#take(op, this.#change.op);
    if (op.do === 'branches') return { ...op, of: op.of.map((branch) => this.body(branch)) };
    return here.do === 'await' || here.do === 'let' ? { ...here, expr: this.#expr(here.expr) } : here;
  }

  #expr(expr: Expr): Expr {
    const here = this.#take(expr, this.#change.expr);
    switch (here.make) {
      case 'all':
      case 'race':
      case 'any':
      case 'allSettled':
        return { ...here, of: here.of.map((child) => this.#expr(child)) };
      case 'map':
      case 'orTimeout':
        return { ...here, of: this.#expr(here.of) };
      default:
        return here;
    }
  }

  #take<T>(node: T, change: ((node: T) => T | undefined) | undefined): T {
    const other = change?.(node);
    return other !== undefined && this.seen++ === this.#at ? other : node;
  }
}
