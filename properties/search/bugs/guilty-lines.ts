import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** Where a bug is planted. */
export interface Guilty {
  /** `ambient-branch.ts` */
  readonly file: string;
  /** Lines of the smallest statements in which the broken twin differs from the fixed one, from 1. */
  readonly lines: ReadonlySet<number>;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** @returns where each bug of the corpus is planted, by its name: where the code asks whether it is the fixed twin */
export function guiltyLines(): ReadonlyMap<string, Guilty> {
  const found = new Map<string, Guilty>();
  for (const file of globSync('*.ts', { cwd: join(import.meta.dirname, 'bugs') }).toSorted()) {
    const text = readFileSync(join(import.meta.dirname, 'bugs', file), 'utf8');
    const name = /\bbug(?:<[^>]*>)?\(\s*(['"])(.*?)\1/s.exec(text)?.[2];
    if (name === undefined) continue;
    const lines = new Set<number>();
    const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
    visit(parseSync(file, text).program, undefined, text, (statement) => {
      for (let line = lineOf(statement.start); line <= lineOf(statement.end); line++) lines.add(line);
    });
    found.set(name, { file, lines });
  }
  return found;
}

/** A statement of a handler, and not the declaration of a whole service. */
const STATEMENT =
  /^(ExpressionStatement|VariableDeclaration|ReturnStatement|IfStatement|ThrowStatement|TryStatement|ForStatement|WhileStatement|ForOfStatement)$/;
const BRANCHES = /^(IfStatement|ConditionalExpression|LogicalExpression)$/;

function visit(node: Node, statement: Node | undefined, text: string, found: (statement: Node) => void): void {
  const own =
    STATEMENT.test(node.type) && !/=> *\n? *restate\./.test(text.slice(node.start, node.end)) ? node : statement;
  if (BRANCHES.test(node.type) && /\bisFixed\b/.test(conditionOf(node, text))) {
    found(node.type === 'IfStatement' ? node : (own ?? node));
  }
  for (const value of Object.values(node) as unknown[]) {
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof each === 'object' && each !== null && 'type' in each && 'start' in each)
        visit(each as Node, own, text, found);
    }
  }
}

function conditionOf(node: Node, text: string): string {
  const part = ('test' in node ? node.test : 'left' in node ? node.left : undefined) as Node | undefined;
  return part === undefined ? '' : text.slice(part.start, part.end);
}
