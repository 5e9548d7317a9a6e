import type { RunResult } from '../../simulation/run/run-plan.ts';

/**
 * What makes two findings the same one: the invariant, the handler it broke in and the kind of breach, whatever the
 * keys and ids were.
 */
export interface Fault {
  readonly invariant: string;
  readonly handler: string | undefined;
  readonly kind: string | undefined;
}

/** A fault with the message of one run. */
export interface ShownFault extends Fault {
  readonly message: string;
  /** Sequence numbers of the events that show it. */
  readonly events: readonly number[];
}

/** @returns the faults that a run shows */
export function faultsOf(result: Pick<RunResult, 'invariants'>): ShownFault[] {
  return result.invariants.flatMap(({ name, breach }) =>
    breach === undefined
      ? []
      : [
          {
            invariant: name,
            handler: breach.handler,
            kind: breach.kind,
            message: breach.message,
            events: breach.events,
          },
        ],
  );
}

/** @returns the same string for the same fault */
export function faultName({ invariant, handler, kind }: Fault): string {
  return [invariant, handler ?? '', kind ?? ''].join(' | ');
}

/** @returns whether a run shows a fault */
export function shows(result: RunResult, fault: Fault): boolean {
  return faultsOf(result).some((found) => faultName(found) === faultName(fault));
}
