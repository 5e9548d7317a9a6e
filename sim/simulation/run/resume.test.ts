/**
 * Goal: an operator moves invocations between deployments with the answers and effects of restate-server 1.7.12. Method: the rows of docs/internals/upgrade-semantics.md#resume and #draining, on both engines.
 */
import { describe, expect, it } from 'vitest';
import { FakeEngine } from '../../attempt/fake/engine.ts';
import { loadSdkEngine } from '../../attempt/sdk/engine.ts';
import { Upgrade, type Step } from './testing/versions.ts';

const RUN: Step = { do: 'run' };
const AWAKEABLE: Step = { do: 'awakeable' };
const FAILS: Step = { do: 'fail', before: 99 };
const UNKNOWN = 'dp_16MxrCfgsoUBTaCJEjCp7ZR';

const engines = [new FakeEngine(), await loadSdkEngine()].map((engine) => ({ engine, name: engine.name }));

/** The second deployment is there, and an invocation of the first. */
async function upgraded(engine: (typeof engines)[number]['engine'], ...steps: readonly Step[]) {
  const world = new Upgrade({ engine });
  const id = await world.send('/O/k/go', ...steps);
  world.deploy();
  await world.sim.advance(200);
  return { world, id, first: world.id(1), second: world.id(2) };
}

describe.each(engines)('a resume ($name)', ({ engine }) => {
  it.each(['latest', 'Latest', 'id'])('moves a suspended invocation to %s at once', async (choice) => {
    const { world, id, second } = await upgraded(engine, RUN, AWAKEABLE, RUN);
    await using _ = world;
    const deployment = choice === 'id' ? second : choice;
    expect(world.sim.resume(id, { deployment })).toEqual({ status: 200, body: undefined });
    await world.sim.advance(0);
    expect([world.ranOn(id), world.pinnedTo(id)]).toEqual([[1, 2], 2]);
    await world.resolve();
    await world.sim.runToQuiet();
    expect(world.resultOf(id)).toEqual(['v2', 'v1', 'ok', 'v2']);
  });

  it('without a deployment starts the next attempt where the invocation is pinned', async () => {
    const { world, id } = await upgraded(engine, RUN, AWAKEABLE);
    await using _ = world;
    expect([world.sim.resume(id).status, world.sim.resume(id, { deployment: 'Keep' }).status]).toEqual([200, 200]);
    await world.sim.advance(0);
    expect([world.ranOn(id).at(-1), world.pinnedTo(id)]).toEqual([1, 1]);
  });

  it('cannot move one that runs or waits for a retry; after a pause it can', async () => {
    const { world, id } = await upgraded(engine, RUN, FAILS);
    await using _ = world;
    expect([world.status(id), world.sim.resume(id, { deployment: 'latest' })]).toEqual([
      'backing-off',
      {
        status: 409,
        body: {
          message: `The invocation '${id}' is still running or the deployment id is not pinned yet, deployment id cannot be changed.`,
          restate_code: null,
        },
      },
    ]);
    const running = await world.send('/S/go', RUN, { do: 'wait' });
    expect([world.status(running), world.sim.resume(running, { deployment: 'latest' }).status]).toEqual([
      'running',
      409,
    ]);
    expect(world.sim.pause(id).status).toBe(202);
    expect(world.sim.resume(id, { deployment: 'latest' }).status).toBe(200);
    await world.sim.advance(0);
    expect(world.ranOn(id).at(-1)).toBe(2);
  });

  it('cannot give one that is not pinned an id; latest and keep start it on the latest', async () => {
    const { world, id, first } = await upgraded(engine, FAILS);
    await using _ = world;
    await world.sim.runToQuiet();
    expect([world.status(id), world.pinnedTo(id)]).toEqual(['paused', undefined]);
    expect(world.sim.resume(id, { deployment: first }).status).toBe(409);
    expect(world.sim.resume(id, { deployment: 'latest' }).status).toBe(200);
    await world.sim.advance(0);
    expect([world.ranOn(id).at(-1), world.pinnedTo(id)]).toEqual([2, undefined]);
  });

  it.each([
    [
      'an unknown deployment',
      UNKNOWN,
      "The given deployment was not found when trying to resume the invocation '<id>'.",
    ],
    ['no id', 'newest', "The query parameter 'deployment' is invalid. Reason: bad format"],
    ['an id that is too short', 'dp_1a', "The query parameter 'deployment' is invalid. Reason: bad length"],
  ])('to %s is refused', async (_, deployment, message) => {
    const { world, id } = await upgraded(engine, RUN, AWAKEABLE);
    await using __ = world;
    const body = { message: message.replace('<id>', id), restate_code: null };
    expect(world.sim.resume(id, { deployment })).toEqual({ status: 400, body });
    expect(world.status(id)).toBe('suspended');
  });

  it('to a deployment that does not speak its protocol is refused', async () => {
    await using world = new Upgrade({ engine });
    const id = await world.send('/S/go', RUN, AWAKEABLE);
    await world.sim.advance(200);
    world.deploy({ how: 'new', protocols: { min: 5, max: 5 } });
    const message = `The invocation '${id}' is running on protocol version '6', while the chosen deployment '${world.id(2)}' supports the range 5..=5.`;
    expect(world.sim.resume(id, { deployment: 'latest' })).toEqual({
      status: 400,
      body: { message, restate_code: null },
    });
    await world.resolve();
    await world.sim.runToQuiet();
    expect([world.resultOf(id), world.row(id)?.pinned_service_protocol_version]).toEqual([['v1', 'v1', 'ok'], 6]);
    const fresh = await world.send('/S/go', RUN);
    await world.sim.runToQuiet();
    expect(world.row(fresh)?.pinned_service_protocol_version).toBe(5);
  });

  it('to a deployment without the service is accepted, and fails under the default policy', async () => {
    await using world = new Upgrade({ engine }, [['go'], ['T']]);
    const id = await world.send('/T/go', RUN, AWAKEABLE);
    await world.sim.advance(200);
    world.deploy();
    expect(world.sim.resume(id, { deployment: world.id(2) }).status).toBe(200);
    await world.sim.advance('20s');
    expect([world.failures(id), world.status(id), world.ranOn(id)]).toEqual([['RT0012'], 'backing-off', [1]]);
    expect(world.sim.resume(id, { deployment: world.id(1) }).status).toBe(409);
  });

  it('uses the retry policy of the deployment that it moves to', async () => {
    await using world = new Upgrade({ engine });
    const id = await world.send('/S/go', RUN, FAILS);
    await world.sim.runToQuiet();
    expect([world.status(id), world.ranOn(id)]).toEqual(['paused', [1, 1, 1, 1]]);
    world.sim.resume(id);
    await world.sim.runToQuiet();
    expect([world.status(id), world.ranOn(id).length]).toEqual(['paused', 8]);
    world.v2.retries = { maxAttempts: 2, onMaxAttempts: 'kill' };
    world.deploy();
    world.sim.resume(id, { deployment: 'latest' });
    await world.sim.runToQuiet();
    expect([world.status(id), world.ranOn(id).slice(8)]).toEqual(['completed', [2, 2]]);
  });

  it('back to the old deployment goes on there, while the new code has stored nothing', async () => {
    const { world, id, first } = await upgraded(engine, RUN, AWAKEABLE);
    await using _ = world;
    world.sim.resume(id, { deployment: 'latest' });
    await world.sim.advance(200);
    world.sim.resume(id, { deployment: first });
    await world.sim.advance(200);
    await world.resolve();
    await world.sim.runToQuiet();
    expect([world.resultOf(id), world.ranOn(id)]).toEqual([
      ['v1', 'v1', 'ok'],
      [1, 2, 1, 1],
    ]);
  });

  it.each([
    ['completed', [RUN], 409],
    ['queued', undefined, 425],
  ] as const)('of one that is %s is refused', async (_, steps, status) => {
    await using world = new Upgrade({ engine });
    if (steps === undefined) await world.send('/O/k/go', AWAKEABLE);
    const id = await world.send('/O/k/go', ...(steps ?? []));
    expect(world.sim.resume(id, { deployment: 'latest' }).status).toBe(status);
  });
});

