import { expect, it } from 'vitest';
import { shown } from './shown.ts';
import { paint, type Terminal } from './terminal.ts';

const colored = { color: true } as Terminal;
const hostile = 'a\u001B]52;c;aGk=\u0007\u001B[8mb\u0000\u202E\u009B\uD800';
const harmless = 'a␛]52;c;aGk=␇␛[8mb␀⟨U+202E⟩⟨U+009B⟩⟨U+D800⟩';

it.each([false, true])('no terminal obeys what a line says, with colours: %s', (color) => {
  expect(shown(hostile, color)).toBe(harmless);
});

it('keeps our own colours where there are colours, and no others', () => {
  const line = paint(colored, 'red', hostile);
  expect(shown(line, true)).toBe(paint(colored, 'red', harmless));
  expect(shown(line, false)).not.toContain('\u001B');
});

it('keeps the ends of lines', () => {
  expect(shown('a\n  b', true)).toBe('a\n  b');
});
