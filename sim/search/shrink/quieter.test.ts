/** Goal: each proposal is simpler in one respect. Method: small plans, and all that is proposed for them. */
import { describe, expect, it } from 'vitest';
import type { Plan, Trouble, WorldTrouble } from '../../simulation/faults/plan.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import { crash, drawnOperation, operation, plan } from '../testing/plans.ts';
import { quieter } from './quieter.ts';

/** Already plain in all but what a test adds: one client, names in order, seed 0. */
const of = (...ids: readonly string[]): ReturnType<typeof operation>[] =>
  ids.map((id) => operation(id, { client: 'client 1' }));
const proposals = (start: DrawnPlan): readonly DrawnPlan[] => [...quieter(start)];

it('proposes nothing for a plain plan', () => {
  expect(proposals(plan(of('a', 'b')))).toEqual([]);
});

it('keeps modules loaded', () => {
  expect(proposals(plan(of('a'), { renews: true }))).toEqual([plan(of('a'))]);
  expect(proposals(plan(of('a'), { renews: false }))).toEqual([]);
});

describe('waits', () => {
  const waiting = (...waits: readonly (number | undefined)[]): DrawnPlan =>
    plan(
      waits.map((waitMs, index) =>
        drawnOperation('abc'[index] ?? '', undefined, undefined, waitMs).with({ client: 'client 1' }),
      ),
    );
  const shown = (plans: readonly Plan[]): readonly string[] =>
    plans.map(({ operations }) => operations.map(({ id, afterMs }) => `${id} ${afterMs ?? ''}`.trim()).join(', '));

  it('become shorter: none, round ones, and ever nearer ones', () => {
    expect(shown(proposals(waiting(25)))).toEqual(['a', 'a 1', 'a 10', 'a 13', 'a 19', 'a 22', 'a 24']);
    expect(shown(proposals(waiting(10)))).toEqual(['a', 'a 1', 'a 5', 'a 8', 'a 9']);
    expect(shown(proposals(waiting(1)))).toEqual(['a']);
    expect(shown(proposals(waiting(undefined)))).toEqual([]);
  });

  it('are passed on to the next request of the client where one is left out', () => {
    expect(shown(proposals(waiting(1, undefined)))).toEqual(['b 1', 'a, b']);
    expect(shown(proposals(waiting(1, 2))).slice(0, 1)).toEqual(['b 3']);
    expect(shown(proposals(waiting(1, undefined, undefined))).slice(0, 1)).toEqual(['b 1, c']);
    const [first, second] = waiting(1, undefined).operations;
    if (first === undefined || second === undefined) throw new Error('There are two.');
    const others = plan([first, second.with({ client: 'client 2' })]);
    expect(shown(proposals(others))[0]).toBe('a, b');
    const said = drawnOperation('b', undefined, { kind: 'call', service: 'Tiny', handler: 'bump', afterMs: 5 }).with({
      client: 'client 1',
    });
    expect(shown(proposals(plan([first, said])))).toEqual(['a, b 5']);
  });
});

describe('clients', () => {
  const clients = (...names: readonly number[]): DrawnPlan =>
    plan(names.map((name, index) => operation('abc'[index] ?? '', { client: `client ${name}` })));
  const shown = (start: DrawnPlan): readonly string[] =>
    proposals(start).map(({ operations }) => operations.map(({ client }) => client.slice('client '.length)).join(''));

  it('become one, and then fewer, one operation at a time', () => {
    expect(shown(clients(1, 2))).toEqual(['11', '11']);
    expect(shown(clients(1, 2, 3))).toEqual(['111', '113', '121', '122']);
    expect(shown(clients(1, 2, 2))).toEqual(['111', '112', '121']);
    expect(shown(clients(1, 2, 1))).toEqual(['111', '111']);
    expect(shown(clients(1, 1))).toEqual([]);
  });

  it('have plain names', () => {
    expect(shown(clients(3, 3))).toEqual(['11']);
    expect(shown(clients(1, 3))).toEqual(['11', '11', '12']);
    expect(shown(clients(2, 1)).at(-1)).toBe('12');
  });
});