describe.each(engines)('a removed deployment ($name)', ({ engine }) => {
  it('fails what is pinned to it, under the policy of the latest; a resume on the latest saves it', async () => {
    const { world, id, first } = await upgraded(engine, RUN, AWAKEABLE);
    await using _ = world;
    const queued = await world.send('/O/k/go');
    expect(world.sim.removeDeployment(first, { force: true }).status).toBe(202);
    await world.resolve();
    await world.sim.runToQuiet();
    expect([world.failures(id), world.status(id), world.status(queued)]).toEqual([
      ['RT0011', 'Paused RT0011'],
      'paused',
      'pending',
    ]);
    expect(world.row(id)?.pinned_deployment_id).toBe(first);
    expect(world.sim.cancel(id).status).toBe(202);
    await world.sim.runToQuiet();
    expect(world.status(id)).toBe('paused');
    expect(world.sim.resume(id, { deployment: 'latest' }).status).toBe(200);
    await world.sim.runToQuiet();
    expect([world.status(id), world.resultOf(queued)]).toEqual(['completed', ['v2']]);
  });

  it('lets attempts that run store what they have; only the next attempt fails', async () => {
    const { world, id, first } = await upgraded(engine, { do: 'set' }, { do: 'wait' }, RUN, { do: 'sleep', ms: 1_000 });
    await using _ = world;
    world.sim.removeDeployment(first, { force: true });
    await world.sim.runToQuiet();
    expect([world.failures(id), world.status(id)]).toEqual([['RT0011', 'Paused RT0011'], 'paused']);
    expect(world.row(id)?.journal_commands_size).toBe(3);
  });

  it('that was the latest makes the one before it the latest', async () => {
    const { world, second } = await upgraded(engine);
    await using _ = world;
    world.sim.removeDeployment(second, { force: true });
    expect((await world.call('/S/go')).body).toEqual(['v1']);
  });

  it('does not come back with its URI', async () => {
    const { world, id, first } = await upgraded(engine, RUN, AWAKEABLE);
    await using _ = world;
    world.sim.removeDeployment(first, { force: true });
    world.deploy({ how: 'in-place', uri: 'http://deployment-1:9080/' }, [], world.v1);
    expect(world.sim.deployments.map(({ number }) => number)).toEqual([2, 3]);
    await world.resolve();
    await world.sim.runToQuiet();
    expect(world.failures(id)).toEqual(['RT0011', 'Paused RT0011']);
  });
});
