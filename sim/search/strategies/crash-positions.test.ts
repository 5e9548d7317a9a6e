/** Goal: crashes are enumerated, those of a new kind first, and injected where they were seen. Method: points by hand. */
import { describe, expect, it } from 'vitest';
import { parsePoint } from '../../core/address.ts';
import type { JournalPoint } from '../../simulation/faults/planned-troubles.ts';
import { FakeRunner } from '../testing/fake-runner.ts';
import { crash, operation, plan } from '../testing/plans.ts';
import { crashedAt, crashedLike, crashKinds, crashLater, crashPositions } from './crash-positions.ts';

const point = (address: string, handler = 'bump'): JournalPoint => {
  const parts = parsePoint(address);
  if (parts === undefined) throw new Error(`Not a point: ${address}`);
  return { ...parts, service: 'Tiny', handler };
};
const POINTS = ['a#1@0:after', 'b#1@0:after', 'a#1@1:before', 'a#2@1:before', 'a#1@1:after'].map((address) =>
  point(address),
);
const runner = (): FakeRunner => new FakeRunner(() => ({ points: POINTS }));
const start = plan('ab', { strategy: { name: 'pct', dice: 1, troubles: 1 } });
const shown = ({
  point: { invocation, attempt, entry, phase },
  scope,
}: {
  point: JournalPoint;
  scope: string;
}): string => `${scope} ${invocation}#${attempt}@${entry}:${phase}`;

describe('positions', () => {
  it('are each point of a quiet run, one of each kind first, deaths of the process before lost connections', async () => {
    const of = runner();
    expect((await crashPositions(of, start)).map(shown)).toEqual([
      'process a#1@0:after',
      'process a#1@1:before',
      'process a#2@1:before',
      'process a#1@1:after',
      'connection a#1@0:after',
      'connection a#1@1:before',
      'connection a#2@1:before',
      'connection a#1@1:after',
      'process b#1@0:after',
      'connection b#1@0:after',
    ]);
    expect(of.plans.map(({ strategy }) => strategy)).toEqual([undefined]);
  });

  it('of another handler or service are of another kind', async () => {
    const of = new FakeRunner(() => ({
      points: [point('a#1@0:after'), point('b#1@0:after', 'drop'), { ...point('c#1@0:after'), service: 'Other' }],
    }));
    expect(await crashKinds(of, start)).toHaveLength(3);
    expect(await crashKinds(runner(), start)).toHaveLength(4);
  });

  it('for a second crash come after the first one', async () => {
    const later = await crashLater(runner(), start, { point: point('a#1@1:before'), scope: 'connection' });
    expect(later.map(shown)).toEqual([
      'process a#2@1:before',
      'process a#1@1:after',
      'connection a#2@1:before',
      'connection a#1@1:after',
    ]);
    expect(await crashLater(runner(), start, { point: point('z#1@9:before'), scope: 'connection' })).toHaveLength(10);
  });
});

describe('a crash', () => {
  it('is a trouble of its operation', () => {
    const two = plan([operation('a', { troubles: [{ kind: 'abandon' }] }), operation('b')]);
    const at = { point: point('a/2#3@4:inside'), scope: 'process' } as const;
    expect(crashedAt(two, at).operations.map(({ troubles }) => troubles)).toEqual([
      [{ kind: 'abandon' }, crash({ scope: 'process', path: '/2', attempt: 3, entry: 4, phase: 'inside' })],
      [],
    ]);
    expect(crashedAt(two, { ...at, scope: 'cancel' }).operations[0]?.troubles[1]).toEqual({
      kind: 'cancel',
      path: '/2',
      attempt: 3,
      entry: 4,
      phase: 'inside',
    });
  });

  it('is a choice where its invocation belongs to no operation', () => {
    const choices = (scope: 'connection' | 'process' | 'cancel'): unknown =>
      crashedAt(plan('a', { choices: { 'jitter a': 1 } }), { point: point('setup1#1@2:after'), scope }).choices;
    expect(choices('connection')).toEqual({ 'jitter a': 1, 'trouble setup1#1@2:after': 1 });
    expect(choices('process')).toEqual({ 'jitter a': 1, 'trouble setup1#1@2:after': 2 });
    expect(choices('cancel')).toEqual({ 'jitter a': 1, 'trouble setup1#1@2:after': 1 });
  });

  it('is injected into another plan at a request to the same handler', () => {
    const seenIn = plan([operation('x', { handler: 'drop' }), operation('y')]);
    const other = plan([operation('a', { handler: 'drop' }), operation('b', { service: 'Other' }), operation('c')]);
    const at = { point: point('y/2#1@3:after'), scope: 'connection' } as const;
    expect(crashedLike(other, seenIn, at).operations.map(({ troubles }) => troubles.length)).toEqual([0, 0, 1]);
    expect(crashedLike(other, seenIn, at).operations[2]?.troubles).toEqual([
      crash({ path: '/2', entry: 3, phase: 'after' }),
    ]);
    const none = plan([operation('a', { service: 'Other' })]);
    expect(crashedLike(none, seenIn, at)).toEqual(crashedAt(seenIn, at));
    const setUp = { point: point('setup1#1@1:after'), scope: 'connection' } as const;
    expect(crashedLike(none, seenIn, setUp)).toEqual(crashedAt(none, setUp));
  });
});
