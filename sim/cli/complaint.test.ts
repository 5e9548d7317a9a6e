import { expect, it } from 'vitest';
import { complaint } from './complaint.ts';

const text = 'bank.ts neither exports nor serves a service: export what restate.service() returns, or serve it.';

it('a message is one line where the output is not a terminal', () => {
  expect(complaint(text, false)).toBe(`restate-sim: ${text}\n`);
});

it('and is wrapped on a terminal', () => {
  const lines = complaint(text, true).trimEnd().split('\n');
  expect(lines.every((line) => line.length <= 80)).toBe(true);
  expect(lines.join(' ')).toBe(`restate-sim: ${text}`);
});

it('a name of a file does not reach the terminal as it is, and ends no line', () => {
  expect(complaint('There is no file a\u001B[2J\n::error::b\u202E.', false)).toBe(
    'restate-sim: There is no file a␛[2J␊::error::b⟨U+202E⟩.\n',
  );
});

it('leaves the middle of a long message out, and no half of a character', () => {
  const line = complaint(`f.json has "${'\u{1F600}'.repeat(5_000)}"; name another file.`, false);
  expect(line.length).toBeLessThan(800);
  expect(line).toMatch(/^restate-sim: f\.json has .* \[…\] .*; name another file\.\n$/);
  expect(line).not.toMatch(/\p{Cs}/u);
});
