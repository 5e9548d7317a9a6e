/**
 * What becomes of a way out of the simulated world. `refused`: it throws, and the verdict names the call, the line and the
 * remedy. `noticed`: it goes through, and the verdict or its advice names it. `harmless`: it changes nothing.
 */
export type Class = 'refused' | 'noticed' | 'harmless';

/** One way for a handler to leave the simulated world. */
export interface Row {
  /** As the table names it; code in backticks. */
  readonly way: string;
  /** The body of a handler with the parameter `ctx`. */
  readonly code: string;
  /** What the module does before its services are defined. */
  readonly module?: string;
  readonly class: Class;
  /** What the verdict says of it; of a harmless one, why it is. */
  readonly says: string;
  /** A process of its own, since what it leaves behind would reach the other rows. */
  readonly alone?: true;
}

/** A row that is refused. @param names what the sentence begins with: the call */
export function refused(way: string, code: string, names: string, more: Partial<Row> = {}): Row {
  return { way, code, class: 'refused', says: names, ...more };
}

/** A row that the verdict names. */
export function noticed(way: string, code: string, names: string, more: Partial<Row> = {}): Row {
  return { way, code, class: 'noticed', says: names, ...more };
}

/** A row that does no harm. @param why the reason, for the table */
export function harmless(way: string, code: string, why: string, more: Partial<Row> = {}): Row {
  return { way, code, class: 'harmless', says: why, ...more };
}
