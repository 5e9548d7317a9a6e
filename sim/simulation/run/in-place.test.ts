/**
 * Goal: a process that is replaced, or crashes, takes what runs in it with it, and nothing else; what is registered stays until
 * it is discovered again. Method: docs/internals/upgrade-semantics.md#updates-in-place-and-registration on both engines, and
 * crashes in a world with two processes.
 */
import { createRequire } from 'node:module';
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { FakeEngine } from '../../attempt/fake/engine.ts';
import { loadSdkEngine } from '../../attempt/sdk/engine.ts';
import { Simulation } from '../simulation.ts';
import { Upgrade, type Step } from './testing/versions.ts';

const RUN: Step = { do: 'run' };
const WAIT: Step = { do: 'wait' };
const engines = [new FakeEngine(), await loadSdkEngine()].map((engine) => ({ engine, name: engine.name }));

describe.each(engines)('a process that is replaced in place ($name)', ({ engine }) => {
  it('breaks its streams; the next attempts run the new code, also of what is pinned', async () => {
    await using world = new Upgrade({ engine });
    const id = await world.send('/S/go', RUN, WAIT, RUN);
    const answer = world.deploy({ how: 'in-place' });
    expect([answer.status, answer.body?.['id']]).toEqual([200, world.id(1)]);
    await world.sim.runToQuiet();
    expect([world.failures(id), world.resultOf(id)]).toEqual([['RT0010'], ['v2', 'v1', 'v2']]);
    expect([new Set(world.ranOn(id)), world.pinnedTo(id)]).toEqual([new Set([1]), 1]);
  });

  it('leaves kinds, handlers and policy as they were registered', async () => {
    await using world = new Upgrade({ engine });
    const old = await world.send('/S/old?delay=1s');
    const id = await world.send('/S/go', { do: 'sleep', ms: 1_000 }, { do: 'fail', before: 99 });
    world.v2.retries = { maxAttempts: 2 };
    world.deploy({ how: 'in-place' }, [['go', 'fresh']]);
    expect((await world.call('/S/fresh')).status).toBe(404);
    await world.sim.runToQuiet();
    expect([world.failures(old), world.status(old)]).toEqual([['RT0012', 'Paused RT0012'], 'paused']);
    expect([world.status(id), world.ranOn(id)]).toEqual(['paused', [1, 1, 1, 1]]);
  });

  it('is discovered again with force: same id, next revisions, new handlers', async () => {
    await using world = new Upgrade({ engine });
    const before = world.id(1);
    const answer = world.deploy({ how: 'in-place', force: true }, [['go', 'fresh']]);
    expect([answer.status, answer.body?.['id']]).toEqual([200, before]);
    expect((await world.call('/S/fresh')).body).toEqual(['v2']);
    expect((await world.call('/S/old')).status).toBe(404);
    expect(world.sim.deployments.map(({ id, services }) => [id, services])).toEqual([
      [before, ['S', 'O', 'W'].map((name) => ({ name, revision: 2 }))],
    ]);
  });

  it('says in a dry run what would be discovered, and stays', async () => {
    await using world = new Upgrade({ engine });
    const id = await world.send('/S/go', WAIT);
    const answer = world.deploy({ how: 'in-place', force: true, dryRun: true });
    const services = answer.body?.['services'] as { name: string; revision: number }[];
    expect(services.map(({ name, revision }) => `${name} ${revision}`)).toEqual(['S 2', 'O 2', 'W 2']);
    await world.sim.runToQuiet();
    expect([world.resultOf(id), world.failures(id)]).toEqual([['v1'], []]);
    expect(world.sim.trace.map(({ type }) => type)).not.toContain('deployed');
  });

  it('replaces only the process at its URI', async () => {
    await using world = new Upgrade({ engine });
    const first = await world.send('/S/go', RUN, WAIT);
    world.deploy();
    const second = await world.send('/S/go', RUN, WAIT);
    world.deploy({ how: 'in-place' });
    await world.sim.runToQuiet();
    expect([world.failures(first), world.failures(second)]).toEqual([[], ['RT0010']]);
  });
});

