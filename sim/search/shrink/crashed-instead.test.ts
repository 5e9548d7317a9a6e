/** Goal: a detour to a failed attempt becomes a plain crash where it failed. Method: small plans with what their runs showed. */
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../simulation/faults/plan.ts';
import { began, eventsOf, failed, set, stored, type Happenings } from '../../trace/testing/happenings.ts';
import { crash, operation, plan } from '../testing/plans.ts';
import { crashedInstead } from './crashed-instead.ts';

const shown = ({ operations, holds, choices, world }: Plan): string =>
  [
    ...operations.flatMap(({ id, troubles }) =>
      troubles.map((one) =>
        'entry' in one
          ? `${one.kind === 'crash' ? one.scope : one.kind} ${id}${one.path}#${one.attempt}@${one.entry}:${one.phase}`
          : one.kind,
      ),
    ),
    ...holds.map(({ before }) => before),
    ...Object.entries(choices).map(([key, option]) => `${key}=${option}`),
    ...world.map(({ kind }) => kind),
  ].join(' ');
const start = plan([operation('a', { troubles: [crash({ entry: 9 })] })], {
  holds: [{ before: 'a:x', until: 'rest' }],
  world: [{ kind: 'server restart', atMs: 1 }],
  choices: { 'time a:x': 1 },
});

it('has one lost connection of a first attempt, in each phase, and nothing else', () => {
  const events = eventsOf(stored('a', 1, set('x')), stored('a', 2, set('y')), failed('a', 'no'));
  expect([...crashedInstead(start, events)].map(shown)).toEqual([
    'connection a#1@2:inside',
    'connection a#1@2:before',
    'connection a#1@2:after',
  ]);
});

it('keeps the choices that are not about time, in a second round', () => {
  const events = eventsOf(stored('a', 2, set('x')), failed('a', 'no'));
  const chosen = { ...start, choices: { 'time a:x': 1, 'effect a#1:pay 0': 2 } };
  expect([...crashedInstead(chosen, events)].map(shown)).toEqual([
    'connection a#1@2:inside',
    'connection a#1@2:before',
    'connection a#1@2:after',
    'connection a#1@2:inside effect a#1:pay 0=2',
    'connection a#1@2:before effect a#1:pay 0=2',
    'connection a#1@2:after effect a#1:pay 0=2',
  ]);
});

describe('an attempt was lost', () => {
  const at = (...run: readonly Happenings[]): readonly string[] =>
    [...crashedInstead(start, eventsOf(...run))].map(shown).filter((one) => one.endsWith(':inside'));

  it('at the entry that it had reached last, also one that it had only started', () => {
    const run = { type: 'run started', invocation: 'a', attempt: 1, entry: 3, name: '', after: 'start' } as const;
    expect(at(stored('a', 1, set('x')), run, failed('a', 'no'))).toEqual(['connection a#1@3:inside']);
    expect(at(failed('a', 'no'))).toEqual([]);
    expect(at(stored('b', 1, set('x')), failed('a', 'no'))).toEqual([]);
  });

  it('where the next one starts, although none failed', () => {
    expect(at(stored('a', 1, set('x')), began('a', 2))).toEqual(['connection a#1@1:inside']);
    expect(at(stored('a', 1, set('x')), began('a', 1))).toEqual([]);
  });

  it('in several places, the last one first, each one time, and at most eight', () => {
    const lost = (entry: number): Happenings => [stored('a', entry, set('x')), failed('a', 'no')];
    expect(at(lost(1), lost(2), lost(1))).toEqual(['connection a#1@2:inside', 'connection a#1@1:inside']);
    const nine = at([1, 2, 3, 4, 5, 6, 7, 8, 9].map(lost));
    expect([nine.length, nine[0], nine.at(-1)]).toEqual([8, 'connection a#1@9:inside', 'connection a#1@2:inside']);
    expect(at(stored('a', 1, set('x')), stored('a/1', 5, set('x')), failed('a/1', 'no'), failed('a', 'no'))).toEqual([
      'connection a#1@1:inside',
      'connection a/1#1@5:inside',
    ]);
  });
});
