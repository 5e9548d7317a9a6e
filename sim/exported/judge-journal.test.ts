/** Goal: a journal of a real server says where new code goes on and where it does not. Method: recorded journals, changed code. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installAmbient, uninstallAmbient } from '../attempt/ambient.ts';
import { ENGINE_NAMES, loadEngine } from '../attempt/engines.ts';
import { readDefinitions } from '../attempt/read-definition.ts';
import { sdkOf } from '../attempt/sdk-shape.ts';
import type { ExportedJournal } from './exported-journal.ts';
import { judgeJournal, type JournalVerdict, type JudgeOptions } from './judge-journal.ts';
import { APPROVAL, approvals, ORDER, orders } from './testing/recorded.ts';

beforeAll(() => installAmbient());
afterAll(() => uninstallAmbient());

describe.each(ENGINE_NAMES)('a recorded journal on %s', (name) => {
  async function judged(
    journal: ExportedJournal,
    definition: unknown = orders(),
    options: Partial<JudgeOptions> = {},
  ): Promise<JournalVerdict | undefined> {
    const services = readDefinitions([definition], sdkOf([definition]));
    return judgeJournal(journal, { engine: await loadEngine(name), services, at: 'every', ...options });
  }

  it('goes on at each place before its result, on the code that wrote it', async () => {
    expect(await judged(ORDER)).toEqual({
      invocation: ORDER.invocation,
      handler: 'Order/place',
      isInFlight: false,
      rows: 11,
      prefixes: 10,
      verdict: { kind: 'goes on' },
      from: undefined,
      safeUpTo: 10,
    });
    expect(await judged(APPROVAL, approvals())).toMatchObject({ isInFlight: true, verdict: { kind: 'goes on' } });
  });

  it('diverges from where a step was inserted, with both sides and the line of the new one', async () => {
    const check = async (ctx: Parameters<NonNullable<Parameters<typeof orders>[0]>['check'] & object>[0]) =>
      ctx.run('check', () => true);
    expect(await judged(ORDER, orders({ check }))).toMatchObject({
      safeUpTo: 4,
      from: 5,
      verdict: {
        kind: 'diverges',
        entry: 3,
        field: 'command',
        recorded: 'sleep',
        replayed: expect.stringMatching(/^run/) as string,
        cause: 'a step was inserted here, or the step of the journal was replaced or renamed',
        line: expect.stringMatching(/judge-journal\.test\.ts:\d+$/) as string,
      },
    });
  });

  it('diverges where a step has another value or key', async () => {
    expect(await judged(APPROVAL, approvals('granted'))).toMatchObject({
      safeUpTo: 1,
      verdict: { kind: 'diverges', entry: 1, field: 'key', cause: 'the step has another key' },
    });
  });

  it('diverges where the code draws by itself what it stores, whatever has changed', async () => {
    const other = orders({
      // oxlint-disable-next-line no-restricted-properties -- the fault of the code under test
      result: () => String(Math.random()),
    });
    expect(await judged(ORDER, other, { at: 'end' })).toMatchObject({
      verdict: {
        kind: 'diverges',
        field: 'result',
        cause: expect.stringMatching(/^each attempt computes it again/) as string,
      },
    });
  });

  it('fails where the code cannot use what the journal holds', async () => {
    const result = (receipt: string): string => (receipt as unknown as { text: string }).text.toUpperCase();
    const found = await judged(ORDER, orders({ result }));
    expect(found).toMatchObject({
      safeUpTo: 9,
      verdict: { kind: 'fails', code: 500, line: expect.any(String) as string },
    });
  });

  it('compares the result only at its end', async () => {
    const other = orders({ result: () => 'another' });
    expect(await judged(ORDER, other)).toMatchObject({ verdict: { kind: 'goes on' } });
    expect(await judged(ORDER, other, { at: 'end' })).toMatchObject({ verdict: { kind: 'diverges', entry: 7 } });
    expect(await judged(ORDER, orders(), { at: 'end' })).toMatchObject({ prefixes: 1, verdict: { kind: 'goes on' } });
  });

  it('is left out by `now` when it has completed', async () => {
    expect(await judged(ORDER, orders(), { at: 'now' })).toBeUndefined();
    expect(await judged(APPROVAL, approvals('granted'), { at: 'now' })).toMatchObject({ prefixes: 1, from: 2 });
  });

  it('draws the numbers of `ctx.rand` that the server drew', async () => {
    const draws = async (ctx: {
      readonly rand: { uuidv4(): string };
      run: (name: string, x: () => string) => unknown;
    }) => {
      ctx.rand.uuidv4();
    };
    // With a draw before the recorded one, the closure of `mail` would come to another value; replayed, it does not run.
    expect(await judged(ORDER, orders({ check: draws }))).toMatchObject({ verdict: { kind: 'goes on' } });
  });

  it.each([
    ['the handler has another name', ORDER, orders({ handler: 'submit' }), { kind: 'gone', what: 'Order/place' }],
    ['the service is not there', ORDER, approvals(), { kind: 'unknown', why: 'the checkout does not bind Order' }],
    ['no row was kept', { ...ORDER, rows: [] }, orders(), { kind: 'unknown', why: expect.stringMatching(/retention/) }],
    [
      'it changed while it was read',
      { ...ORDER, torn: 'x' },
      orders(),
      { kind: 'unknown', why: expect.stringMatching(/moments/) },
    ],
    [
      'a row is of a newer server',
      { ...ORDER, rows: [...ORDER.rows.slice(0, 2), ['Command: Dream', 0, '']] as ExportedJournal['rows'] },
      orders(),
      { kind: 'unknown', why: 'row 2 (Command: Dream) is an entry that restate-sim does not know' },
    ],
    [
      'a row is damaged',
      { ...ORDER, rows: [['Command: Input', 0, 'ff']] as ExportedJournal['rows'] },
      orders(),
      { kind: 'unknown', why: 'row 0 (Command: Input) is no message of its type' },
    ],
  ] as const)('is not judged by a replay where %s', async (_, journal, definition, verdict) => {
    expect(await judged(journal, definition)).toMatchObject({ verdict });
  });

  it('is unknown where a value is redacted, and not another one', async () => {
    // The state "count" is 0 in place of 1.
    const rows = ORDER.rows.map((row, at) =>
      at === 7 ? ([row[0], row[1], row[2].replace(/31$/, '30')] as const) : row,
    );
    expect(await judged({ ...ORDER, rows }, orders(), { isRedacted: true })).toMatchObject({
      verdict: { kind: 'unknown', why: 'the value of entry 5 is redacted, and the code gives another one' },
    });
    expect(await judged({ ...ORDER, rows }, orders())).toMatchObject({ verdict: { kind: 'diverges', field: 'value' } });
  });

  it('is unknown where the code fails for want of state that the journal does not show', async () => {
    const check = async (ctx: { get: (name: string) => Promise<{ readonly n: number } | null> }) => {
      if ((await ctx.get('limits'))?.n === undefined) throw new Error('There are no limits.');
    };
    // The journal is cut before the sleep, so that the new read is behind it.
    const journal = { ...ORDER, rows: ORDER.rows.slice(0, 4) };
    expect(await judged(journal, orders({ check }))).toMatchObject({
      verdict: { kind: 'unknown', why: 'the state "limits" at its start is not in the journal' },
    });
    const withState = { ...journal, status: 'suspended', state: { limits: Buffer.from('{"n":1}').toString('hex') } };
    expect(await judged(withState, orders({ check }))).toMatchObject({ verdict: { kind: 'goes on' } });
  });
});
