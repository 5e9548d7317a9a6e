import { harmless, noticed, type Row } from '../row.ts';

const WAITS = 'real input or output';
const SAME = 'the order is that of the program';

/** Ways to wait, and to go on later. */
export const TIMERS: readonly Row[] = [
  noticed('`setTimeout`', 'await new Promise((done) => setTimeout(done, 5))', 'uses setTimeout'),
  noticed('`setInterval`', 'clearInterval(setInterval(() => {}, 5))', 'uses setInterval'),
  noticed('`setImmediate`', 'await new Promise((done) => setImmediate(done))', 'uses setImmediate'),
  noticed('`timers/promises`', 'await timersPromises.setTimeout(5)', 'uses setTimeout'),
  noticed('`scheduler.wait`', 'await timersPromises.scheduler.wait(5)', 'uses scheduler.wait'),
  noticed('`AbortSignal.timeout`', 'AbortSignal.timeout(5)', 'uses AbortSignal.timeout'),
  harmless(
    '`setTimeout` in `ctx.run`',
    "await ctx.run('wait', () => new Promise<void>((done) => setTimeout(done, 5)))",
    'it waits in virtual time',
  ),
  harmless(
    '`queueMicrotask`, `process.nextTick`',
    'await new Promise<void>((done) => queueMicrotask(() => process.nextTick(done)))',
    SAME,
  ),
  harmless('`EventEmitter`', "const bus = new events.EventEmitter(); bus.on('x', () => {}); bus.emit('x')", SAME),
  harmless(
    '`AsyncLocalStorage` of its own',
    'await new AsyncLocalStorage<number>().run(5, () => Promise.resolve())',
    SAME,
  ),
  noticed(
    '`AsyncLocalStorage.snapshot`, made before the world',
    "await ctx.run('read', () => outside(() => Date.now()))",
    'Date.now',
    { module: 'const outside = AsyncLocalStorage.snapshot();' },
  ),
  noticed('`Math.random` by a queue of the module', 'await call()', 'Math.random', {
    module: `const jobs: (() => void)[] = []; let wake = () => {};
void (async () => { for (;;) { while (jobs.length > 0) jobs.shift()?.(); await new Promise<void>((resolve) => { wake = resolve; }); } })();
const call = (): Promise<number> => new Promise((resolve) => { jobs.push(() => resolve(Math.random())); wake(); });`,
  }),
  noticed(
    '`MessageChannel`',
    'const { port1, port2 } = new MessageChannel(); const got = new Promise((done) => { port2.onmessage = done; }); port1.postMessage(1); await got; port1.close()',
    WAITS,
  ),
  noticed(
    '`BroadcastChannel`',
    "const one = new BroadcastChannel('x'); const other = new BroadcastChannel('x'); const got = new Promise((done) => { other.onmessage = done; }); one.postMessage(1); await got; one.close(); other.close()",
    WAITS,
  ),
  harmless(
    '`Atomics.wait`',
    'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)',
    'no other thread has the memory, so it always times out',
  ),
  noticed(
    '`Atomics.waitAsync`',
    'await (Atomics as unknown as { waitAsync(...args: unknown[]): { value: Promise<string> } }).waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2).value',
    WAITS,
  ),
  harmless('`SharedArrayBuffer`', 'new Int32Array(new SharedArrayBuffer(4))[0] = 1', 'no other thread has it'),
  noticed('a promise that never settles', 'await new Promise(() => {})', 'a promise that never settles'),
];
