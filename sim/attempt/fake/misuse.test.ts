import { RestatePromise, object, service } from '@restatedev/restate-sdk';
import type { WorkflowContext } from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { FakeEngine } from './engine.ts';
import { run, server } from '../testing/handlers.ts';
import { SmallServer, boundHandler } from '../testing/small-server.ts';
import * as restate from '@restatedev/restate-sdk';

const branch =
  (c: WorkflowContext) =>
  async (name: string): Promise<string> => {
    await c.get(name);
    return c.run(name, () => name);
  };

describe('awaits of concurrent branches outside a combinator', () => {
  it('end the attempt as in the SDK, and are remarked', async () => {
    const sim = await run((c) => Promise.all([c.sleep(1), c.sleep(2)]), { answer: () => 'none' });
    expect(sim.error?.code).toBe(500);
    expect(sim.error?.message).toContain('awaitNext already pending');
    expect(sim.remarks).toMatchObject([
      { type: 'misuse', what: 'concurrent-branches' },
      { type: 'misuse', what: 'concurrent-await' },
    ]);
  });

  it('are remarked even when they succeed', async () => {
    const sim = await run((c) => Promise.all([c.get('x'), c.get('y')]));
    expect(sim.error).toBeUndefined();
    expect(sim.remarks).toMatchObject([{ type: 'misuse', what: 'concurrent-branches' }]);
  });

  it('issue their commands in another order on replay, so that the same code diverges from its own journal', async () => {
    const sim = server((c) => Promise.all([branch(c)('x'), branch(c)('y')]), { state: { x: 1, y: 2 } });
    await sim.runAttempt();
    const names = sim.journal.flatMap((row) =>
      row.kind === 'command' && row.command.type === 'Run' ? [row.command.name] : [],
    );
    expect(names).toEqual(['y', 'x']);
    await sim.runAttempt();
    expect(sim.error).toMatchObject({ code: 570, mismatch: { field: 'name', recorded: "'y'", replayed: "'x'" } });
  });

  it('are correct when the SDK combines them', async () => {
    const sim = server((c) => RestatePromise.all([c.run('x', () => 1), c.run('y', () => 2)]));
    await sim.runAttempt();
    await sim.runAttempt();
    expect(sim.error).toBeUndefined();
    expect(sim.remarks).toEqual([]);
  });
});

describe('runs that are never awaited', () => {
  it('are remarked at the end', async () => {
    const sim = await run((c) => void c.run('x', () => 1));
    expect(sim.remarks).toMatchObject([{ type: 'misuse', what: 'unawaited-run' }]);
  });

  it('are not remarked when they lost a race before they started', async () => {
    const sim = server(async (c) => {
      await RestatePromise.race([c.sleep(1), c.run('x', () => 1)]);
      await c.sleep(2);
    });
    await sim.runAttempt();
    await sim.runAttempt();
    expect(sim.remarks).toEqual([]);
  });
});

describe('a misuse of the context is remarked', () => {
  it('inside a run closure', async () => {
    const sim = await run((c) => c.run('x', () => c.set('a', 1)));
    expect(sim.remarks).toMatchObject([{ type: 'misuse', what: 'context-in-run' }]);
    expect(sim.commands).toEqual(['Run', 'SetState', 'Output']);
  });

  it('after the handler has ended', async () => {
    let kept: WorkflowContext | undefined;
    const sim = await run((c) => void (kept = c));
    kept?.set('a', 1);
    expect(sim.remarks).toMatchObject([{ type: 'misuse', what: 'context-after-end' }]);
    expect(sim.commands).toEqual(['Output']);
  });

  it('not where it has no effect: a branch that goes on after the handler has thrown writes no bytes', async () => {
    const noBytes = { serialize: () => new ArrayBuffer(1) as never, deserialize: (): undefined => undefined };
    const { promise: later, resolve: goOn } = Promise.withResolvers<void>();
    const sim = await run((c) => {
      void later.then(() => c.set('a', 1, noBytes));
      throw new Error('thrown');
    });
    goOn();
    await sim.settle();
    expect(sim.error?.message).toBe('thrown');
    expect(sim.remarks).toEqual([]);
  });

  it('when a shared handler writes; the command is sent all the same', async () => {
    const shared = restate.handlers.object.shared((c: restate.ObjectSharedContext) => {
      (c as unknown as restate.ObjectContext).set('a', 1);
      return Promise.resolve();
    });
    const sim = new SmallServer(new FakeEngine(), boundHandler(object({ name: 'O', handlers: { h: shared } })));
    await sim.runAttempt();
    expect(sim.remarks).toMatchObject([{ type: 'misuse', what: 'write-in-shared' }]);
    expect(sim.commands).toEqual(['SetState', 'Output']);
  });

  it('when a service uses state or asks for its key', async () => {
    const handler = (c: restate.Context): Promise<void> => {
      (c as unknown as restate.ObjectContext).set('a', 1);
      return Promise.resolve(void (c as unknown as restate.ObjectContext).key);
    };
    const sim = new SmallServer(new FakeEngine(), boundHandler(service({ name: 'S', handlers: { h: handler } })));
    await sim.runAttempt();
    expect(sim.remarks).toMatchObject([{ type: 'misuse', what: 'state-in-service' }]);
    expect(sim.output).toMatchObject({ failure: { code: 500, message: "this handler type doesn't support key()" } });
  });

  it('when a call is never awaited', async () => {
    const sim = await run((c) => void c.genericCall({ service: 'S', method: 'm', parameter: new Uint8Array() }));
    expect(sim.remarks).toMatchObject([{ type: 'misuse', what: 'unawaited-call' }]);
  });
});
