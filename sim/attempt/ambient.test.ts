import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { installAmbient, uninstallAmbient } from './ambient.ts';
import { realSetTimeout } from './ambient/real.ts';
import type { Remark } from './remark.ts';
import { Ledger, Scope, currentScope, inScope } from './scope.ts';
import { run, server } from './testing/handlers.ts';
import { TestProcess } from './testing/small-server.ts';

/** The globals that fake timers of a test runner replace. */
const FAKED = ['Date', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'];

beforeAll(installAmbient);

/** Runs code in a scope of its own, outside or inside a run closure. */
function simulated<T>(
  code: () => T,
  insideRun?: number,
): { result: T; remarks: Remark[]; process: TestProcess; scope: Scope } {
  const remarks: Remark[] = [];
  const process = new TestProcess();
  const scope = new Scope(process, new Ledger((remark) => remarks.push(remark)), insideRun);
  return { result: inScope(scope, code), remarks, process, scope };
}

describe('the clock', () => {
  it("is the attempt's own outside of ctx.run, and is remarked with its line", () => {
    const { result, remarks, process } = simulated(() => [Date.now(), new Date().getTime(), new Date(5).getTime()]);
    expect(result).toEqual([process.ambientNow(), process.ambientNow(), 5]);
    expect(remarks).toEqual([
      { type: 'ambient', what: 'Date.now', where: expect.stringMatching(/ambient\.test\.ts:\d+:\d+$/), by: undefined },
      { type: 'ambient', what: 'new Date', where: expect.stringMatching(/ambient\.test\.ts:\d+:\d+$/) },
    ]);
  });

  it('is that of the process inside ctx.run, without a remark', () => {
    const { result, remarks, process } = simulated(() => Date.now(), 1);
    expect(result).toBe(process.now());
    expect(remarks).toEqual([]);
  });

  it('is remarked once per attempt', () => {
    const { remarks } = simulated(() => [Date.now(), Date.now(), performance.now(), process.hrtime.bigint()]);
    expect(remarks.map((remark) => remark.type === 'ambient' && remark.what)).toEqual([
      'Date.now',
      'performance.now',
      'process.hrtime',
    ]);
  });

  it('stays a Date in every respect', () => {
    simulated(() => {
      const date = new Date();
      class Later extends Date {}
      expect(date).toBeInstanceOf(Date);
      expect(date.constructor).toBe(Date);
      expect(new Later(7)).toBeInstanceOf(Later);
      expect(Date.UTC(1970, 0)).toBe(0);
      expect(typeof Date()).toBe('string');
    });
  });
});

describe('code outside of a simulation', () => {
  it('has the real globals', () => {
    expect(Math.abs(Date.now() - new Date().getTime())).toBeLessThan(1_000);
    expect(Date.now()).toBeGreaterThan(Date.UTC(2026, 1));
    expect(Math.random()).not.toBe(Math.random());
    expect(currentScope()).toBeUndefined();
  });

  it('may use fake timers of a test runner, which do not reach simulated code', () => {
    vi.useFakeTimers({ now: 42 });
    try {
      let fired = false;
      setTimeout(() => (fired = true), 1_000);
      vi.advanceTimersByTime(1_000);
      expect(fired).toBe(true);
      expect(Date.now()).toBe(1_042);
      const { result, process } = simulated(() => Date.now(), 1);
      expect(result).toBe(process.now());
      expect(simulated(() => new Date().constructor === Date, 1).result).toBe(true);
    } finally {
      vi.useRealTimers();
    }
    expect(Date.now()).toBeGreaterThan(Date.UTC(2026, 1));
  });

  it('has the real ones again even where the first world was made under fake timers', () => {
    uninstallAmbient();
    const real = Object.getOwnPropertyDescriptors(globalThis);
    try {
      vi.useFakeTimers({ now: 42 });
      installAmbient();
      vi.useRealTimers();
      expect(Date.now()).toBeGreaterThan(Date.UTC(2026, 1));
      vi.useFakeTimers({ now: 43 });
      vi.useRealTimers();
      expect(Date.now()).toBeGreaterThan(Date.UTC(2026, 1));
      expect(simulated(() => Date.now(), 1).result).toBe(new TestProcess().now());
    } finally {
      // The fake ones must not stay for other tests.
      uninstallAmbient();
      for (const name of FAKED) Object.defineProperty(globalThis, name, real[name] ?? {});
      installAmbient();
    }
  });

  it('reads the performance clock that it has saved, while fake timers put another in its place', () => {
    const { performance: saved } = globalThis;
    vi.useFakeTimers({ now: 42 });
    try {
      expect(saved.now()).toBeGreaterThan(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps its fake timers where the test runner puts the real ones in their place for a moment', () => {
    vi.useFakeTimers({ now: 42 });
    try {
      // As vitest does around each of its messages to its main process.
      const { setTimeout: saved } = globalThis;
      globalThis.setTimeout = realSetTimeout;
      expect(() => simulated(() => setTimeout(() => {}, 5))).not.toThrow();
      globalThis.setTimeout = saved;
      let fired = false;
      setTimeout(() => (fired = true), 1_000);
      vi.advanceTimersByTime(1_000);
      expect(fired).toBe(true);
    } finally {
      vi.useRealTimers();
    }
    const timer = setTimeout(() => {}, 1);
    expect(timer.constructor.name).toBe('Timeout');
    clearTimeout(timer);
  });

  it('is not disturbed by code of a simulation that runs at the same time', async () => {
    const { result } = simulated(async () => {
      await Promise.resolve();
      return Date.now();
    }, 1);
    expect(Date.now()).toBeGreaterThan(Date.UTC(2026, 1));
    expect(await result).toBe(new TestProcess().now());
  });
});

describe('chance', () => {
  it('comes from the attempts own stream', () => {
    const draw = (): unknown[] => [
      Math.random(),
      crypto.randomUUID(),
      randomUUID(),
      crypto.getRandomValues(new Uint8Array(2)).join(),
    ];
    const first = simulated(draw);
    expect(simulated(draw).result).toEqual(first.result);
    expect(first.result[0]).toBe(0.375);
    expect(first.remarks).toHaveLength(3);
  });
});

describe('timers', () => {
  it('fire by virtual time, in the scope that armed them', async () => {
    const seen: unknown[] = [];
    const { process, scope } = simulated(() => {
      setTimeout((value: string) => seen.push(value, currentScope()), 1_000, 'a');
      clearTimeout(setTimeout(() => seen.push('never'), 1));
    });
    expect(scope.ledger.knownWaits).toBe(1);
    process.timers[0]?.callback();
    expect(seen).toEqual(['a', scope]);
    expect(scope.ledger.knownWaits).toBe(0);
  });

  it('are promised by node:timers/promises too', async () => {
    const { result, process } = simulated(() => wait(5, 'value'));
    expect(process.timers[0]?.atMs).toBe(process.nowMs + 5);
    process.timers[0]?.callback();
    expect(await result).toBe('value');
  });

  it('repeat until they are cleared', () => {
    let count = 0;
    const { process } = simulated(() => {
      const timer = setInterval(() => {
        if (++count === 2) clearInterval(timer);
      }, 10);
    });
    for (let i = 0; i < 5; i++) process.timers.shift()?.callback();
    expect(count).toBe(2);
    expect(process.timers).toEqual([]);
  });

  it('are cancelled when the process dies', () => {
    const { process, scope } = simulated(() => setTimeout(() => {}, 1));
    scope.ledger.die();
    expect(process.timers).toEqual([]);
  });

  it('keep an attempt from counting as waiting outside', async () => {
    const sim = server(() => new Promise((resolve) => setTimeout(() => resolve('done'), 1_000)));
    await sim.begin();
    expect(sim.attempt?.waitsOutside).toBe(false);
    sim.process.timers[0]?.callback();
    await sim.step();
    await sim.notify({ type: 'signal', signal: { name: 'x' }, result: 'empty' });
    expect(sim.output).toBe('done');
  });
});

describe('the network', () => {
  it('is refused with a sentence that says what to do', async () => {
    const sim = await run(() => fetch('http://localhost'));
    expect(sim.error?.message).toMatch(
      /^fetch is called at .*ambient\.test\.ts:\d+:\d+ \(GET http:\/\/localhost\/\), but .* move the call into ctx\.run\(.a name., \.\.\.\), and stub that step/,
    );
    expect(() => simulated(() => http.get('http://localhost'))).toThrow(/http\.get is called/);
    // Database drivers do the same: they listen and catch nothing.
    const { result } = simulated(() => new net.Socket().connect(1));
    const [error] = (await once(result, 'close').catch((thrown: unknown) => [thrown])) as [Error];
    expect(error.message).toMatch(/net\.Socket\.connect is called/);
  });

  it('is not refused to a fetch that a test has replaced', async () => {
    const real = globalThis.fetch;
    globalThis.fetch = () => Promise.resolve(new Response('stub'));
    try {
      const { result } = simulated(() => fetch('http://localhost').then((response) => response.text()));
      expect(await result).toBe('stub');
    } finally {
      globalThis.fetch = real;
    }
    await expect(simulated(() => fetch('http://localhost')).result).rejects.toThrow(/no network/);
  });
});

describe('a mocked fetch', () => {
  const reach = (): Promise<string> => fetch('http://localhost').then((response) => response.text());
  const mock = (): Promise<Response> => Promise.resolve(new Response('mocked'));

  it('that was there before the first world is not refused, and Node’s own is afterwards', async () => {
    uninstallAmbient();
    vi.stubGlobal('fetch', mock);
    installAmbient();
    expect(globalThis.fetch).toBe(mock);
    expect(await simulated(reach).result).toBe('mocked');
    // This puts the descriptor back that was there before the patch.
    vi.unstubAllGlobals();
    installAmbient();
    await expect(simulated(reach).result).rejects.toThrow(/fetch is called at .*no network/);
  });

  it('that comes later is what the test sees, and what simulated code gets', async () => {
    vi.stubGlobal('fetch', mock);
    expect(globalThis.fetch).toBe(mock);
    expect(await simulated(reach).result).toBe('mocked');
    vi.unstubAllGlobals();
    const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(mock);
    expect(await simulated(reach).result).toBe('mocked');
    expect(spy).toHaveBeenCalledOnce();
    spy.mockRestore();
    await expect(simulated(reach).result).rejects.toThrow(/no network/);
  });

  it('that passes on to the fetch it replaced reaches no network either', async () => {
    const saved = globalThis.fetch;
    vi.stubGlobal('fetch', (input: string) => saved(input));
    await expect(simulated(reach).result).rejects.toThrow(/no network/);
    vi.unstubAllGlobals();
  });
});

describe('what simulated code prints', () => {
  it('is recorded, by console, stream or file descriptor, and not printed', () => {
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
    uninstallAmbient();
    installAmbient();
    try {
      const { remarks } = simulated(() => {
        console.log('bought %d', 3);
        console.warn({ few: true });
        process.stdout.write('a line\n');
        writeSync(1, 'of a logger\n');
        process.stderr.write('trouble');
      });
      expect(remarks).toEqual([
        { type: 'log', level: 'INFO', text: 'bought 3', replaying: false },
        { type: 'log', level: 'WARN', text: '{ few: true }', replaying: false },
        { type: 'log', level: 'INFO', text: 'a line', replaying: false },
        { type: 'log', level: 'INFO', text: 'of a logger', replaying: false },
        { type: 'log', level: 'ERROR', text: 'trouble', replaying: false },
      ]);
      expect(printed).not.toHaveBeenCalled();
      console.log('outside');
      expect(printed).toHaveBeenCalledWith('outside');
    } finally {
      uninstallAmbient();
      printed.mockRestore();
      installAmbient();
    }
  });

  it('is printed too where the process lets it through', () => {
    const printed = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    uninstallAmbient();
    installAmbient();
    try {
      const scope = new Scope(Object.assign(new TestProcess(), { printsThrough: true }), new Ledger(() => {}));
      inScope(scope, () => process.stdout.write('seen\n'));
      expect(printed).toHaveBeenCalledWith('seen\n');
    } finally {
      uninstallAmbient();
      printed.mockRestore();
      installAmbient();
    }
  });
});

describe('real input and output', () => {
  it('is let through with a remark, and the attempt counts as waiting outside', async () => {
    const sim = server((c) => c.run('read', async () => (await readFile(new URL(import.meta.url), 'utf8')).length > 0));
    await sim.begin();
    await sim.step();
    expect(sim.attempt?.waitsOutside).toBe(true);
    expect(sim.remarks).toMatchObject([{ type: 'real-io', text: expect.stringContaining('fs.promises.readFile') }]);
    while (sim.attempt?.waitsOutside === true) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await sim.settle();
    }
    while (await sim.step());
    expect(sim.output).toBe(true);
  });
});