describe.each(engines)('a crash ($name)', ({ engine }) => {
  /** Invocations of the same handler that run on two deployments. */
  async function running() {
    const world = new Upgrade({ engine });
    const first = await world.send('/S/go', RUN, WAIT, RUN);
    world.deploy();
    const second = await world.send('/S/go', RUN, WAIT, RUN);
    return { world, first, second };
  }

  it('at a journal point ends the process of that attempt, and nothing of the other', async () => {
    const { world, first, second } = await running();
    await using _ = world;
    const crash = { kind: 'crash', scope: 'process', path: '', attempt: 1, entry: 2, phase: 'before' } as const;
    world.sim.trouble('b', crash);
    await world.sim.runToQuiet();
    expect([world.failures(first), world.failures(second)]).toEqual([[], ['RT0010']]);
    expect([world.resultOf(first), world.resultOf(second)]).toEqual([
      ['v1', 'v1', 'v1'],
      ['v2', 'v2', 'v2'],
    ]);
  });

  it('of the world ends each process, and each starts again with its own code', async () => {
    const { world, first, second } = await running();
    await using _ = world;
    world.sim.crashProcess();
    await world.sim.runToQuiet();
    expect([world.failures(first), world.failures(second)]).toEqual([['RT0010'], ['RT0010']]);
    expect([world.resultOf(first), world.resultOf(second)]).toEqual([
      ['v1', 'v1', 'v1'],
      ['v2', 'v2', 'v2'],
    ]);
  });

  it('of a process to which another deployment was moved ends what runs in it', async () => {
    await using world = new Upgrade({ engine });
    const id = await world.send('/S/go', RUN, { do: 'sleep', ms: 200 }, WAIT);
    world.deploy({ how: 'new', register: false, uri: 'http://elsewhere:9080' });
    expect(world.sim.updateDeployment(world.id(1), { uri: 'http://elsewhere:9080' }).status).toBe(200);
    await world.sim.advance(300);
    world.sim.crashProcess();
    await world.sim.runToQuiet();
    expect([world.resultOf(id), world.ranOn(id)]).toEqual([
      ['v2', 'v1'],
      [1, 1, 1],
    ]);
  });

  it('of a server leaves registrations and pins as they are', async () => {
    const { world, first, second } = await running();
    await using _ = world;
    world.sim.restartServer();
    expect(world.sim.deployments).toHaveLength(2);
    await world.sim.runToQuiet();
    expect([first, second].map((id) => new Set(world.ranOn(id)))).toEqual([new Set([1]), new Set([2])]);
  });
});

describe('a deploy', () => {
  it('is an event with what is registered, and attempts on another deployment than the first carry its number', async () => {
    await using world = new Upgrade({ engine: new FakeEngine() });
    await world.call('/S/go');
    world.deploy();
    await world.call('/S/go');
    world.deploy({ how: 'in-place' }, [['go', 'fresh'], ['U']]);
    world.sim.removeDeployment(world.id(1), { force: true });
    const services = (revision: number) => ['S', 'O', 'W'].map((name) => ({ name, revision }));
    expect(
      world.sim.trace.filter(({ type }) => ['deployed', 'undeployed', 'attempt started'].includes(type)),
    ).toMatchObject([
      { type: 'attempt started', invocation: 'a' },
      { type: 'deployed', deployment: 2, uri: 'http://deployment-2:9080/', how: 'new', services: services(2) },
      { type: 'attempt started', invocation: 'b', deployment: 2 },
      {
        type: 'deployed',
        deployment: 2,
        how: 'in-place',
        services: [...services(2), { name: 'U', revision: undefined }],
      },
      { type: 'undeployed', deployment: 1 },
    ]);
    expect(world.sim.trace.find(({ type }) => type === 'attempt started')).not.toHaveProperty('deployment');
  });

  it.each([
    ['a way that there is not', { how: 'canary' as 'new' }, "'canary'"],
    ['a URI that is not absolute', { how: 'new', uri: 'service' }, "'service'"],
  ] as const)('with %s is refused', async (_, options, what) => {
    await using world = new Upgrade({ engine: new FakeEngine() });
    expect(() => world.deploy(options)).toThrow(expect.objectContaining({ code: 'INVALID_DEPLOY' }));
    expect(() => world.deploy(options)).toThrow(what);
  });

  it('in place is refused where nothing is registered', async () => {
    await using world = new Upgrade({ engine: new FakeEngine() });
    world.sim.removeDeployment(world.id(1), { force: true });
    expect(() => world.deploy({ how: 'in-place' })).toThrow(expect.objectContaining({ code: 'INVALID_DEPLOY' }));
  });

  it('that the server refuses leaves nothing behind', async () => {
    await using world = new Upgrade({ engine: new FakeEngine() }, [['go'], ['O2']]);
    const answer = world.sim.deploy(world.v2.mistyped('S'), { how: 'new' });
    expect(answer.status).toBe(409);
    expect(world.sim.server.endpoints.at('http://deployment-2:9080/')).toBeUndefined();
    expect((await world.call('/S/go')).body).toEqual(['v1']);
  });
});

describe.each(engines)('definitions of another copy of the SDK ($name)', ({ engine }) => {
  it('are deployed next to those of the first, and go on with their invocations', async () => {
    // The CommonJS build is a copy of its own.
    const other = createRequire(import.meta.url)('@restatedev/restate-sdk') as typeof restate;
    expect(other.service).not.toBe(restate.service);
    const greeter = ({ service }: typeof restate, version: string) =>
      service({
        name: 'Greeter',
        handlers: {
          greet: async (ctx: restate.Context): Promise<string[]> => {
            const first = await ctx.run('first', () => version);
            await ctx.sleep(1_000);
            return [first, await ctx.run('second', () => version)];
          },
        },
      });
    const [old, next] = [greeter(restate, 'v1'), greeter(other, 'v2')];
    await using sim = new Simulation({ services: [old], engine });
    const answers = [sim.client.service(old).greet()];
    await sim.advance(100);
    sim.deploy([next], { how: 'new' });
    answers.push(sim.client.service(next).greet());
    expect(await Promise.all(answers)).toEqual([
      ['v1', 'v1'],
      ['v2', 'v2'],
    ]);
    const moved = sim.client.service(old).greet();
    await sim.advance(100);
    sim.deploy([old], { how: 'in-place' });
    expect(await moved).toEqual(['v2', 'v1']);
  });
});
