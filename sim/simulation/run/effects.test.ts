import { describe, expect, it } from 'vitest';
import { inScope, Ledger, Scope } from '../../attempt/scope.ts';
import { invoked } from '../../server/testing/invocations.ts';
import { streamOf } from '../../server/testing/stream-of.ts';
import { TestWorld } from '../../server/testing/test-world.ts';
import { effect } from '../scenario/effect.ts';
import { AttemptProcess } from './attempt-process.ts';
import { EffectFailed, Effects } from './effects.ts';

const COURSES = ['answers', 'fails', 'loses the answer'];

/** The world, one attempt of it, and an effect `charge` that counts what was charged. */
function setUp({ course = 'answers', latencyMs = 0 } = {}) {
  const pick = (kind: string): number => (kind === 'effect' ? COURSES.indexOf(course) : 0);
  const world = new TestWorld({ decider: { step: () => 0, pick } });
  const charge = effect({
    state: () => ({ charged: 0 }),
    latenciesMs: [latencyMs],
    apply: (state: { charged: number }, cents: number) => (state.charged += cents),
    idempotencyKey: (cents: number) => (cents > 100 ? `key ${cents}` : ''),
  });
  const effects = new Effects(world, { charge });
  const { stream } = streamOf(world, invoked('a'));
  const scope = new Scope(new AttemptProcess(world, stream, { dead: false }, false, {}), new Ledger(() => undefined));
  const said: unknown[] = [];
  const call = (cents: number): void => {
    const answered = inScope(scope, () => effects.calls['charge']?.(cents));
    void answered?.then(
      (answer) => said.push(answer),
      (error: unknown) => said.push(error),
    );
  };
  const happened = () => world.trace.events.filter(({ type }) => type === 'effect happened');
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return { world, effects, stream, scope, call, said, happened, settle };
}

describe('a call of an effect', () => {
  it('happens and is answered in two steps, and the caller continues after the second', async () => {
    const { world, effects, scope, call, said, settle } = setUp();
    call(30);
    expect([effects.state('charge'), scope.ledger.knownWaits]).toEqual([{ charged: 0 }, 1]);
    world.take();
    expect([effects.state('charge'), said, scope.ledger.knownWaits]).toEqual([{ charged: 30 }, [], 1]);
    world.take();
    await settle();
    expect([said, scope.ledger.knownWaits, world.steps]).toEqual([[30], 0, []]);
  });

  it('happens no earlier than its latency says', () => {
    const { world, effects, call } = setUp({ latencyMs: 50 });
    call(30);
    world.passTo(49);
    expect(world.steps).toEqual([]);
    world.passTo(50);
    world.take();
    expect(effects.state('charge')).toEqual({ charged: 30 });
  });

  it('of one attempt has another address than the next one', () => {
    const { world, call } = setUp();
    call(1);
    call(2);
    expect(new Set(world.steps).size).toBe(2);
  });

  it('that fails changes nothing outside', async () => {
    const { world, effects, call, said, settle } = setUp({ course: 'fails' });
    call(30);
    world.run();
    await settle();
    expect(said).toEqual([new EffectFailed('charge failed')]);
    expect(effects.state('charge')).toEqual({ charged: 0 });
  });

  it('whose answer is lost has changed what is outside', async () => {
    const { world, effects, call, said, settle } = setUp({ course: 'loses the answer' });
    call(30);
    world.run();
    await settle();
    expect(said).toEqual([expect.any(EffectFailed)]);
    expect(effects.state('charge')).toEqual({ charged: 30 });
  });

  it('neither fails nor loses its answer once faults are frozen', async () => {
    const { world, effects, call, said, settle } = setUp({ course: 'fails' });
    effects.frozen = true;
    call(30);
    world.run();
    await settle();
    expect(said).toEqual([30]);
  });

  it('has no key when its definition gives an empty one', () => {
    const { world, call, happened } = setUp();
    call(30);
    call(300);
    world.run();
    expect(happened()).toMatchObject([{ key: undefined }, { key: 'key 300' }]);
  });

  it('says in the closure of which run it was made, by the entry of that run', () => {
    const { world, effects, stream, scope, happened } = setUp();
    stream.emit({ type: 'command', command: { type: 'Run', name: 'pay', completion: 9 } });
    void inScope(scope.ofRun(9), () => effects.calls['charge']?.(1));
    void inScope(scope, () => effects.calls['charge']?.(2));
    world.take('a#1:charge 0');
    world.take('a#1:charge 1');
    expect(happened()).toMatchObject([{ run: 1 }, { run: undefined }]);
  });

  it('outside of a handler is a mistake', () => {
    const { effects } = setUp();
    expect(() => effects.calls['charge']?.(1)).toThrow('outside a handler');
  });
});

describe('the effect of an attempt that the server has given up', () => {
  it('still happens, and is marked as that of a zombie', () => {
    const { world, stream, call, happened, effects } = setUp({ latencyMs: 10 });
    call(30);
    stream.disconnect();
    world.passTo(10);
    world.run();
    expect(effects.state('charge')).toEqual({ charged: 30 });
    expect(happened()).toMatchObject([{ zombie: true }]);
  });

  it('is marked when the process has died, and its answer reaches no code', async () => {
    const { world, stream, call, happened, said, settle } = setUp();
    call(30);
    stream.crash();
    world.run();
    await settle();
    expect(happened()).toMatchObject([{ zombie: true }]);
    expect([said, world.events.includes('effect answered')]).toEqual([[], false]);
  });

  it('is not marked while the server listens', () => {
    const { world, call, happened } = setUp();
    call(30);
    world.run();
    expect(happened()).toMatchObject([{ zombie: false }]);
  });
});
