import type { Place } from './guide-lines.ts';

/** What became of a line of the guide when it was put to the test. */
export type Judgement = 'true' | 'needs a condition' | 'false';

/** A test, or a case of one, by its file and a text of its title that stands there. */
export interface Evidence {
  readonly file: string;
  readonly title: string;
}

export interface Row {
  readonly line: string;
  readonly judgement: Judgement;
  /** What to know: why it is so, or under which condition. */
  readonly says: string;
  readonly shownBy: readonly [Evidence, ...Evidence[]];
}

/** Rows by the place of their lines. */
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
