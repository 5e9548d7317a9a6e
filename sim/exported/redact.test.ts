/** Goal: nothing of a user is left in what is redacted, and what a replay compares stays. Method: each kind of row with a secret. */
import { describe, expect, it } from 'vitest';
import { bytesOfBody } from '../attempt/sdk/frames.ts';
import { entryOf } from '../attempt/sdk/stored.ts';
import { encodeUtf8 } from '../core/utf8.ts';
import type { ExportedJournal, JournalRow } from './exported-journal.ts';
import { Redaction } from './redact.ts';
import { ORDER } from './testing/recorded.ts';

const SECRET = 'ann@example.org';
const value = { content: encodeUtf8(JSON.stringify({ email: SECRET, n: 7, is: true, list: [SECRET, null] })) };
const failure = { code: 500, message: SECRET, metadata: [{ key: 'who', value: SECRET }] };
const headers = [{ key: 'authorization', value: SECRET }];
const call = {
  serviceName: 'S',
  handlerName: 'h',
  parameter: value.content,
  headers,
  key: SECRET,
  idempotencyKey: SECRET,
};

const BODIES: readonly (readonly [type: string, body: object])[] = [
  ['Command: Input', { headers, value }],
  ['Command: Output', { value }],
  ['Command: Output', { failure }],
  ['Command: SetState', { key: encodeUtf8('profile'), value }],
  ['Command: GetEagerState', { key: encodeUtf8('profile'), value }],
  ['Command: Call', call],
  ['Command: OneWayCall', call],
  ['Command: SendSignal', { targetInvocationId: 'inv_1', idx: 17, value }],
  ['Command: CompletePromise', { key: 'ok', value }],
  ['Command: CompleteAwakeable', { awakeableId: 'sign_1', failure }],
  ['Command: Run', { name: 'charge', resultCompletionId: 1 }],
  ['Notification: Run', { completionId: 1, value }],
  ['Notification: Run', { completionId: 1, failure }],
  ['Notification: Signal', { signalId: 17, value: { content: encodeUtf8(SECRET) } }],
];

const rows = BODIES.map(([type, body]): JournalRow => {
  const message = type.startsWith('Notification') ? 'Notification' : type.slice('Command: '.length);
  return [type, 1, Buffer.from(bytesOfBody(message, body)).toString('hex')];
});
const journal: ExportedJournal = {
  ...ORDER,
  target: { ...ORDER.target, key: SECRET },
  idempotencyKey: SECRET,
  rows,
  state: { profile: Buffer.from(value.content).toString('hex') },
};
const bytesIn = (one: ExportedJournal): string =>
  [...one.rows.map(([, , raw]) => raw), ...Object.values(one.state ?? {})]
    .map((hex) => Buffer.from(hex, 'hex').toString('latin1'))
    .join('\n') + JSON.stringify({ ...one, rows: [], state: {} });

describe('redaction of everything', () => {
  const redacted = new Redaction('all').of(journal);

  it('leaves nothing of a user', () => {
    expect(bytesIn(journal)).toContain(SECRET);
    expect(bytesIn(redacted)).not.toContain(SECRET);
    expect(bytesIn(redacted)).toContain('{"email":"xxxxxxxxxxxxxxx","n":0,"is":false,"list":["xxxxxxxxxxxxxxx",null]}');
  });

  it('keeps what a replay compares: types, names, states, promises and completions', () => {
    const entries = redacted.rows.map(([entry_type, appendedAtMs, raw]) => entryOf({ entry_type, appendedAtMs, raw }));
    const commands = entries.flatMap((entry) => (entry.kind === 'command' ? [entry.command] : []));
    expect(commands).toMatchObject([
      { type: 'Input', headers: [{ key: 'authorization', value: 'xxxxxxxxxxxxxxx' }] },
      { type: 'Output' },
      { type: 'Output', result: { failure: { code: 500 } } },
      { type: 'SetState', key: 'profile' },
      { type: 'GetEagerState', key: 'profile' },
      { type: 'Call', service: 'S', handler: 'h', key: 'key 1' },
      { type: 'OneWayCall', key: 'key 1' },
      { type: 'SendSignal' },
      { type: 'CompletePromise', key: 'ok' },
      { type: 'CompleteAwakeable' },
      { type: 'Run', name: 'charge', completion: 1 },
    ]);
    expect(entries.at(-1)).toMatchObject({ notification: { type: 'signal', signal: { index: 17 } } });
  });

  it('numbers keys, the same one alike', () => {
    expect([redacted.target.key, redacted.idempotencyKey]).toEqual(['key 1', 'key 1']);
  });

  it('leaves nothing of a row whose type is not known', () => {
    const odd: ExportedJournal = { ...journal, rows: [['Command: Dream', 1, Buffer.from(SECRET).toString('hex')]] };
    expect(new Redaction('all').of(odd).rows).toEqual([['Command: Dream', 1, '']]);
  });
});

it('redaction of named fields hides these at any depth, and nothing else', () => {
  const text = bytesIn(new Redaction(['email']).of(journal));
  expect(text).toContain(`{"email":"xxxxxxxxxxxxxxx","n":7,"is":true,"list":["${SECRET}",null]}`);
  expect(bytesIn(new Redaction(['profile', 'authorization']).of({ ...journal, rows: rows.slice(0, 1) }))).not.toContain(
    `authorization\u0012\u000f${SECRET}`,
  );
});

it('of nothing changes nothing', () => {
  expect(new Redaction('nothing').of(journal)).toBe(journal);
});
