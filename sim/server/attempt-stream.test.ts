import { describe, expect, it } from 'vitest';
import type { AttemptMessage } from '../attempt/attempt.ts';
import type { Notification } from '../journal/notification.ts';
import { AttemptStream, type StreamHandler } from './attempt-stream.ts';
import { destinationOf, invoked } from './testing/invocations.ts';
import { RecordedAttempt } from './testing/recorded-attempt.ts';
import { TestWorld } from './testing/test-world.ts';

const CLEAR: AttemptMessage = { type: 'command', command: { type: 'ClearAllState' } };
const RUN: AttemptMessage = { type: 'command', command: { type: 'Run', name: 'charge', completion: 9 } };

function setUp() {
  const world = new TestWorld();
  const invocation = invoked('a');
  const done: string[] = [];
  const handler: StreamHandler = {
    touched: () => done.push('touched'),
    footprintOf: () => ({ reads: [], writes: ['journal:a'] }),
    receive: (_stream, { type }) => done.push(`receive ${type}`),
    closureStarts: (_stream, { name }, after) => done.push(`closure ${name} after ${after}`),
  };
  const stream = new AttemptStream(invocation, 1, destinationOf(invocation), world, handler);
  const attempt = new RecordedAttempt();
  stream.attempt = attempt;
  const notify = (completion: number): void => {
    const notification: Notification = { type: 'completion', of: 'Run', completion, result: 'empty' };
    invocation.journal.push({ kind: 'notification', notification, appendedAtMs: 0 });
    stream.journalGrew();
  };
  const closure = (completion: number): void => stream.closureReady({ completion, name: `c${completion}` });
  return { world, invocation, stream, attempt, done, notify, closure };
}

describe('messages of an attempt', () => {
  it('reach the server one a step, in their order; each step is named by its entry', () => {
    const { world, invocation, stream, done } = setUp();
    stream.emit(CLEAR);
    stream.emit({ type: 'end' });
    expect(world.steps).toEqual(['a#1:append 1 ClearAllState']);
    world.take();
    invocation.commands++;
    expect([done, world.steps]).toEqual([['receive command'], ['a#1:end']]);
    world.take();
    expect([done, world.steps]).toEqual([['receive command', 'receive end'], []]);
  });

  it('after a pause get steps again', () => {
    const { world, stream, done } = setUp();
    stream.emit(CLEAR);
    world.run();
    stream.emit(CLEAR);
    world.run();
    expect(done).toEqual(['receive command', 'receive command']);
  });

  it('with the result of a run are named by the entry of the run, wherever that is by then', () => {
    const { world, invocation, stream } = setUp();
    const store: AttemptMessage = { type: 'proposal', completion: 9, result: { ok: new Uint8Array() } };
    stream.emit(CLEAR);
    stream.emit(RUN);
    stream.emit(store);
    world.take();
    world.take();
    expect(world.steps).toEqual(['a#1:store 2']);
    invocation.runs.set(4, 1);
    expect([stream.entryOfRun(9), stream.entryOfRun(4), stream.entryOfRun(77)]).toEqual([2, 1, 3]);
  });

  it('are activity, which keeps the attempt from being suspended', () => {
    const { world, stream } = setUp();
    world.passTo(40);
    stream.emit(CLEAR);
    expect(stream.lastActivityMs).toBe(40);
  });

  it('that were sent and not yet stored are lost when the server stops listening, and so are later ones', () => {
    const { world, stream, done } = setUp();
    stream.emit(CLEAR);
    stream.close();
    stream.emit(CLEAR);
    expect([world.steps, stream.nextMessage, done]).toEqual([[], undefined, []]);
  });
});

