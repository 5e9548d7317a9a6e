/** A node of the syntax tree of oxc-parser, which has the form of ESTree with types. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** A text that replaces a part of the source. */
interface Change {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

type Changes = (node: SyntaxNode, text: string) => readonly Change[];

/** @returns each way to change this node; what is inside it is not considered */
export function changesOf(node: SyntaxNode, text: string): readonly Change[] {
  return KINDS[node.type]?.(node, text) ?? [];
}

/** Each operator, and what replaces it. */
const OPERATORS: Readonly<Record<string, readonly [kind: string, replacement: string]>> = {
  '<': ['boundary of a comparison', '<='],
  '<=': ['boundary of a comparison', '<'],
  '>': ['boundary of a comparison', '>='],
  '>=': ['boundary of a comparison', '>'],
  '===': ['comparison inverted', '!=='],
  '!==': ['comparison inverted', '==='],
  '&&': ['&& and || swapped', '||'],
  '||': ['&& and || swapped', '&&'],
  '+': ['arithmetic operator swapped', '-'],
  '-': ['arithmetic operator swapped', '+'],
  '*': ['arithmetic operator swapped', '/'],
  '/': ['arithmetic operator swapped', '*'],
  '%': ['arithmetic operator swapped', '*'],
  '+=': ['arithmetic operator swapped', '-='],
  '-=': ['arithmetic operator swapped', '+='],
  '++': ['arithmetic operator swapped', '--'],
  '--': ['arithmetic operator swapped', '++'],
};

/** Each method, and the one that replaces it. */
const METHODS: Readonly<Record<string, string>> = {
  min: 'max',
  max: 'min',
  some: 'every',
  every: 'some',
  floor: 'ceil',
  ceil: 'floor',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  push: 'unshift',
  unshift: 'push',
  shift: 'pop',
  pop: 'shift',
  indexOf: 'lastIndexOf',
  find: 'findLast',
  findLast: 'find',
};

/** Methods that return what they are called on, or nearly: without the call everything stays as it was. */
const LEFT_OUT: ReadonlySet<string> = new Set(
  'filter slice toSorted toReversed sort reverse trim trimEnd toLowerCase toUpperCase concat'.split(' '),
);

const KINDS: Readonly<Record<string, Changes>> = {
  BinaryExpression: operator,
  LogicalExpression: (node, text) => (node['operator'] === '??' ? defaultAlone(node, text) : operator(node, text)),
  AssignmentExpression: operator,
  UpdateExpression: updateOperator,
  UnaryExpression: negation,
  IfStatement: (node, text) => condition(field(node, 'test'), text),
  ConditionalExpression: (node, text) => condition(field(node, 'test'), text),
  WhileStatement: (node) => [replaced('condition never true', field(node, 'test'), 'false')],
  ExpressionStatement: (node) => [replaced('statement left out', node, ';')],
  ThrowStatement: (node) => [replaced('statement left out', node, ';')],
  ContinueStatement: (node) => [replaced('statement left out', node, ';')],
  BreakStatement: (node) => [replaced('statement left out', node, ';')],
  ReturnStatement: returned,
  ArrowFunctionExpression: (node) =>
    field(node, 'body').type === 'BlockStatement' || isFalse(field(node, 'body'))
      ? []
      : [replaced('nothing returned', field(node, 'body'), '(undefined as never)')],
  Literal: literal,
  TemplateLiteral: (node) => [replaced('text emptied', node, '``')],
  ArrayExpression: (node) => (list(node, 'elements').length === 0 ? [] : [replaced('list emptied', node, '[]')]),
  ObjectExpression: (node) => list(node, 'properties').flatMap((one) => spread(one)),
  AwaitExpression: (node, text) => [replaced('await left out', node, textOf(field(node, 'argument'), text))],
  CallExpression: call,
};

function operator(node: SyntaxNode, text: string): readonly Change[] {
  const sign = String(node['operator']);
  const [kind, replacement] = OPERATORS[sign] ?? [];
  if (kind === undefined || replacement === undefined) return [];
  const [left, right] = [field(node, 'left'), field(node, 'right')];
  // Texts cannot be subtracted.
  if (sign === '+' && (isText(left) || isText(right))) return [];
  const start = left.end + text.slice(left.end, right.start).indexOf(sign);
  return [{ kind, start, end: start + sign.length, replacement }];
}

function defaultAlone(node: SyntaxNode, text: string): readonly Change[] {
  return [replaced('default always used', node, `(${textOf(field(node, 'right'), text)})`)];
}

function updateOperator(node: SyntaxNode): readonly Change[] {
  const sign = String(node['operator']);
  const [kind, replacement] = OPERATORS[sign] ?? [];
  if (kind === undefined || replacement === undefined) return [];
  const start = node['prefix'] === true ? node.start : node.end - sign.length;
  return [{ kind, start, end: start + sign.length, replacement }];
}

function negation(node: SyntaxNode, text: string): readonly Change[] {
  return node['operator'] === '!' ? [replaced('negation left out', node, textOf(field(node, 'argument'), text))] : [];
}

function condition(test: SyntaxNode, text: string): readonly Change[] {
  return [
    replaced('condition negated', test, `!(${textOf(test, text)})`),
    replaced('condition always true', test, 'true'),
    replaced('condition never true', test, 'false'),
  ];
}

function returned(node: SyntaxNode): readonly Change[] {
  const argument = node['argument'];
  // `false` for nothing is noticed by no caller that asks for a boolean.
  if (isUndefined(argument) || isFalse(argument)) return [];
  return argument === null
    ? [replaced('statement left out', node, ';')]
    : [replaced('nothing returned', argument as SyntaxNode, '(undefined as never)')];
}

function literal(node: SyntaxNode): readonly Change[] {
  const { value } = node;
  switch (typeof value) {
    case 'boolean':
      return [replaced('true and false swapped', node, String(!value))];
    case 'number':
      return [replaced('number one higher', node, String(value + 1))];
    case 'string':
      return [value === '' ? replaced('text where there was none', node, "'?'") : replaced('text emptied', node, "''")];
    default:
      return [];
  }
}

function spread(property: SyntaxNode): readonly Change[] {
  return property.type === 'SpreadElement' ? [replaced('fields left out', property, '...{}')] : [];
}

function call(node: SyntaxNode, text: string): readonly Change[] {
  const callee = field(node, 'callee');
  const inputs = list(node, 'arguments');
  const last = inputs.at(-1);
  const before = inputs.at(-2);
  const changes: Change[] = [];
  if (last !== undefined) {
    // With the comma that may follow it.
    const end = node.end - 1;
    changes.push({ kind: 'argument left out', start: before?.end ?? last.start, end, replacement: '' });
  }
  if (callee.type !== 'MemberExpression' || callee['computed'] === true) return changes;
  const property = field(callee, 'property');
  const method = String(property['name']);
  const other = METHODS[method];
  if (other !== undefined) changes.push(replaced('method swapped', property, other));
  if (LEFT_OUT.has(method)) changes.push(replaced('method left out', node, textOf(field(callee, 'object'), text)));
  return changes;
}

function replaced(kind: string, { start, end }: SyntaxNode, replacement: string): Change {
  return { kind, start, end, replacement };
}

function isUndefined(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'name' in value && value.name === 'undefined';
}

function isFalse(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'value' in value && value.value === false;
}

function isText(node: SyntaxNode): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node['value'] === 'string');
}

function textOf({ start, end }: SyntaxNode, text: string): string {
  return text.slice(start, end);
}

function field(node: SyntaxNode, name: string): SyntaxNode {
  return node[name] as SyntaxNode;
}

function list(node: SyntaxNode, name: string): readonly SyntaxNode[] {
  return node[name] as readonly SyntaxNode[];
}
