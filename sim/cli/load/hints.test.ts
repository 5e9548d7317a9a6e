/** Goal: hints with a mistake are refused in a sentence that names the field. Method: typical mistakes. */
import { describe, expect, it } from 'vitest';
import { hintsIn } from './hints.ts';

describe('hints', () => {
  it.each([
    [null, 'an object with examples, keys, stubs, http or effects'],
    [['ann'], 'an object with examples, keys, stubs, http or effects'],
    [{ stub: { mail: 1 } }, 'it has no "stub"; there are examples, keys, stubs, http, effects'],
    [{ http: ['GET https://a.example'] }, 'http is an object'],
    [{ effects: { bank: 1 } }, 'effects is an object of what'],
    [{ keys: { Wallet: ['ann'] } }, 'keys is a list of at least one text'],
    [{ keys: [] }, 'keys is a list of at least one text'],
    [{ keys: [7] }, 'keys is a list of at least one text'],
    [{ examples: ['ann'] }, 'examples is an object with a list of inputs for each handler'],
    [{ examples: { 'Greeter/greet': 'Ann' } }, 'examples is an object with a list of inputs for each handler'],
    [{ stubs: ['post mail'] }, 'stubs is an object'],
  ])('such as %j are refused', (found, says) => {
    expect(() => hintsIn('my.hints.json', found)).toThrow(`The hints in my.hints.json cannot be used: ${says}`);
  });

  it('are taken as they are when they are right', () => {
    const right = {
      keys: ['ann'],
      examples: { 'Greeter/greet': ['Ann', null], 'Greeter/leave': [] },
      stubs: { mail: 1 },
    };
    expect(hintsIn('my.hints.json', right)).toBe(right);
  });
});
