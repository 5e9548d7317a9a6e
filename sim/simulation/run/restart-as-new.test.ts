/**
 * Goal: a completed invocation is repeated, from its input or from a later row of its journal, as restate-server 1.7.12 does it.
 * Method: docs/internals/upgrade-semantics.md#restart-as-new, on both engines; version 2 is deployed before the repetition.
 */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../attempt/attempt.ts';
import { FakeEngine } from '../../attempt/fake/engine.ts';
import { loadSdkEngine } from '../../attempt/sdk/engine.ts';
import { replayIsFaithful } from '../../checks/replay/replay.ts';
import type { RestartOptions } from '../../server/admin.ts';
import { decodeUtf8 } from '../../core/utf8.ts';
import { Upgrade, type Step } from './testing/versions.ts';

const RUN: Step = { do: 'run' };
const AWAKEABLE: Step = { do: 'awakeable' };
const SLEEP: Step = { do: 'sleep', ms: 1_000 };
/** `Input, Run, ~Run, Run, ~Run, Output` */
const TWO_RUNS = [RUN, RUN];

const engines = [new FakeEngine(), await loadSdkEngine()].map((engine) => ({ engine, name: engine.name }));

/** An invocation of version 1 that has completed, and version 2. */
async function completed(engine: Engine, path: string, steps: readonly Step[], server = {}) {
  const world = new Upgrade({ engine, server });
  const id = await world.send(path, ...steps);
  if (steps.includes(AWAKEABLE)) await world.resolve('first');
  await world.sim.runToQuiet();
  world.deploy();
  return { world, id };
}

/** @returns the id of the new invocation, when nothing moves any more */
async function restarted(world: Upgrade, id: string, options: RestartOptions): Promise<string> {
  const { body } = world.sim.restartAsNew(id, options);
  await world.sim.runToQuiet();
  return String(body?.['new_invocation_id']);
}

describe.each(engines)('an invocation that is restarted as new ($name)', ({ engine }) => {
  it('begins on the latest deployment, to which it is pinned from birth', async () => {
    const { world, id } = await completed(engine, '/O/k/go', TWO_RUNS);
    await using _ = world;
    await world.send('/O/k/go', { do: 'set' }, SLEEP);
    const { body } = world.sim.restartAsNew(id);
    const again = String(body?.['new_invocation_id']);
    // It waits for its key, so a third deployment finds it queued.
    world.deploy();
    await world.sim.runToQuiet();
    expect([world.resultOf(again), world.ranOn(again), world.pinnedTo(again)]).toEqual([['v2', 'v2', 'v2'], [2], 2]);
    expect(world.row(again)).toMatchObject({ restarted_from: id, idempotency_key: undefined });
  });

  it.each([
    ['keep', 1, 'v1'],
    ['id', 1, 'v1'],
    ['latest', 2, 'v2'],
  ] as const)('runs on the deployment that is requested: %s', async (choice, deployment, version) => {
    const { world, id } = await completed(engine, '/S/go', TWO_RUNS);
    await using _ = world;
    const again = await restarted(world, id, { deployment: choice === 'id' ? world.id(1) : choice });
    expect([world.resultOf(again), world.ranOn(again)]).toEqual([[version, version, version], [deployment]]);
  });

  it.each([
    [1, ['v2', 'v1', 'v2']],
    [2, ['v2', 'v1', 'v2']],
    [3, ['v2', 'v1', 'v1']],
    [4, ['v2', 'v1', 'v1']],
  ])('from row %i keeps what is stored up to there, with the completions', async (from, result) => {
    const { world, id } = await completed(engine, '/S/go', TWO_RUNS);
    await using _ = world;
    const again = await restarted(world, id, { from });
    expect(world.resultOf(again)).toEqual(result);
    expect(world.sim.breaches([replayIsFaithful])).toEqual([]);
  });

  it('from the row of the output replays that output: the same, or a mismatch', async () => {
    const { world, id } = await completed(engine, '/S/go', TWO_RUNS);
    await using _ = world;
    const [other, same] = [
      await restarted(world, id, { from: 5 }),
      await restarted(world, id, { from: 5, deployment: 'keep' }),
    ];
    expect([world.failures(other), world.status(other)]).toEqual([['RT0016', 'Paused RT0016'], 'paused']);
    expect([world.failures(same), world.resultOf(same)]).toEqual([[], ['v1', 'v1', 'v1']]);
  });

  it('does not roll state back: from the input it is changed again, and from a later row not', async () => {
    const { world, id } = await completed(engine, '/O/k/go', [{ do: 'add' }, RUN]);
    await using _ = world;
    const state = () => decodeUtf8(world.sim.server.introspection.stateValue('O', 'k', 'n') ?? new Uint8Array());
    const later = await restarted(world, id, { from: 2 });
    expect([world.resultOf(later), state()]).toEqual([['v2', '1', 'v2'], '1']);
    const first = await restarted(world, id, { from: 0 });
    expect([world.resultOf(first), state()]).toEqual([['v2', '2', 'v2'], '2']);
  });

  it('from a row before a signal does not get the signal, and waits for one of its own', async () => {
    // `Input, Run, ~Run, ~Signal, Run, ~Run, Output`
    const { world, id } = await completed(engine, '/S/go', [RUN, AWAKEABLE, RUN]);
    await using _ = world;
    const before = await restarted(world, id, { from: 2 });
    expect(world.status(before)).toBe('suspended');
    const behind = await restarted(world, id, { from: 3 });
    expect(world.resultOf(behind)).toEqual(['v2', 'v1', 'first', 'v2']);
  });

  it('kills with it what the copied rows have called', async () => {
    await using world = new Upgrade({ engine });
    const id = await world.send('/S/go', { do: 'send', to: 'S', handler: 'go' }, AWAKEABLE);
    await world.resolve();
    await world.sim.advance(0);
    const sent = [...world.sim.server.invocations.values()].find(({ origin }) => origin.by !== undefined);
    const { body } = world.sim.restartAsNew(id, { from: 1, deployment: 'keep' });
    await world.sim.advance(0);
    expect(world.status(sent?.id ?? '')).toBe('scheduled');
    world.sim.kill(String(body?.['new_invocation_id']));
    await world.sim.advance(0);
    expect(world.resultOf(sent?.id ?? '')).toBeUndefined();
    expect(sent?.result).toEqual({ failure: { code: 409, message: 'killed' } });
  });

  it('loses its random numbers, which is a mismatch where one is in the journal', async () => {
    const { world, id } = await completed(engine, '/O/k/go', [{ do: 'rand' }, RUN]);
    await using _ = world;
    const again = await restarted(world, id, { from: 1 });
    expect([world.failures(again), world.status(again)]).toEqual([['RT0016', 'Paused RT0016'], 'paused']);
  });

  it('keeps its random numbers behind the input where seeds are unique', async () => {
    const { world, id } = await completed(engine, '/O/k/go', [{ do: 'rand' }, RUN], { uniqueRandomSeeds: true });
    await using _ = world;
    const [, drawn] = world.resultOf(id) as string[];
    const again = await restarted(world, id, { from: 1 });
    expect(world.resultOf(again)).toEqual(['v2', drawn, 'v2']);
    const [, other] = world.resultOf(await restarted(world, id, {})) as string[];
    expect(other).not.toBe(drawn);
  });

  it('keeps the kind with which the old one was accepted', async () => {
    const { world, id } = await completed(engine, '/O/k/go', [RUN]);
    await using _ = world;
    const again = await restarted(world, id, {});
    expect(world.sim.server.invocations.get(again)?.exclusive).toBe(true);
  });
});

