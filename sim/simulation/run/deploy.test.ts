/**
 * Goal: what is in flight, queued or delayed when new code is deployed goes where it goes on restate-server 1.7.12. Method: the
 * rows of docs/internals/upgrade-semantics.md#where-the-next-attempt-goes, each as a run in which version 2 of the same
 * services is deployed at one moment, on both engines; looked at are the deployments of the attempts and the result.
 */
import { describe, expect, it } from 'vitest';
import { FakeEngine } from '../../attempt/fake/engine.ts';
import { loadSdkEngine } from '../../attempt/sdk/engine.ts';
import { Upgrade, type Step } from './testing/versions.ts';

const RUN: Step = { do: 'run' };
const WAIT: Step = { do: 'wait' };
const AWAKEABLE: Step = { do: 'awakeable' };
const GONE = ['RT0012', 'Paused RT0012'];

const engines = [new FakeEngine(), await loadSdkEngine()] as const;

describe.each(engines.map((engine) => ({ engine, name: engine.name })))(
  'where the next attempt goes ($name)',
  ({ engine }) => {
    const begin = (): Upgrade => new Upgrade({ engine });

    it('a new call goes to the latest deployment', async () => {
      await using world = begin();
      expect((await world.call('/S/go')).body).toEqual(['v1']);
      world.deploy();
      expect((await world.call('/S/go')).body).toEqual(['v2']);
    });

    it('a service that the new deployment does not have stays where it is', async () => {
      await using world = begin();
      world.deploy();
      expect((await world.call('/T/go')).body).toEqual(['v1']);
      expect(world.sim.server.deployments.latest('T')?.revision).toBe(1);
      expect(world.sim.server.deployments.latest('S')?.revision).toBe(2);
    });

    it.each([
      ['its own service', '/S/go', { to: 'S', handler: 'go' }],
      ['its own object', '/S/go', { to: 'O', handler: 'go', key: 'other' }],
    ])('a call that code of the old deployment makes to %s goes to the latest', async (_, path, target) => {
      await using world = begin();
      const id = await world.send(path, RUN, { do: 'sleep', ms: 1_000 }, { do: 'call', ...target });
      world.deploy();
      await world.sim.runToQuiet();
      expect([world.resultOf(id), world.ranOn(id)]).toEqual([
        ['v1', 'v1', 'v2'],
        [1, 1],
      ]);
    });

    it('an invocation that waits for its key goes to the latest', async () => {
      await using world = begin();
      await world.send('/O/k/go', { do: 'set' }, { do: 'sleep', ms: 1_000 });
      const queued = await world.send('/O/k/go', RUN);
      world.deploy();
      await world.sim.runToQuiet();
      expect([world.resultOf(queued), world.ranOn(queued)]).toEqual([['v2', 'v2'], [2]]);
    });

    it('a delayed send that is not due goes to the latest, whether a client or old code has sent it', async () => {
      await using world = begin();
      const delayed = await world.send('/S/go?delay=4s', RUN);
      const sender = await world.send('/S/go', { do: 'sleep', ms: 1_000 }, { do: 'send', to: 'S', handler: 'go' });
      world.deploy();
      await world.sim.runToQuiet();
      expect([world.resultOf(delayed), world.resultOf(sender)]).toEqual([['v2', 'v2'], ['v1']]);
      const results = [...world.sim.server.invocations.keys()].map((id) => world.resultOf(id));
      expect(results).toContainEqual(['v2']);
    });

    it('an attempt that runs ends where it is: what it stores first pins it there', async () => {
      await using world = begin();
      const id = await world.send('/O/k/go', WAIT, { do: 'set' });
      expect(world.pinnedTo(id)).toBeUndefined();
      world.deploy();
      await world.sim.runToQuiet();
      expect([world.resultOf(id), world.pinnedTo(id)]).toEqual([['v1'], 1]);
    });

    it('an attempt that has stored nothing and fails is followed by one on the latest', async () => {
      await using world = begin();
      const id = await world.send('/S/go', WAIT, { do: 'fail', before: 2 }, RUN);
      world.deploy();
      await world.sim.advance(2_000);
      expect(world.ranOn(id)).toEqual([1, 2]);
    });

    it('an invocation that waits for a retry and has stored nothing goes to the latest', async () => {
      await using world = begin();
      const id = await world.send('/S/go', { do: 'fail', before: 9 });
      await world.sim.advance(1_500);
      world.deploy();
      await world.sim.advance(1_000);
      expect(world.ranOn(id)).toEqual([1, 1, 2]);
      expect(world.pinnedTo(id)).toBeUndefined();
    });

    it.each<[string, Step]>([
      ['a run', RUN],
      ['an eager read', { do: 'get' }],
    ])('an invocation that waits for a retry and has stored %s stays', async (_, step) => {
      await using world = begin();
      const id = await world.send('/O/k/go', step, { do: 'fail', before: 3 });
      world.deploy();
      await world.sim.runToQuiet();
      expect([world.ranOn(id), world.pinnedTo(id)]).toEqual([[1, 1, 1], 1]);
    });

    it.each<[string, Step]>([
      ['a sleep', { do: 'sleep', ms: 1_000 }],
      ['an awakeable behind a run', AWAKEABLE],
    ])('an invocation that is suspended at %s stays, whatever wakes it', async (_, step) => {
      await using world = begin();
      const id = await world.send('/S/go', RUN, step);
      await world.sim.advance(200);
      expect(world.status(id)).toBe('suspended');
      world.deploy();
      if (step.do === 'awakeable') await world.resolve('ok');
      await world.sim.runToQuiet();
      expect(world.resultOf(id)).toEqual(['v1', 'v1', ...(step.do === 'awakeable' ? ['ok'] : [])]);
      expect(world.ranOn(id)).toEqual([1, 1]);
    });

    it('an invocation that is suspended at an awakeable and has stored nothing goes to the latest', async () => {
      await using world = begin();
      const id = await world.send('/S/go', AWAKEABLE, RUN);
      await world.sim.advance(200);
      world.deploy();
      await world.resolve('ok');
      await world.sim.runToQuiet();
      expect([world.resultOf(id), world.ranOn(id), world.pinnedTo(id)]).toEqual([['v2', 'ok', 'v2'], [1, 2], 2]);
    });

    it('a signal pins nothing', async () => {
      await using world = begin();
      const id = await world.send('/S/go', AWAKEABLE, WAIT, { do: 'fail', before: 2 });
      await world.resolve('ok');
      await world.sim.advance(200);
      expect([world.pinnedTo(id), world.ranOn(id)]).toEqual([undefined, [1]]);
      world.deploy();
      await world.sim.runToQuiet();
      expect([world.ranOn(id).at(-1), world.pinnedTo(id)]).toEqual([2, 2]);
    });

    it.each([
      ['is pinned, stays', [RUN], 1],
      ['is not pinned, goes to the latest', [], 2],
    ] as const)('an invocation that is paused and %s', async (_, before, expected) => {
      await using world = begin();
      const id = await world.send('/S/go', ...before, { do: 'fail', before: 5 });
      await world.sim.runToQuiet();
      expect(world.status(id)).toBe('paused');
      world.deploy();
      expect(world.sim.resume(id).status).toBe(200);
      await world.sim.advance(0);
      expect(world.ranOn(id).slice(4)).toEqual([expected]);
    });

    it('the run of a workflow stays, and its shared handlers go to the latest', async () => {
      await using world = begin();
      const id = await world.send('/W/k/run', { do: 'promise' });
      await world.sim.advance(200);
      world.deploy();
      expect((await world.call('/W/k/shared', { do: 'resolve' })).body).toEqual(['v2']);
      await world.sim.runToQuiet();
      expect([world.resultOf(id), world.ranOn(id)]).toEqual([
        ['v1', 'v2'],
        [1, 1],
      ]);
    });

    it('the same idempotency key means the invocation in flight, and then its result', async () => {
      await using world = begin();
      const again = () => world.ask('/S/go', [RUN, { do: 'sleep', ms: 1_000 }], { 'idempotency-key': 'i' });
      const first = again();
      await world.sim.advance(100);
      world.deploy();
      expect((await Promise.all([again(), first])).map(({ body }) => body)).toEqual([
        ['v1', 'v1'],
        ['v1', 'v1'],
      ]);
      expect((await again()).body).toEqual(['v1', 'v1']);
    });

    it('a call of a handler that only the old deployment has fails its caller, which pauses', async () => {
      await using world = begin();
      const id = await world.send('/S/go', RUN, { do: 'sleep', ms: 500 }, { do: 'call', to: 'S', handler: 'old' });
      world.deploy();
      await world.sim.runToQuiet();
      expect([world.failures(id), world.status(id)]).toEqual([['RT0018', 'Paused RT0018'], 'paused']);
    });

    it('a delayed call of a handler that the latest does not have fails without code, and is paused unpinned', async () => {
      await using world = begin();
      const id = await world.send('/S/old?delay=2s');
      world.deploy();
      await world.sim.runToQuiet();
      expect([world.failures(id), world.status(id), world.ranOn(id), world.pinnedTo(id)]).toEqual([
        GONE,
        'paused',
        [],
        undefined,
      ]);
    });

    it('a queued call of such a handler keeps the lock of its key when it is paused', async () => {
      await using world = begin();
      await world.send('/O/k/go', { do: 'set' }, { do: 'sleep', ms: 1_000 });
      const renamed = await world.send('/O/k/old');
      const behind = await world.send('/O/k/go');
      world.deploy();
      await world.sim.runToQuiet();
      expect([world.failures(renamed), world.status(renamed), world.status(behind)]).toEqual([
        GONE,
        'paused',
        'pending',
      ]);
      expect(world.sim.server.introspection.holder('O', 'k')).toBe(renamed);
    });

    it('a delayed call of a service that is nowhere any more is retried under the default policy', async () => {
      await using world = begin();
      const id = await world.send('/T/go?delay=2s');
      world.deploy({ how: 'in-place', force: true });
      await world.sim.advance('60s');
      expect([world.failures(id), world.status(id)]).toEqual([['RT0011'], 'backing-off']);
      expect(world.sim.server.invocations.get(id)?.retryPolicy.maxAttempts).toBe(70);
    });
  },
);
