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
