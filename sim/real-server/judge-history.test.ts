/** Goal: what journals show is judged as a run is, and what they do not show is said. Method: small histories by hand. */
import * as restate from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import { readDefinitions } from '../attempt/read-definition.ts';
import { sdkOf } from '../attempt/sdk-shape.ts';
import type { Invariant, StateView } from '../checks/invariant.ts';
import { responsesAgree } from '../checks/responses-agree.ts';
import { encodeUtf8 } from '../core/utf8.ts';
import type { Command } from '../journal/command.ts';
import type { EventType, TraceEvent } from '../trace/event.ts';
import type { StoredInvocation } from './journals.ts';
import { judgeHistory } from './judge-history.ts';

const counter = restate.object({ name: 'Counter', handlers: { add: async (_ctx: restate.ObjectContext) => 1 } });
const services = readDefinitions([counter], sdkOf([counter]));
const json = (value: unknown): Uint8Array => encodeUtf8(JSON.stringify(value));

/** An invocation that has read and set the state "n". */
function invocation(id: string, atMs: number, sets: number, more: Partial<StoredInvocation> = {}): StoredInvocation {
  const commands: readonly Command[] = [
    { type: 'Input', headers: [], value: json(sets) },
    { type: 'SetState', key: 'n', value: json(sets) },
    { type: 'Output', result: { ok: json(sets) } },
  ];
  return {
    id,
    target: { service: 'Counter', key: 'a', handler: 'add' },
    by: undefined,
    status: 'completed',
    createdAtMs: atMs,
    completedAtMs: atMs + 5,
    failure: undefined,
    hasSucceeded: true,
    journal: commands.map((command, at) => ({ kind: 'command', command, appendedAtMs: atMs + at })),
    ...more,
  };
}

const inFlight = { status: 'suspended', completedAtMs: undefined, hasSucceeded: false } as const;

/** Judges each event of a type. */
function watching(type: EventType, holds: (event: TraceEvent, view: StateView) => boolean): Invariant {
  return {
    name: type,
    watch: (view) => {
      let judged = 0;
      return {
        sees: new Set([type]),
        see: (event) => {
          judged++;
          return holds(event, view) ? undefined : { message: 'It does not.', events: [event.seq] };
        },
        exercised: () => judged,
      };
    },
  };
}

const judged = (invocations: readonly StoredInvocation[], ...invariants: readonly Invariant[]) =>
  judgeHistory(invocations, services, invariants);
const both = [invocation('inv_1b', 100, 2), invocation('inv_1a', 10, 1)];

it('shows invocations, entries and results in the order in which they happened, with requests and responses', () => {
  const seen: string[] = [];
  const all: Invariant = {
    name: 'all',
    watch: () => ({
      see: (event) =>
        void seen.push(`${event.seq} ${event.type} ${'invocation' in event ? event.invocation : ''}`.trim()),
      exercised: () => 1,
    }),
  };
  judged(both, all);
  const of = (id: string, from: number): readonly string[] => [
    `${from} operation`,
    `${from + 1} invocation created ${id}`,
    `${from + 2} appended ${id}`,
    `${from + 3} appended ${id}`,
    `${from + 4} completed ${id}`,
    `${from + 5} answer`,
  ];
  expect(seen).toEqual([...of('inv_1a', 0), ...of('inv_1b', 6)]);
});

it('says which invocations broke an invariant, and how often it had something to judge', () => {
  const small = watching(
    'appended',
    (event) => event.type !== 'appended' || event.command.type !== 'SetState' || event.command.value.length === 0,
  );
  expect(judged(both, small)).toEqual([
    { name: 'appended', verdict: 'broken', exercised: 1, why: 'It does not.', invocations: ['inv_1a'] },
  ]);
  const answers = responsesAgree(
    'answers are inputs',
    (all) => all.every(({ input, output }) => input === output) || 'no',
  );
  expect(judged(both, answers)).toEqual([{ name: 'answers are inputs', verdict: 'held', exercised: 1 }]);
});

it('shows the state that was read and written, and is undecided about any other', () => {
  const state = (name: string, value: unknown) =>
    watching('completed', (_, view) => view.state('Counter', 'a', name) === value);
  expect(judged([invocation('inv_1a', 10, 1)], state('n', 1))).toMatchObject([{ verdict: 'held' }]);
  expect(judged([invocation('inv_1a', 10, 1)], state('m', undefined))).toMatchObject([
    { verdict: 'undecided', why: 'the state "m" of Counter/a is not in the journals' },
  ]);
  const read: Command = { type: 'GetEagerState', key: 'm', value: json('x') };
  const reading = invocation('inv_1a', 10, 1);
  const rows = reading.journal.toSpliced(1, 0, { kind: 'command', command: read, appendedAtMs: 10 });
  expect(judged([{ ...reading, journal: rows }], state('m', 'x'))).toMatchObject([{ verdict: 'held' }]);
});

it.each<readonly [string, readonly StoredInvocation[], Invariant, object]>([
  [
    'an invocation is in flight, and nothing is broken so far',
    [invocation('inv_1a', 10, 1, inFlight)],
    watching('appended', () => true),
    { verdict: 'undecided', why: '1 of the invocations is in flight' },
  ],
  [
    'a caller is not there',
    [invocation('inv_1a', 10, 1, { by: 'inv_1x' })],
    watching('appended', () => false),
    {
      verdict: 'undecided',
      why: 'It does not. But the journals lack inv_1x, which one of them has called or was called by.',
    },
  ],
  [
    'the invariant looks at effects',
    both,
    watching('effect happened', () => true),
    { verdict: 'not judged', why: 'it looks at what no journal shows' },
  ],
  ['there was nothing to judge', both, watching('killed', () => true), { verdict: 'not exercised' }],
])('is not "held" where %s', (_, invocations, invariant, verdict) => {
  expect(judged(invocations, invariant)).toMatchObject([verdict]);
});

it('is broken whatever is still in flight', () => {
  const invocations = [invocation('inv_1a', 10, 1, inFlight)];
  expect(
    judged(
      invocations,
      watching('appended', () => false),
    ),
  ).toMatchObject([{ verdict: 'broken' }]);
});