describe('notifications', () => {
  it('are handed over one a step, in the order of the journal', () => {
    const { world, attempt, notify, done } = setUp();
    notify(1);
    notify(2);
    expect(world.steps).toEqual(['a#1:hand over c1']);
    world.take();
    expect([attempt.done, done, world.steps]).toEqual([['notify'], ['touched'], ['a#1:hand over c2']]);
    world.take();
    expect([attempt.done, world.steps]).toEqual([['notify', 'notify'], []]);
  });

  it('are activity too', () => {
    const { world, stream, notify } = setUp();
    notify(1);
    world.passTo(30);
    world.take();
    expect(stream.lastActivityMs).toBe(30);
  });

  it.each<[string, (set: ReturnType<typeof setUp>) => void]>([
    ['has sent its last message', ({ attempt }) => (attempt.finished = true)],
    ['has a closed input', ({ stream }) => stream.closeInput()],
  ])('are not handed over to an attempt that %s', (_, prepare) => {
    const set = setUp();
    set.notify(1);
    prepare(set);
    set.world.run();
    expect(set.attempt.done).not.toContain('notify');
    expect(set.stream.handedOver).toBe(1);
  });

  it('that arrive once the server has stopped listening cause no step', () => {
    const { world, stream, notify } = setUp();
    notify(1);
    stream.close();
    notify(2);
    expect(world.steps).toEqual([]);
  });
});

describe('closures of runs', () => {
  it('start in any order, each in a step of its own, and the step knows what made them ready', () => {
    const { world, stream, attempt, closure, notify, done } = setUp();
    closure(1);
    notify(5);
    world.take('a#1:hand over c5');
    closure(2);
    expect(stream.closuresWaiting).toBe(true);
    world.take('a#1:run 2 c2');
    closure(3);
    world.run();
    expect(done.filter((one) => one !== 'touched')).toEqual([
      'closure c2 after notification',
      'closure c1 after start',
      'closure c3 after run',
    ]);
    expect(attempt.done).toEqual(['notify', 'release', 'release', 'release']);
    expect(stream.closuresWaiting).toBe(false);
  });

  it('of two that are ready, the one that the attempt drops does not start', () => {
    const { world, stream, closure } = setUp();
    closure(1);
    closure(2);
    stream.closureDropped(1);
    stream.closureDropped(7);
    expect([world.steps, stream.closuresWaiting]).toEqual([['a#1:run 2 c2'], true]);
  });

  it('still start when the server has stopped listening, and not when the process has died', () => {
    const { world, stream, attempt, closure } = setUp();
    closure(1);
    stream.close();
    expect(world.steps).toEqual(['a#1:run 1 c1']);
    stream.crash();
    expect([world.steps, stream.closuresWaiting, stream.dead, attempt.done]).toEqual([[], false, true, ['crash']]);
  });
});

describe('an attempt', () => {
  it('whose input is closed already is not asked again', () => {
    const { stream, attempt, closure, world, done } = setUp();
    stream.closeInput();
    stream.closeInput();
    expect(attempt.done).toEqual(['closeInput']);
    closure(1);
    world.run();
    expect(done).toContain('closure c1 after end of input');
  });

  it('that the server gives up is a zombie, and its code is given the chance to notice', () => {
    const { stream, attempt, done } = setUp();
    stream.disconnect();
    expect([stream.zombie, attempt.done, done]).toEqual([true, ['disconnect'], ['touched']]);
  });

  it('leaves no timeout behind when its stream is closed', () => {
    const { world, stream } = setUp();
    stream.timeout = world.clock.arm({ atMs: 5, housekeeping: false, due: () => undefined });
    stream.close();
    expect(world.clock.pending).toBe(false);
  });

  it('is shown with what it remarks, named by kind', () => {
    const { world, stream } = setUp();
    stream.remark({ type: 'ambient', what: 'fetch', where: 'a.ts:1' } as never);
    stream.remark({ type: 'misuse', what: 'unawaited-run', text: 'forgotten' } as never);
    stream.remark({ type: 'log', text: 'hello' } as never);
    expect(world.trace.events).toMatchObject([
      { type: 'remark', attempt: 1, what: 'ambient fetch', text: 'a.ts:1' },
      { what: 'unawaited-run', text: 'forgotten' },
      { what: 'log', text: 'hello' },
    ]);
  });
});
