import { conflict, type Footprint } from '../../core/footprint.ts';

/** A step together with the choices that were made in it: the same step with a crash in it is another event. */
export interface Event {
  readonly name: string;
  /** The choices in it that were not quiet. */
  readonly picks: string;
  /** How many choices there were in it, quiet ones included. */
  readonly points: number;
  readonly footprint: Footprint;
}

/** A choice within a step. */
export interface PickNode {
  readonly key: string;
  readonly options: number;
  chosen: number;
}

/** A moment at which a step is chosen, with what has been explored from there. */
export interface StepNode {
  /** What can move, in line; {@link TIME_NAME} last when time may pass. */
  readonly enabled: readonly string[];
  /** Events that need not be explored from here: what they lead to is reached another way. */
  readonly sleep: readonly Event[];
  /** Events explored from here. */
  readonly done: Event[];
  /** Steps whose every event is explored or asleep. */
  readonly finished: Set<string>;
  /** The chain that moved last, for counting preemptions; and those that could move on. */
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

/** The event that a node's present choice is. */
export function eventOf({ chosen, footprint, picks }: StepNode): Event {
  const told = picks.filter((pick) => pick.chosen !== 0).map(({ key, chosen: option }) => `${key}=${option}`);
  return { name: chosen, picks: told.join(' '), points: picks.length, footprint };
}
