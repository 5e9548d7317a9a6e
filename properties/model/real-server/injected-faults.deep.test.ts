/**
 * Goal: what a plan lets go wrong at an entry goes wrong there, on a real server: the process dies, a connection breaks, an
 * operator cancels, kills or pauses. Method: one request whose handler calls another, with a fault at one moment after another;
 * what the outside world saw shows whether the fault was injected there.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dice } from '../../../sim/core/random.ts';
import { hasServer } from '../../harness/has-server.ts';
import type { RealResult } from '../../../sim/real-server/real-run.ts';
import { ScenarioRoom } from '../../../sim/real-server/scenario-room.ts';
import { injectionPointsOf } from '../../../sim/real-server/injection-points.ts';
import type { Plan, Trouble } from '../../../sim/simulation/faults/plan.ts';
import { foremanScenario } from './scenarios.ts';
import { decodeUtf8 } from '../../../sim/core/utf8.ts';

const MODULE = new URL('scenarios.ts', import.meta.url).href;

const plan = (troubles: readonly Trouble[]): Plan => ({
  version: 1,
  scenario: foremanScenario.name,
  seed: 1,
  operations: [{ id: 'a', client: 'client 1', kind: 'call', service: 'Foreman', handler: 'order', troubles }],
  world: [],
  holds: [],
  choices: {},
});

const point = { path: '', attempt: 1, entry: 1, phase: 'before' } as const;
// Entries of the foreman: input, call, run, output. Of the two steps: input, run, state, run, output.
const nested = { ...point, path: '/1' } as const;

/** The calls of the till, in order. */
function callsOf({ events }: RealResult): readonly unknown[] {
  const inputs = new Map(events.flatMap((event) => (event.type === 'effect began' ? [[event.call, event.input]] : [])));
  return events.flatMap((event) => (event.type === 'effect happened' ? [inputs.get(event.call)] : []));
}

function answer({ events }: RealResult): readonly [status: number, body: string] {
  const last = events.findLast((event) => event.type === 'answer');
  return last?.type === 'answer' ? [last.status, decodeUtf8(last.body)] : [0, ''];
}

describe.runIf(hasServer())('a fault that is injected into a real server', () => {
  let room: ScenarioRoom;
  beforeAll(async () => {
    room = await ScenarioRoom.open(foremanScenario, MODULE, 'default');
  });
  afterAll(() => room[Symbol.asyncDispose]());
  const runWith = (trouble: Trouble): Promise<RealResult> => room.run(plan([trouble]), 20_000);
  const calm = ['first k', 'second k'];
  const well = [200, '"second k, reported"'];

  it('is none in a calm plan', async () => {
    const result = await runWith({ kind: 'suspend', ...point });
    expect([callsOf(result), answer(result)]).toEqual([calm, well]);
    expect(room.attempts['a']).toBe(1);
  });

  it.each([
    ['process', 'before', calm],
    ['process', 'inside', ['first k', 'first k', 'second k']],
    ['process', 'after', calm],
    ['connection', 'before', calm],
    ['connection', 'inside', ['first k', 'first k', 'second k']],
  ] as const)('breaks the %s of a called handler, %s its first step', async (scope, phase, expected) => {
    const result = await runWith({ kind: 'crash', scope, ...nested, phase });
    expect(callsOf(result)).toEqual(expected);
    expect(answer(result)).toEqual(well);
    expect(room.attempts['a/1']).toBe(2);
  });

  it('has an operator kill it', async () => {
    const result = await runWith({ kind: 'kill', ...nested, entry: 2 });
    expect([callsOf(result), answer(result)[0]]).toEqual([['first k'], 409]);
  });

  it('has an operator cancel it', async () => {
    const result = await runWith({ kind: 'cancel', ...nested, entry: 3 });
    expect([callsOf(result), answer(result)]).toEqual([['first k'], [409, expect.stringContaining('ancel')]]);
  });

  it('has an operator pause it, and go on in the end', async () => {
    const result = await runWith({ kind: 'pause', ...nested, entry: 2 });
    expect([callsOf(result), result.undecided]).toEqual([calm, undefined]);
    expect(room.attempts['a/1']).toBe(2);
  });
});

describe('the injection points of a plan', () => {
  it('are as many as its strategy may add, drawn by its dice', () => {
    const drawn = (seed: number): readonly unknown[] =>
      injectionPointsOf({ ...plan([]), strategy: { name: 'random', dice: seed, troubles: 2 } });
    const seeds = dice(1, 'seeds');
    const all = Array.from({ length: 50 }, () => drawn(seeds.below(1_000_000)));
    expect(new Set(all.map(({ length }) => length))).toEqual(new Set([0, 1, 2]));
    expect(drawn(5)).toEqual(drawn(5));
    expect(injectionPointsOf(plan([]))).toEqual([]);
  });
});
