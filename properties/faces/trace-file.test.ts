import * as restate from '@restatedev/restate-sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { Simulation } from '../../sim/simulation/simulation.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import { readTrace, writeTrace } from '../../sim/trace/file.ts';
import { traceHash } from '../../sim/trace/recorder.ts';
import { decodeUtf8 } from '../../sim/core/utf8.ts';

const greeter = restate.service({
  name: 'Greeter',
  handlers: { greet: (ctx: restate.Context, name: string): Promise<string> => ctx.run('greet', () => `hello ${name}`) },
});

const header = { scenario: 'greetings', seed: 1, versions: { node: '24' } };

describe('a trace file', () => {
  let events: readonly TraceEvent[] = [];
  beforeAll(async () => {
    await using sim = new Simulation({ services: [greeter] });
    await sim.client.service(greeter).greet('wörld');
    events = sim.trace;
  });

  it('gives back the events that were written, bytes as bytes', () => {
    const read = readTrace(writeTrace(header, events));
    expect(read.seed).toBe(1);
    expect(read.hash).toBe(traceHash(events));
    expect(read.events).toHaveLength(events.length);
    const answer = read.events.find((event) => event.type === 'answer');
    expect(answer?.type === 'answer' && decodeUtf8(answer.body)).toBe('"hello wörld"');
  });

  it('is the same text for the same run', () => {
    expect(writeTrace(header, events)).toBe(writeTrace(header, readTrace(writeTrace(header, events)).events));
  });

  it.each([
    ['hello', 'Line 1 of this trace is not JSON'],
    ['{}', 'its first line is no trace header'],
    ['{"format":"restate-sim trace","version":7}', 'format version 7'],
  ])('refuses %j in one sentence', (text, sentence) => {
    expect(() => readTrace(text)).toThrow(sentence);
  });

  it('notices that it was cut off, or changed', () => {
    const text = writeTrace(header, events);
    const lines = text.split('\n');
    expect(() => readTrace(lines.slice(0, -3).join('\n'))).toThrow('it was cut off');
    expect(() => readTrace(text.replace('"client":"test"', '"client":"other"'))).toThrow('it was changed');
  });
});
