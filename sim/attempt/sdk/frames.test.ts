import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command, Header } from '../../journal/command.ts';
import type { JournalEntry } from '../../journal/entry.ts';
import type { Outcome } from '../../journal/outcome.ts';
import { jsonSerde } from '../serde.ts';
import { exclusive } from '../testing/handlers.ts';
import { TestProcess } from '../testing/small-server.ts';
import { FrameReader } from './frames.ts';
import type { Received } from './messages.ts';
import { openingOf } from './replayed.ts';
import { messageOf } from './written.ts';

describe('commands on the wire', () => {
  it('are read back unchanged, in any portions', () => {
    fc.assert(
      fc.property(fc.array(command(), { maxLength: 8 }), fc.nat(40), (commands, portion) => {
        expect(readBack(commands, portion + 1)).toEqual(commands);
      }),
      { seed: 42 },
    );
  });

  it('keep an empty key, and distinguish an empty value from none', () => {
    const commands: Command[] = [
      { type: 'GetEagerState', key: '', value: undefined },
      { type: 'GetEagerState', key: '', value: new Uint8Array() },
    ];
    expect(readBack(commands, 3)).toEqual(commands);
  });

  it('are refused when their type is unknown', () => {
    const bytes = new Uint8Array([0x07, 0xff, 0, 0, 0, 0, 0, 0]);
    expect(() => new FrameReader().read(bytes, () => {})).toThrow('unknown type 2047');
  });
});

/** Every opening begins with the input, which is left out of what is read back. */
function readBack(commands: readonly Command[], portion: number): (Command | undefined)[] {
  const input: Command = { type: 'Input', headers: [], value: new Uint8Array() };
  const journal = [input, ...commands].map((each): JournalEntry => ({
    kind: 'command',
    command: each,
    appendedAtMs: 0,
  }));
  const opening = openingOf({
    handler: exclusive(() => undefined),
    invocationId: 'inv_14GagNPEH2X66fEwACHYpswHIYb6jBeqjd',
    key: 'k',
    randomSeed: () => 2n ** 63n + 1n,
    journal,
    knownEntries: journal.length,
    state: new Map(),
    partialState: false,
    retriesSinceLastStoredEntry: 0,
    durationSinceLastStoredEntryMs: 0,
    protocolVersion: 7,
    process: new TestProcess(),
  });
  const reader = new FrameReader();
  const received: Received[] = [];
  for (let at = 0; at < opening.length; at += portion) {
    reader.read(opening.subarray(at, at + portion), (message) => void received.push(message));
  }
  return received.slice(2).map((message) => {
    const written = messageOf(message);
    return written?.type === 'command' ? written.command : undefined;
  });
}

function command(): fc.Arbitrary<Command> {
  const text = fc.string({ unit: 'grapheme', maxLength: 5 });
  const completion = fc.integer({ min: 1, max: 2 ** 32 - 1 });
  const bytes = fc.constantFrom(1, 'ü', null, undefined).map((value) => jsonSerde.serialize(value));
  const headers: fc.Arbitrary<Header[]> = fc.array(fc.record({ key: text, value: text }), { maxLength: 2 });
  const failure = fc.record({ code: fc.nat(65_535), message: text });
  const result: fc.Arbitrary<Outcome> = fc.oneof(
    bytes.map((ok) => ({ ok })),
    failure.map((each) => ({ failure: each })),
    fc
      .tuple(
        failure,
        headers.filter((each) => each.length > 0),
      )
      .map(([each, metadata]) => ({ failure: { ...each, metadata } })),
  );
  const millis = fc.maxSafeNat();
  const request = {
    service: text,
    handler: text,
    parameter: bytes,
    headers,
    name: text,
    invocationIdCompletion: completion,
  };
  const optional = { key: text.filter((key) => key !== ''), idempotencyKey: text, scope: text, limitKey: text };
  const maybe = fc.record(optional, { requiredKeys: [] });
  const maybeLater = fc.record({ invokeAtMs: millis.filter((ms) => ms > 0) }, { requiredKeys: [] });
  const of = <T extends Command['type']>(type: T): { type: fc.Arbitrary<T> } => ({ type: fc.constant(type) });
  return fc.oneof(
    fc.record({ ...of('Output'), result }),
    fc.record({ ...of('GetLazyState'), key: text, completion }),
    fc.record({ ...of('GetEagerState'), key: text, value: fc.option(bytes, { nil: undefined }) }),
    fc.record({ ...of('GetLazyStateKeys'), completion }),
    fc.record({ ...of('GetEagerStateKeys'), keys: fc.array(text) }),
    fc.record({ ...of('SetState'), key: text, value: bytes }),
    fc.record({ ...of('ClearState'), key: text }),
    fc.record(of('ClearAllState')),
    fc.record({ ...of('Sleep'), wakeUpMs: millis, name: text, completion }),
    fc
      .tuple(fc.record({ ...of('Call'), ...request, completion }), maybe)
      .map(([call, more]): Command => ({ ...call, ...more })),
    fc
      .tuple(fc.record({ ...of('OneWayCall'), ...request }), maybe, maybeLater)
      .map(([send, more, later]): Command => ({ ...send, ...more, ...later })),
    fc.record({ ...of('SendSignal'), target: text, signal: fc.record({ name: text }), result }),
    fc.constant<Command>({
      type: 'SendSignal',
      target: 'inv_2',
      signal: { index: 1 },
      result: { ok: new Uint8Array() },
    }),
    fc.record({ ...of('Run'), name: text, completion }),
    fc.record({ ...of('AttachInvocation'), target: text, completion }),
    fc.record({ ...of('CompleteAwakeable'), awakeableId: text, result }),
    fc.record({ ...of('GetPromise'), key: text, completion }),
    fc.record({ ...of('PeekPromise'), key: text, completion }),
    fc.record({ ...of('CompletePromise'), key: text, result, completion }),
  );
}
