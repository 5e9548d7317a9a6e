import { conflict, type Footprint } from '../../core/footprint.ts';

/** A step together with the choices made in it: the same step with a crash in it is another event. */
export interface Event {
  readonly name: string;
  /** The choices in it that were not quiet. */
  readonly picks: string;
  /** The number of choices in it, including quiet ones. */
  readonly points: number;
  readonly footprint: Footprint;
}

/** A choice within a step. */
export interface PickNode {
  readonly key: string;
  readonly options: number;
  chosen: number;
}

/** A state in which a step is chosen, with what has been explored from there. */
export interface StepNode {
  /** The steps that can be taken, in order; {@link TIME_NAME} last when time may pass. */
  readonly enabled: readonly string[];
  /** Events that need not be explored from here, because their successors are reached on another path. */
  readonly sleep: readonly Event[];
  /** Events explored from here. */
  readonly done: Event[];
  /** Steps whose every event is explored or asleep. */
  readonly finished: Set<string>;
  /** The chains that can continue, to count preemptions. */
  readonly chains: readonly string[];
  chosen: string;
  footprint: Footprint;
  readonly picks: PickNode[];
}

export const TIME_NAME = 'time';

/** @returns whether the order of two events cannot matter */
export function independent(a: Event, b: Event): boolean {
  return a.name !== b.name && !conflict(a.footprint, b.footprint);
}

/** @returns the event of the current choice at a node */
export function eventOf({ chosen, footprint, picks }: StepNode): Event {
  const options = picks.filter((pick) => pick.chosen !== 0).map(({ key, chosen: option }) => `${key}=${option}`);
  return { name: chosen, picks: options.join(' '), points: picks.length, footprint };
}
