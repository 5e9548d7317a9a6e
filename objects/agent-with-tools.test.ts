/**
 * Goal: whatever a model says is read as an answer, as tools that exist with arguments that fit, or as nonsense, and never
 * throws. Method: examples of each, and anything at all.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostCalls, prepared, readAnswer, tool, type Tools } from './agent-with-tools.ts';

const tools: Tools = {
  weather: tool({
    parse: (given) => {
      if (typeof given !== 'string') throw new Error('a place, as text');
      return given;
    },
    run: ({ arguments: place }) => Promise.resolve(`sun in ${place}`),
  }),
};

describe('what a model says', () => {
  it('is an answer when it is text', () => {
    expect(readAnswer('hello')).toEqual({ answer: 'hello' });
  });

  it.each([[null], [''], ['   '], [{}], [{ toolCalls: [] }], [{ toolCalls: 'weather' }], [42]])(
    'is nonsense: %j',
    (said) => {
      expect(readAnswer(said)).toHaveProperty('nonsense');
    },
  );

  it('is nonsense when it wants too many tools at once', () => {
    const toolCalls = Array.from({ length: mostCalls + 1 }, () => ({ name: 'weather', arguments: 'Rome' }));
    expect(readAnswer({ toolCalls })).toHaveProperty('nonsense');
  });

  it('can be read, and prepared, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (said, args) => {
        for (const read of [readAnswer(said), readAnswer({ toolCalls: [said, { name: said, arguments: args }] })])
          if ('calls' in read) for (const call of read.calls) expect(prepared(tools, call)).toBeDefined();
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});

describe('a tool that a model wants', () => {
  it('runs with the arguments that it has read', async () => {
    const ready = prepared(tools, { name: 'weather', arguments: 'Rome' });
    expect(typeof ready === 'function' ? await ready('key') : ready).toBe('sun in Rome');
  });

  it('does not run when it is unknown, or named after something that every object has', () => {
    expect(prepared(tools, { name: 'flights', arguments: {} })).toContain('there is no tool "flights"');
    expect(prepared(tools, { name: 'constructor', arguments: {} })).toContain('there is no tool "constructor"');
  });

  it('does not run when its arguments do not fit', () => {
    expect(prepared(tools, { name: 'weather', arguments: { place: 7 } })).toBe(
      'bad arguments for weather: a place, as text',
    );
  });
});
