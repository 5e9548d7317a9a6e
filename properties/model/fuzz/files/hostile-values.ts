import type { Dice } from '../../../../sim/core/random.ts';

/** A number that JSON can say and `JSON.stringify` cannot, or a nesting that no recursion survives: replaced in the text. */
export const rawJson = (text: string): string => `@@RAW:${text}@@`;

/** Code that would leave a trace if anything evaluated it. */
export const EVALUATED = 'fuzzedFileWasEvaluated';

const CODE = [
  `globalThis.${EVALUATED} = true`,
  `(() => { globalThis.${EVALUATED} = true; })()`,
  `\${globalThis.${EVALUATED} = true}`,
  `');globalThis.${EVALUATED}=true;('`,
  `$(touch ${EVALUATED})`,
  `\`touch ${EVALUATED}\``,
  `"; touch ${EVALUATED} #`,
  `javascript:${EVALUATED}=1`,
  `</script><script>${EVALUATED}=1</script>`,
  `<img src=x onerror=${EVALUATED}=1>`,
];

/** What a terminal, a CI runner or a reader would be misled by. */
const SHOWN = [
  '\u001B[2J\u001B[31mOWNED',
  '\u001B]0;title\u0007',
  '\u001B]52;c;aGk=\u0007',
  '\u009B31m',
  'a\r\nb',
  '\n::error::injected',
  '\n::stop-commands::x',
  '##[add-mask]x',
  '\u0000',
  '\u007F\b\b\b',
  'a\tb',
  '\u202Egnp.exe',
  '\u2066x\u2069',
  '\u200B',
  '\uFEFF',
  '\u2028\u2029',
  '\uFFFE\uFFFF',
  'e\u0301'.repeat(50),
  '\u{1F468}\u200D\u{1F469}',
  '\u{10FFFF}',
];

const HALVES = ['\uD800', '\uDC00x', 'a\uD83D', '\uDC00\uD800'];

const NUMBERS_IN_WORDS = ['NaN', '-Infinity', '1e999', '0x10', '-0', ' 12 ', '9007199254740993', ''];

const PATHS = [
  '..',
  '../../outside.json',
  '/dev/zero',
  '/proc/self/environ',
  '//x/y',
  String.raw`C:\x`,
  '~/x',
  'file:///etc/x',
  '.',
  '%2e%2e/',
];

/** Names of what every object has. */
export const INHERITED: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
  'valueOf',
  'length',
];

/** Names of the world and of plans, so that references lead somewhere, often to the wrong place. */
const KNOWN = [
  'purses',
  'Purse',
  'Shop',
  'pay',
  'buy',
  'balance',
  'ann',
  'a',
  'b',
  'c',
  'c0',
  'rest',
  'call',
  'send',
  'crash',
  'cancel',
  'kill',
  'pause',
  'clear state',
  'a#1:start',
  'a#2:start',
  'b/2#1:start',
  'a:request',
  'a+',
  'time a#1:start',
  'before',
  'inside',
  'after',
  '/1',
  '/2/3',
  'process',
  'connection',
  'pct',
  'pos',
  'surw',
  'delays',
  'clock jump',
  'Purse/pay',
  'Shop/buy',
  'anything',
];

const NUMBERS: readonly (number | string)[] = [
  0,
  -1,
  1,
  2,
  0.5,
  -0.5,
  255,
  256,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  1e10,
  1e12,
  8.64e15,
  1e15,
  2 ** 53 - 1,
  -(2 ** 53 - 1),
  2 ** 53,
  1e21,
  1e308,
  5e-324,
  ...['1e999', '-1e999', '-0', '1E+2', '123456789012345678901234567890', '0.1e-7'].map(rawJson),
];

/** @returns a text that something could take amiss */
export function hostileText(die: Dice): string {
  const rarely = die.below(100);
  if (rarely === 0) return 'x'.repeat(200_000);
  if (rarely < 3) return pick(die, ['é', '\u001B[1m', '"', '\\', '<', '\uD800']).repeat(5_000);
  return pick(die, pick(die, [CODE, SHOWN, SHOWN, HALVES, NUMBERS_IN_WORDS, PATHS, INHERITED, KNOWN, KNOWN, KNOWN]));
}

/** @returns a value of any type, often one at a limit */
export function hostileValue(die: Dice): unknown {
  const which = die.below(20);
  if (which < 6) return pick(die, NUMBERS);
  if (which < 12) return hostileText(die);
  if (which < 15) return pick(die, [null, true, false, [], {}, [[]], [null], [{}], { kind: 'crash' }]);
  if (which === 15) return rawJson(deep(die));
  if (which === 16) return Array.from({ length: pick(die, [3, 100, 3_000]) }, () => 0);
  if (which === 17) return ownField({}, pick(die, INHERITED), { polluted: true });
  if (which === 18) return rawJson('{"a":1,"a":2}');
  return [hostileText(die), pick(die, NUMBERS)];
}

function deep(die: Dice): string {
  const levels = pick(die, [50, 1_000, 5_000, 20_000, 100_000]);
  return die.below(2) === 0
    ? `${'['.repeat(levels)}${']'.repeat(levels)}`
    : `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
}

export function pick<T>(die: Dice, items: readonly T[]): T {
  return items[die.below(items.length)] as T;
}

/** Sets a field whatever it is called: `__proto__` becomes one too. */
export function ownField<T extends object>(of: T, name: string, value: unknown): T {
  return Object.defineProperty(of, name, { value, enumerable: true, configurable: true, writable: true });
}
