import { describe, expect, it } from 'vitest';
import { dice, KeyedRandom } from './random.ts';

describe('keyed random values', () => {
  it('depend on seed, purpose and address, and not on earlier calls', () => {
    const random = new KeyedRandom(7);
    const value = random.unit('ambient', 'a#1/0');
    random.unit('ambient', 'other code');
    expect(random.unit('ambient', 'a#1/0')).toBe(value);
    expect(random.unit('rand', 'a#1/0')).not.toBe(value);
    expect(random.unit('ambient', 'a#1/1')).not.toBe(value);
    expect(new KeyedRandom(8).unit('ambient', 'a#1/0')).not.toBe(value);
  });

  it('differ for seeds that differ only above 32 bits', () => {
    expect(new KeyedRandom(1).unit('x', 'y')).not.toBe(new KeyedRandom(1 + 2 ** 32).unit('x', 'y'));
  });

  it('are evenly distributed', () => {
    const random = new KeyedRandom(1);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 10_000; i++) {
      const tenth = Math.floor(random.unit('spread', `${i}`) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('give ten thousand addresses different ids', () => {
    const random = new KeyedRandom(1);
    const names = new Set(Array.from({ length: 10_000 }, (_, index) => random.id('id', `${index}`, 33)));
    expect(names.size).toBe(10_000);
    for (const name of names) expect(name).toMatch(/^[0-9a-z]{33}$/);
  });

  it('give ten thousand addresses different digits, each of the 62 about as often, the first below its bound', () => {
    const random = new KeyedRandom(1);
    const names = Array.from({ length: 10_000 }, (_, index) => random.base62('id', `${index}`, 22, 7));
    expect(new Set(names).size).toBe(10_000);
    const seen = new Map<string, number>();
    for (const name of names) {
      expect(name).toMatch(/^[0-6][0-9a-zA-Z]{21}$/);
      for (const digit of name.slice(1).split('')) seen.set(digit, (seen.get(digit) ?? 0) + 1);
    }
    expect(seen.size).toBe(62);
    for (const count of seen.values()) expect(Math.abs(count - (21 * 10_000) / 62)).toBeLessThan(300);
  });
});

describe('dice', () => {
  it('are the same for the same seed and purpose, and differ for another purpose', () => {
    const rolls = (purpose: string): number[] => {
      const die = dice(42, purpose);
      return Array.from({ length: 20 }, () => die.below(6));
    };
    expect(rolls('step')).toEqual(rolls('step'));
    expect(rolls('step')).not.toEqual(rolls('trouble'));
  });
});
