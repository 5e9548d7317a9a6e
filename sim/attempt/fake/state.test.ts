import { describe, expect, it } from 'vitest';
import { run } from '../testing/handlers.ts';

describe('state', () => {
  it("is read from the state map, and from the handler's own writes", async () => {
    const sim = await run(
      async (c) => {
        const before = await c.get('a');
        c.set('a', 2);
        c.clear('b');
        return [before, await c.get('a'), await c.get('b'), await c.get('never')];
      },
      { state: { a: 1, b: 1 } },
    );
    expect(sim.output).toEqual([1, 2, null, null]);
  });

  it('gives a fresh copy at each read, and undefined for a value of no bytes', async () => {
    const sim = await run(
      async (c) => {
        const [first, second] = [await c.get<object>('a'), await c.get<object>('a')];
        c.set('u', undefined);
        return [first === second, (await c.get('u')) === undefined];
      },
      { state: { a: {} } },
    );
    expect(sim.output).toEqual([false, true]);
  });

  it('requests from the server what a partial map lacks, and no more after clearAll', async () => {
    const sim = await run(
      async (c) => {
        const known = [await c.get('a'), await c.get('b'), await c.stateKeys()];
        c.clearAll();
        return [...known, await c.get('a'), await c.stateKeys()];
      },
      { state: { a: 1 }, partial: true },
    );
    expect(sim.output).toEqual([1, 5, ['v'], null, []]);
    expect(sim.commands).toEqual([
      'GetEagerState',
      'GetLazyState',
      'GetLazyStateKeys',
      'ClearAllState',
      'GetEagerState',
      'GetEagerStateKeys',
      'Output',
    ]);
  });

  it('still lists cleared keys, as the SDK does', async () => {
    const sim = await run((c) => (c.clear('b'), c.set('ä', 1), c.stateKeys()), { state: { z: 1, b: 1 } });
    expect(sim.output).toEqual(['b', 'z', 'ä']);
  });

  it('takes a completion id for an eager read too', async () => {
    const sim = await run(async (c) => (await c.get('a'), await c.sleep(1)));
    expect(sim.journal.at(2)).toMatchObject({ command: { type: 'Sleep', completion: 2 } });
  });

  it('ends the attempt when a value cannot be written or read', async () => {
    const written = await run((c) => (c.set('a', 1n), c.sleep(1)));
    expect(written.error).toMatchObject({ code: 500, related: { index: 1, type: 'SetState' } });
    const bad = { contentType: 'x', serialize: () => new Uint8Array(1), deserialize: () => fail() };
    const read = await run(async (c) => c.get('a', bad).catch(() => 'caught'), { state: { a: 1 } });
    expect(read.error).toMatchObject({ code: 500, message: 'unreadable', related: { index: 1 } });
  });
});

function fail(): never {
  throw new Error('unreadable');
}
