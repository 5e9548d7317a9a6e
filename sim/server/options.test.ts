import { expect, it } from 'vitest';
import { DEFAULT_SERVER, serverOptionsFrom, type ServerOptions } from './options.ts';

it('options that are not given are the defaults', () => {
  expect(serverOptionsFrom({ protocolVersion: 7 })).toEqual({ ...DEFAULT_SERVER, protocolVersion: 7 });
  expect(serverOptionsFrom({ inactivityTimeoutMs: Infinity, eagerStateBytes: 0 }).inactivityTimeoutMs).toBe(Infinity);
});

it('a version brings its defaults, which other options may replace', () => {
  expect(serverOptionsFrom()).toMatchObject({ version: '1.7', protocolVersion: 6, uniqueRandomSeeds: false });
  expect(serverOptionsFrom({ version: '1.8' })).toMatchObject({ protocolVersion: 7, uniqueRandomSeeds: true });
  expect(serverOptionsFrom({ version: '1.8', protocolVersion: 6 })).toMatchObject({
    version: '1.8',
    protocolVersion: 6,
  });
});

it.each<[keyof ServerOptions, unknown, string]>([
  ['cleanupIntervalMs', 0, 'a number above 0'],
  ['eagerStateBytes', -1, 'a number from 0 up'],
  ['inactivityTimeoutMs', Number.NaN, 'a number from 0 up'],
  ['protocolVersion', 5, '6 or 7'],
  ['disableRetries', 'yes', 'true or false'],
  ['version', '1.9', '1.7 or 1.8'],
])('no server has %s %o', (name, value, expected) => {
  expect(() => serverOptionsFrom({ [name]: value })).toThrow(
    `The server option "${name}" is ${String(value)}; give ${expected}.`,
  );
});

it('an unknown option is refused, and the known ones are named', () => {
  expect(() => serverOptionsFrom({ retries: false } as object)).toThrow(
    'There is no server option "retries"; they are version, eagerStateBytes, cleanupIntervalMs, protocolVersion,',
  );
});
