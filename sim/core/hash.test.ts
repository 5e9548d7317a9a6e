import { describe, expect, it } from 'vitest';
import { Hash } from './hash.ts';

const MEGABYTE = 1_048_576;

function bytes(length: number, change?: number): Uint8Array {
  const made = Uint8Array.from({ length }, (_, index) => index & 0x7f);
  if (change !== undefined) made[change] = (made[change] ?? 0) ^ 1;
  return made;
}

const hashOf = (value: Uint8Array): string => new Hash().bytes(value).hex();

describe('the hash of a large value', () => {
  it('is the same for the same bytes, wherever they are in memory', () => {
    const copy = new Uint8Array(MEGABYTE + 5).subarray(1, MEGABYTE + 4);
    copy.set(bytes(MEGABYTE + 3));
    expect(hashOf(copy)).toBe(hashOf(bytes(MEGABYTE + 3)));
  });

  it('changes with each bit, at the start, inside and in a tail that fills no word', () => {
    const length = MEGABYTE + 3;
    const changed = [0, 77_777, MEGABYTE, length - 1].map((index) => hashOf(bytes(length, index)));
    expect(new Set([hashOf(bytes(length)), ...changed]).size).toBe(5);
  });

  it('changes with the length, and with what came before', () => {
    expect(hashOf(bytes(MEGABYTE))).not.toBe(hashOf(bytes(MEGABYTE + 1)));
    expect(new Hash().number(1).bytes(bytes(MEGABYTE)).hex()).not.toBe(hashOf(bytes(MEGABYTE)));
  });
});

it('the hash of a small value stays as it is stored in findings', () => {
  expect(hashOf(bytes(1_000))).toBe('38ffe31483d38ddf');
});
