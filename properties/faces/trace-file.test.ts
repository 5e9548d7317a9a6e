import * as restate from '@restatedev/restate-sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { Simulation } from '../../sim/simulation/simulation.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import { eventsIn, writeTrace } from '../../sim/trace/file.ts';
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
    const read = eventsIn(writeTrace(header, events));
    expect(read).toHaveLength(events.length);
    const answer = read.find((event) => event.type === 'answer');
    expect(answer?.type === 'answer' && decodeUtf8(answer.body)).toBe('"hello wörld"');
  });

  it('is the same text for the same run', () => {
    expect(writeTrace(header, events)).toBe(writeTrace(header, eventsIn(writeTrace(header, events))));
  });

  it('begins with what it is, of which run, and the hash of its events', () => {
    expect(JSON.parse(writeTrace(header, events).split('\n')[0] ?? '')).toEqual({
      format: 'restate-sim trace',
      version: 1,
      ...header,
      hash: traceHash(events),
      events: events.length,
    });
  });
});
