import type { Place } from './guide-lines.ts';

/** The judgement of a line of the guide, by tests. */
export type Judgement = 'true' | 'needs a condition' | 'false';

/** A test, or a case of one: its file and a part of its title. */
export interface Evidence {
  readonly file: string;
  readonly title: string;
}

export interface Row {
  readonly line: string;
  readonly judgement: Judgement;
  /** Why it is so, or under which condition. */
  readonly says: string;
  readonly shownBy: readonly [Evidence, ...Evidence[]];
}

/** Rows by section. */
export type Rows = { readonly [P in Place]?: readonly Row[] };

export function holds(line: string, says: string, ...shownBy: Row['shownBy']): Row {
  return { line, judgement: 'true', says, shownBy };
}

export function conditional(line: string, says: string, ...shownBy: Row['shownBy']): Row {
  return { line, judgement: 'needs a condition', says, shownBy };
}

export function wrong(line: string, says: string, ...shownBy: Row['shownBy']): Row {
  return { line, judgement: 'false', says, shownBy };
}

/** A file, from the root of the project, and the title of a test in it. */
export function test(file: string, title: string): Evidence {
  return { file, title };
}
