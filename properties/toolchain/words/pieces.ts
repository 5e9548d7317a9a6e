import { parseSync, Visitor } from 'oxc-parser';

/** A piece of a file that a reader reads: prose, or a name. */
export interface Piece {
  readonly kind: 'prose' | 'name';
  readonly text: string;
  /** Offset of the text in its file. */
  readonly at: number;
}

/** @returns the prose and the names of a file; of a page, a script or a configuration all of it is prose */
export function piecesOf(file: string, content: string): readonly Piece[] {
  return /\.tsx?$/.test(file) ? piecesOfSource(file, content) : [{ kind: 'prose', text: content, at: 0 }];
}

function piecesOfSource(file: string, content: string): readonly Piece[] {
  const { program, comments } = parseSync(file, content);
  const pieces: Piece[] = comments.map(({ value, start }) => ({ kind: 'prose', text: value, at: start + 2 }));
  const prose = (text: string, at: number): unknown => pieces.push({ kind: 'prose', text, at });
  const name = (text: string, at: number): unknown => pieces.push({ kind: 'name', text, at });
  new Visitor({
    Identifier: (node) => name(node.name, node.start),
    PrivateIdentifier: (node) => name(node.name, node.start),
    JSXIdentifier: (node) => name(node.name, node.start),
    JSXText: (node) => prose(node.value, node.start),
    Literal: (node) => typeof node.value === 'string' && prose(node.value, node.start),
    TemplateElement: (node) => prose(node.value.cooked ?? node.value.raw, node.start),
  }).visit(program);
  return pieces;
}

/** @returns the words of an identifier or a file name, in lower case: `toldAgain` -> told, again; `MAX_STEPS` -> max, steps */
export function partsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .map((part) => part.toLowerCase());
}
