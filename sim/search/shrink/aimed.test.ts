/** Goal: a crash of many becomes a lost connection of one. Method: a runner whose runs are written down by hand. */
import { describe, expect, it } from 'vitest';
import { parsePoint } from '../../core/address.ts';
import type { Plan, Trouble } from '../../simulation/faults/plan.ts';
import type { JournalPoint } from '../../simulation/faults/planned-troubles.ts';
import type { Happening } from '../../trace/event.ts';
import { began, eventsOf, failed, type Happenings } from '../../trace/testing/happenings.ts';
import { FakeRunner } from '../testing/fake-runner.ts';
import { crash, operation, plan } from '../testing/plans.ts';
import { aimed } from './aimed.ts';

const point = (address: string): JournalPoint => {
  const parts = parsePoint(address);
  if (parts === undefined) throw new Error(`Not a point: ${address}`);
  return { ...parts, service: 'S', handler: 'h' };
};
const injected = (at: string, invocation?: string): Happening => ({
  type: 'trouble',
  trouble: 'process',
  point: at,
  invocation,
  attempt: 1,
});
const zombie = (invocation: string, attempt = 1): Happening => ({ type: 'zombie', invocation, attempt, why: 'x' });
const shown = ({ operations, world }: Plan): string =>
  [
    ...operations.flatMap(({ id, troubles }) =>
      troubles.map((one) =>
        'entry' in one
          ? `${one.kind === 'crash' ? one.scope : one.kind} ${id}${one.path}#${one.attempt}@${one.entry}:${one.phase}`
          : one.kind,
      ),
    ),
    ...world.map(({ kind }) => kind),
  ].join(' ');

/** Proposals for a plan whose run reaches some points and shows some events, and which reaches more points without its trouble. */
async function proposals(
  start: ReturnType<typeof plan>,
  events: readonly Happenings[],
  points: readonly string[],
  more: readonly string[],
): Promise<readonly string[]> {
  const runner = new FakeRunner((run) =>
    run === start
      ? { events: eventsOf(...events), points: points.map(point) }
      : { points: [...points, ...more].map(point) },
  );
  const found: string[] = [];
  for await (const one of aimed(runner, start)) found.push(shown(one));
  return found;
}

const dying = plan([
  operation('a', { troubles: [crash({ scope: 'process', entry: 2, phase: 'after' })] }),
  operation('b'),
]);
const at = 'a#1@2:after';

describe('the death of a process', () => {
  it('becomes a lost connection of an attempt that it hit, at the next point of it', async () => {
    const events = [injected(at, 'a'), failed('a', 'x'), failed('b', 'x')];
    expect(await proposals(dying, events, ['a#1@1:before', 'b#1@1:before'], ['b#1@1:after', 'b#1@2:before'])).toEqual([
      'connection b#1@1:after',
    ]);
    expect(await proposals(dying, [injected(at, 'a'), zombie('b', 2)], [], ['b#1@1:after', 'b#2@1:before'])).toEqual([
      'connection b#2@1:before',
    ]);
  });

  it('is tried for each attempt that it hit', async () => {
    const events = [injected(at, 'a'), failed('b', 'x'), failed('b/1', 'x')];
    expect(await proposals(dying, events, [], ['b#1@1:after', 'b/1#1@3:before'])).toEqual([
      'connection b#1@1:after',
      'connection b/1#1@3:before',
    ]);
  });

  it('has hit only what fails before anything else moves', async () => {
    const more = ['b#1@1:after'];
    expect(await proposals(dying, [injected(at, 'a'), began('c'), failed('b', 'x')], [], more)).toEqual([]);
    expect(
      await proposals(dying, [injected(at, 'a'), { type: 'time', fromMs: 0, toMs: 1 }, failed('b', 'x')], [], more),
    ).toEqual([]);
    expect(await proposals(dying, [failed('b', 'x')], [], more)).toEqual([]);
    expect(await proposals(dying, [injected('a#1@3:after', 'a'), failed('b', 'x')], [], more)).toEqual([]);
    expect(await proposals(dying, [injected(at, 'a'), injected('x', 'c'), failed('b', 'x')], [], more)).toEqual([]);
    expect(await proposals(dying, [injected(at, 'a'), failed('b', 'x')], more, [])).toEqual([]);
  });

  it('leaves the other troubles of the plan', async () => {
    const two: readonly Trouble[] = [crash({ scope: 'process', entry: 2, phase: 'after' }), { kind: 'abandon' }];
    const start = plan([operation('a', { troubles: two }), operation('b')]);
    expect(await proposals(start, [injected(at, 'a'), failed('b', 'x')], [], ['b#1@1:after'])).toEqual([
      'abandon connection b#1@1:after',
    ]);
  });
});

describe('a trouble of the world', () => {
  const restart = plan('ab', { world: [{ kind: 'server restart', atMs: 5 }] });

  it('becomes a lost connection of an attempt that it ended', async () => {
    const events = [injected('server restart'), failed('a', 'x'), zombie('b')];
    expect(await proposals(restart, events, ['a#1@1:before'], ['a#1@1:after', 'b#1@2:before'])).toEqual([
      'connection a#1@1:after',
      'connection b#1@2:before',
    ]);
    expect(await proposals(restart, [injected(at, 'a'), failed('b', 'x')], [], ['b#1@1:after'])).toEqual([]);
  });

  it('is none where it is a jump of the clock', async () => {
    const jump = plan('ab', { world: [{ kind: 'clock jump', atMs: 5, byMs: 1 }] });
    expect(await proposals(jump, [injected('clock jump'), failed('a', 'x')], [], ['a#1@1:after'])).toEqual([]);
  });
});

it('a lost connection, a cancel, or a client that gives up hit one attempt alone', async () => {
  const troubles: readonly Trouble[] = [
    crash({ entry: 2, phase: 'after' }),
    { ...crash({ entry: 2, phase: 'after' }), kind: 'cancel' },
    { kind: 'abandon' },
  ];
  const start = plan([operation('a', { troubles }), operation('b')], {
    holds: [{ before: 'a:x', until: 'b:x' }],
    choices: { 'jitter a#1': 1 },
  });
  expect(await proposals(start, [injected(at, 'a'), failed('b', 'x')], [], ['b#1@1:after'])).toEqual([]);
});