describe('a restart as new', () => {
  const engine = new FakeEngine();

  const prefix = (id: string): string =>
    `The prefix of the journal '${id}' up to 'from' (included) contains some Commands without respective Completions.`;

  it('from a row behind the journal is refused', async () => {
    const { world, id } = await completed(engine, '/S/go', TWO_RUNS);
    await using _ = world;
    expect(world.sim.restartAsNew(id, { from: 99 })).toEqual({
      status: 400,
      body: { message: prefix(id), restate_code: null },
    });
  });

  it.each([1, 2])('with a command that has no completion up to row %i is refused', async (from) => {
    await using world = new Upgrade({ engine });
    const id = await world.send('/S/go', { do: 'unawaited' }, RUN);
    await world.sim.advance(0);
    expect(world.status(id)).toBe('completed');
    expect(world.sim.restartAsNew(id, { from }).body?.['message']).toBe(prefix(id));
    expect(world.sim.restartAsNew(id).status).toBe(200);
  });

  it.each([-1, 0.5, Number.NaN])('from %d, which is no row, is refused', async (from) => {
    const { world, id } = await completed(engine, '/S/go', TWO_RUNS);
    await using _ = world;
    expect(world.sim.restartAsNew(id, { from }).status).toBe(400);
  });

  it('on an unknown deployment, or one without its protocol, is refused', async () => {
    const { world, id } = await completed(engine, '/S/go', TWO_RUNS);
    await using _ = world;
    const unknown = world.sim.restartAsNew(id, { deployment: 'dp_16MxrCfgsoUBTaCJEjCp7ZR' });
    world.deploy({ how: 'new', protocols: { min: 5, max: 5 } });
    const incompatible = world.sim.restartAsNew(id);
    expect([unknown, incompatible].map(({ status, body }) => [status, body?.['message']])).toEqual([
      [400, `The given deployment was not found when trying to restart as new the invocation '${id}'.`],
      [
        400,
        `The invocation '${id}' is running on protocol version '6', while the chosen deployment '${world.id(3)}' supports the range 5..=5.`,
      ],
    ]);
    expect(world.sim.restartAsNew(id, { deployment: 'keep' }).status).toBe(200);
  });

  it('on a deployment that was removed is accepted with `keep`, and fails then', async () => {
    const { world, id } = await completed(engine, '/S/go', TWO_RUNS);
    await using _ = world;
    world.sim.removeDeployment(world.id(1), { force: true });
    const again = await restarted(world, id, { deployment: 'keep' });
    expect([world.failures(again), world.status(again)]).toEqual([['RT0011', 'Paused RT0011'], 'paused']);
  });

  it.each([
    ['a workflow', '/W/k/run', 422],
    ['one that waits for its key', '/O/k/go', 425],
  ])('of %s is refused', async (_, path, status) => {
    await using world = new Upgrade({ engine });
    if (status === 425) await world.send(path, AWAKEABLE);
    const id = await world.send(path);
    await world.sim.runToQuiet();
    expect(world.sim.restartAsNew(id).status).toBe(status);
  });

  it('behind the input needs version 6 of the protocol', async () => {
    await using world = new Upgrade({ engine });
    world.deploy({ how: 'new', protocols: { min: 5, max: 5 } });
    const id = await world.send('/S/go', RUN);
    await world.sim.runToQuiet();
    expect(world.sim.restartAsNew(id, { from: 1 }).status).toBe(422);
    expect(world.sim.restartAsNew(id).status).toBe(200);
  });
});
