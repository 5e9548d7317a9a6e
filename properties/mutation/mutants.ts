import { parseSync } from 'oxc-parser';
import { changesOf, type SyntaxNode } from './kinds.ts';

/** One change of one source file at one point. */
export interface Mutant {
  /** Path from the root of the repository, with slashes. */
  readonly file: string;
  /** The kind of change, in words. */
  readonly kind: string;
  /** Where the replaced text begins and ends, in characters. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** All mutants whose change replaces the same text. A sample takes at most one of them. */
export type Point = readonly Mutant[];

/**
 * @param file its path, for the mutants
 * @param text its TypeScript source
 * @returns the points of a source file at which it can be changed, in the order of the source
 */
export function pointsOf(file: string, text: string): readonly Point[] {
  const points = new Map<string, Mutant[]>();
  const visit = (node: SyntaxNode): void => {
    if (isLeftAlone(node)) return;
    if (isCallOf(node, 'CallExpression', 'known')) {
      for (const child of [...childrenOf(node)].slice(0, 2)) visit(child);
      return;
    }
    for (const { kind, start, end, replacement } of changesOf(node, text)) {
      const place = `${start}-${end}`;
      const mutants = points.get(place);
      const mutant = { file, kind, start, end, replacement };
      if (mutants === undefined) points.set(place, [mutant]);
      else mutants.push(mutant);
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(parseSync(file, text).program as unknown as SyntaxNode);
  return [...points.values()].toSorted((a, b) => (a[0]?.start ?? 0) - (b[0]?.start ?? 0));
}

/** @returns the source with the change in it */
export function mutated(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/**
 * Types have no effect at run time. Calls of `invariant`, what is thrown as a `SimulatorFault`, and the text behind a value
 * that is `known` are assertions of the simulator about itself: in code without a fault they never fail, so no test can notice
 * a change of them. They kill mutants, and are not mutated.
 */
function isLeftAlone(node: SyntaxNode): boolean {
  const { type } = node;
  if (type === 'ThrowStatement') return isCallOf(node['argument'], 'NewExpression', 'SimulatorFault');
  if (type === 'ImportDeclaration' || type === 'ExportAllDeclaration') return true;
  if (type === 'ExpressionStatement') return typeof node['directive'] === 'string' || isAssertion(node['expression']);
  return (type.startsWith('TS') && !VALUES.has(type)) || isAssertion(node);
}

/** Nodes of TypeScript that contain a value. */
const VALUES: ReadonlySet<string> = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

function isAssertion(value: unknown): boolean {
  return isCallOf(value, 'CallExpression', 'invariant');
}

function isCallOf(value: unknown, type: 'CallExpression' | 'NewExpression', name: string): value is SyntaxNode {
  if (!isNode(value) || value.type !== type) return false;
  const callee = value['callee'];
  return isNode(callee) && callee.type === 'Identifier' && callee['name'] === name;
}

function* childrenOf(node: SyntaxNode): Generator<SyntaxNode> {
  for (const [field, value] of Object.entries(node)) {
    // Names of properties are no values, unless they are computed.
    if ((field === 'key' || field === 'property') && node['computed'] !== true) continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield child;
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
