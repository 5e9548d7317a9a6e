/** Goal: text reaches a border through its one encoder only. Method: planted sources, and types that refuse plain text. */
import { expect, it } from 'vitest';
import type { Encoded } from '../../sim/core/encoded.ts';
import { standardError } from '../../sim/cli/standard-error.ts';
import { ownStdout } from '../../sim/cli/own-stdout.ts';
import { terminalText } from '../../sim/cli/shown.ts';
import { asTyped, shellWord } from '../../sim/report/shell.ts';
import { html } from '../../reports/html/escape.ts';
import { xml } from '../../reports/faces/xml.ts';
import { bordersCrossed } from './borders.ts';

it.each([
  ['sim/cli/print.ts', 'out.write(`${name}` as Encoded<"terminal">);', 'makes text encoded by `as`'],
  ['reports/faces/junit.ts', "const raw = encoderFor<'xml'>((text) => text);", 'declares an encoder'],
  ['sim/cli/list.ts', 'process.stdout.write(name);', 'writes to a standard stream'],
  ['sim/report/measure.ts', 'writeSync(2, text);', 'writes to a standard stream'],
])('refuses in %s: %s', (file, text, words) => {
  expect(bordersCrossed(file, text)).toEqual([expect.stringContaining(words)]);
});

it.each([
  ['sim/report/shell.ts', "encoderFor<'shell'>((text) => text)"],
  ['sim/cli/print.ts', 'terminal.out(name)'],
  ['sim/cli/print.test.ts', 'process.stdout.write(name)'],
])('accepts in %s: %s', (file, text) => {
  expect(bordersCrossed(file, text)).toEqual([]);
});

it('is held by types: the compiler refuses plain text, and text that was encoded for another border', () => {
  const name: string = 'a';
  const refused: readonly (() => unknown)[] = [
    // @ts-expect-error -- plain text
    () => standardError.write(name),
    // @ts-expect-error -- plain text
    () => ownStdout().write(name),
    // @ts-expect-error -- plain text in a template
    () => xml.markup`<a b="${name}"/>`,
    // @ts-expect-error -- text for HTML in XML
    () => xml.markup`<a b="${html(name)}"/>`,
    // @ts-expect-error -- plain text in a command
    () => asTyped.markup`npx restate-sim replay ${name}`,
    // @ts-expect-error -- a text of the terminal is no word of a shell
    (): Encoded<'shell'> => terminalText(name),
    // @ts-expect-error -- parts that are not encoded
    () => html.joined([name]),
  ];
  expect(refused).toHaveLength(7);
  expect(asTyped.markup`run ${shellWord('a b')} ${7}`).toBe('run "a b" 7');
});