describe('troubles', () => {
  const shown = (...troubles: readonly Trouble[]): readonly unknown[] =>
    proposals(plan([operation('a', { client: 'client 1', troubles })])).map(({ operations }) =>
      operations.map((one) => one.troubles),
    );
  const suspend: Trouble = { kind: 'suspend', path: '', attempt: 1, entry: 1, phase: 'before' };

  it('become milder: a suspension, then a lost connection, then the death of a process', () => {
    expect(shown(crash({ scope: 'process' }))).toEqual([[[suspend]], [[crash()]]]);
    expect(shown(crash())).toEqual([[[suspend]]]);
    expect(shown(suspend)).toEqual([]);
    expect(shown({ ...suspend, kind: 'cancel' }, { kind: 'abandon' })).toEqual([]);
    expect(shown({ kind: 'abandon' }, crash())).toEqual([[[{ kind: 'abandon' }, suspend]]]);
  });

  it('a repeated request becomes one of another client', () => {
    const start = plan(
      [
        operation('a', { client: 'client 1', troubles: [{ kind: 'abandon' }, { kind: 'duplicate' }] }),
        operation('b', { client: 'client 1' }),
      ],
      { holds: [{ before: 'a+:request', until: 'a:request' }], choices: { 'latency a+#1:x 0': 1 } },
    );
    const [first] = proposals(start);
    expect(first).toEqual(
      plan(
        [
          operation('a', { client: 'client 1', troubles: [{ kind: 'abandon' }] }),
          operation('c', { client: 'client 1+' }),
          operation('b', { client: 'client 1' }),
        ],
        { holds: [{ before: 'c:request', until: 'a:request' }], choices: { 'latency c#1:x 0': 1 } },
      ),
    );
    const taken = plan([operation('b', { client: 'client 1', troubles: [{ kind: 'duplicate' }] })]);
    expect(proposals(taken)[0]?.operations.map(({ id }) => id)).toEqual(['b', 'c']);
    const free = plan([
      operation('a', { client: 'client 1', troubles: [{ kind: 'duplicate' }] }),
      operation('c', { client: 'client 1' }),
    ]);
    expect(proposals(free)[0]?.operations.map(({ id }) => id)).toEqual(['a', 'd', 'c']);
  });
});

it('choices become each smaller option that is not the quiet one', () => {
  const shown = proposals(plan(of('a'), { choices: { 'jitter a#1': 3, 'skew x': 1 } })).map(({ choices }) => choices);
  expect(shown).toEqual([
    { 'jitter a#1': 1, 'skew x': 1 },
    { 'jitter a#1': 2, 'skew x': 1 },
  ]);
});

describe('the world', () => {
  const shown = (...world: readonly WorldTrouble[]): readonly WorldTrouble[][] =>
    proposals(plan(of('a'), { world })).map((one) => [...one.world]);
  const restart = (atMs: number): WorldTrouble => ({ kind: 'server restart', atMs });

  it('has its troubles sooner', () => {
    expect(shown(restart(8))).toEqual([[restart(0)], [restart(4)], [restart(6)], [restart(7)]]);
    expect(shown(restart(1))).toEqual([[restart(0)]]);
    expect(shown(restart(0))).toEqual([]);
    expect(shown(restart(0), restart(1))).toEqual([[restart(0), restart(0)]]);
  });

  it('has smaller jumps of the clock', () => {
    const jump = (byMs: number): WorldTrouble => ({ kind: 'clock jump', atMs: 0, byMs });
    expect(shown(jump(9))).toEqual([[jump(1)], [jump(-1)], [jump(4)]]);
    expect(shown(jump(-9))).toEqual([[jump(1)], [jump(-1)], [jump(-4)]]);
    expect(shown(jump(1))).toEqual([]);
    expect(shown(jump(-1))).toEqual([]);
    expect(shown(jump(2))).toEqual([[jump(1)], [jump(-1)], [jump(1)]]);
  });
});

describe('names', () => {
  it('are a, b, c, in holds and choices too', () => {
    const start = plan(of('b', 'x'), {
      holds: [{ before: 'b:request', until: 'x#1:start' }],
      choices: { 'jitter x#1': 1 },
    });
    expect(proposals(start).at(-1)).toEqual(
      plan(of('a', 'b'), { holds: [{ before: 'a:request', until: 'b#1:start' }], choices: { 'jitter b#1': 1 } }),
    );
  });

  it('and the seed is 0', () => {
    expect(proposals(plan(of('a'), { seed: 7 }))).toEqual([plan(of('a'))]);
  });
});

it('the largest changes come first', () => {
  const start = plan(
    [
      drawnOperation('x', undefined, undefined, 1).with({ client: 'client 2', troubles: [crash()] }),
      drawnOperation('y').with({ client: 'client 3' }),
    ],
    { renews: true, choices: { 'jitter x#1': 2 }, world: [{ kind: 'server restart', atMs: 1 }], seed: 5 },
  );
  const what = proposals(start).map((one) => {
    if (one.renews !== true) return 'renews';
    if (one.seed !== 5) return 'seed';
    if (one.world[0]?.atMs === 0) return 'world';
    if (one.operations.some(({ id }) => id === 'a')) return 'names';
    if (one.choices['jitter x#1'] === 1) return 'choice';
    if (one.operations[0]?.troubles[0]?.kind === 'suspend') return 'trouble';
    if (one.operations[0]?.afterMs === undefined) return 'wait';
    return one.operations[0]?.client === 'client 1' ? 'client names' : 'clients';
  });
  expect(what).toEqual([
    'renews',
    'wait',
    'clients',
    'clients',
    'trouble',
    'choice',
    'world',
    'client names',
    'names',
    'seed',
  ]);
});
