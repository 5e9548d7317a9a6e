import { LOADED_CODE } from './loaded-code.ts';
import { MOCKED_REQUESTS } from './mocked-requests.ts';
import { FAULT_OF_OURS, HELD, run, SDK, type EverydayCode } from './program.ts';

const judging: readonly EverydayCode[] = [
  {
    name: 'options of the endpoint',
    files: {
      'app.ts': `${SDK}class SoldOut extends Error {}
const kiosk = restate.service({
  name: 'Kiosk',
  handlers: {
    order: async (_ctx: restate.Context): Promise<void> => {
      throw new SoldOut('nothing is left');
    },
  },
});
void restate.serve({
  services: [kiosk],
  defaultServiceOptions: {
    asTerminalError: (error) => (error instanceof SoldOut ? new restate.TerminalError(error.message) : undefined),
  },
});`,
    },
    command: run(),
    status: 0,
    says: ['everything held, but 1 of 1 handler never succeeded: 1 scenario, 40 runs'],
  },
  {
    name: 'a job that schedules itself for ever',
    files: {
      'app.ts': `${SDK}type Own = { since: number };
export const reminder = restate.object({
  name: 'Reminder',
  handlers: {
    begin: async (ctx: restate.ObjectContext<Own>) => {
      if ((await ctx.get('since')) !== null) return;
      ctx.set('since', await ctx.date.now());
      next(ctx);
    },
    remind: async (ctx: restate.ObjectContext<Own>) => {
      await ctx.run('mail', () => 'sent');
      next(ctx);
    },
  },
});
const next = (ctx: restate.ObjectContext<Own>): void =>
  void ctx.objectSendClient<typeof reminder>({ name: 'Reminder' }, ctx.key).remind(restate.rpc.sendOpts({ delay: 3_600_000 }));
export const innocent = restate.service({
  name: 'Innocent',
  handlers: { ping: async (ctx: restate.Context) => ctx.run('ping', () => 'pong') },
});`,
    },
    command: run(),
    status: 0,
    says: [HELD, 'Reminder/remind schedules itself again after each run'],
    neverSays: ['Livelock', 'undecided'],
  },
  {
    name: 'a step that waits for nothing',
    files: {
      'app.ts': `${SDK}export const printer = restate.object({
  name: 'Printer',
  handlers: { print: async (ctx: restate.ObjectContext) => ctx.run('spool', () => new Promise<void>(() => {})) },
});`,
    },
    command: run('app.ts', '3'),
    status: 1,
    says: ['print of Printer/', 'waits for a promise that never settles', "run 'spool'"],
    neverSays: [FAULT_OF_OURS],
  },
  {
    name: 'a promise that several invocations share',
    files: {
      'app.ts': `${SDK}let session: Promise<string> | undefined;
const login = (ctx: restate.Context): Promise<string> =>
  (session ??= (async () => {
    await ctx.sleep(100);
    session = undefined;
    return 'session';
  })());
export const feed = restate.service({
  name: 'Feed',
  handlers: { read: async (ctx: restate.Context) => ctx.run('read', () => login(ctx).then(() => 'news')) },
});`,
    },
    command: run('app.ts', '40', '--time', '20s'),
    status: 1,
    says: [/broken: 1 scenario/],
    neverSays: [FAULT_OF_OURS],
  },
  ...(
    [
      [
        'Promise.all over runs',
        `Promise.all([1, 2].map(async (n) => { await ctx.run('a' + n, () => n); return ctx.run('b' + n, () => n); }))`,
      ],
      [
        'Promise.race with a sleep',
        `Promise.race([ctx.serviceClient<typeof mixer>({ name: 'Mixer' }).part(), ctx.sleep(100)])`,
      ],
      [
        'Promise.allSettled over calls',
        `Promise.allSettled([1, 2].map(() => ctx.serviceClient<typeof mixer>({ name: 'Mixer' }).part()))`,
      ],
    ] as const
  ).map(([name, expression]): EverydayCode => ({
    name,
    files: {
      'app.ts': `${SDK}export const mixer = restate.service({
  name: 'Mixer',
  handlers: {
    part: async (ctx: restate.Context): Promise<number> => { await ctx.sleep(300); return 1; },
    mix: async (ctx: restate.Context): Promise<void> => { await ${expression}; },
  },
});`,
    },
    command: run(),
    status: 1,
    says: ['Two awaits of the context are blocked at the same time', 'Confirmed'],
    neverSays: [FAULT_OF_OURS],
  })),
  {
    name: 'few attempts, which lost connections use up',
    files: {
      'app.ts': `${SDK}export const ledger = restate.object({
  name: 'Ledger',
  options: { retryPolicy: { maxAttempts: 2, initialInterval: 100 } },
  handlers: {
    post: async (ctx: restate.ObjectContext) => {
      ctx.set('last', 'begun');
      await ctx.run('first', () => 1);
      await ctx.run('second', () => 2);
      ctx.set('last', 'done');
    },
  },
});`,
    },
    command: run('app.ts', '300'),
    status: 1,
    says: ['post of Ledger/', 'used up its attempts (maxAttempts of its retryPolicy) by', "onMaxAttempts: 'kill'"],
    neverSays: ['Poison message', FAULT_OF_OURS],
  },
];

const outside: readonly EverydayCode[] = [
  {
    name: 'code that prints, and JSON on standard output',
    files: {
      'app.ts': `${SDK}import { writeSync } from 'node:fs';
console.log('the desk opens');
writeSync(1, 'by descriptor, too');
export const desk = restate.service({
  name: 'Desk',
  handlers: {
    greet: async (ctx: restate.Context) => {
      console.log('a guest comes');
      process.stdout.write('and says hello');
      writeSync(1, 'and by descriptor');
      return ctx.run('word', () => 'hello');
    },
  },
});`,
    },
    command: run('app.ts', '5', '--json', '-'),
    status: 0,
    says: ['"verdict": "held"'],
    isJson: true,
  },
  {
    name: 'a logger that reads the clock',
    files: {
      'node_modules/quick-log/package.json': '{ "name": "quick-log", "type": "module", "exports": "./index.js" }',
      'node_modules/quick-log/index.js': 'export const log = (text) => ({ at: Date.now(), also: new Date(), text });',
      'app.ts': `${SDK}import { log } from 'quick-log';
export const door = restate.service({
  name: 'Door',
  handlers: {
    open: async (ctx: restate.Context) => { log('opens'); return ctx.run('open', () => 'open'); },
    close: async (ctx: restate.Context) => { log('closes'); return ctx.run('close', () => 'closed'); },
  },
});`,
    },
    command: run(),
    status: 0,
    says: [HELD, /^((?!advice).)*advice \(40×\): The package quick-log reads the clock ((?!advice).)*$/],
    neverSays: ['Door/open uses', 'Door/close uses'],
  },
  {
    name: 'a mocked fetch, before and after the first world',
    files: {
      'weather.ts': `${SDK}export const weather = restate.service({
  name: 'Weather',
  handlers: {
    degrees: async (ctx: restate.Context): Promise<number> =>
      ctx.run('ask', async () => ((await (await fetch('http://sky.example/now')).json()) as { degrees: number }).degrees),
  },
});`,
      'before.test.ts': `import { expect, test } from 'restate-sim/vitest';
import { afterAll, beforeAll, vi } from 'vitest';
import { weather } from './weather.ts';
const mock = vi.fn(async () => Response.json({ degrees: 21 }));
beforeAll(() => void vi.stubGlobal('fetch', mock));
afterAll(() => void vi.unstubAllGlobals());
test.override({ services: [weather] });
test('asks', async ({ sim }) => {
  expect(await sim.client.service(weather).degrees()).toBe(21);
  expect(mock).toHaveBeenCalledTimes(1);
  (globalThis.fetch as typeof mock).mockImplementationOnce(async () => Response.json({ degrees: 3 }));
  expect(await sim.client.service(weather).degrees()).toBe(3);
});`,
      'after.test.ts': `import { expect, test } from 'restate-sim/vitest';
import { vi } from 'vitest';
import { weather } from './weather.ts';
test.override({ services: [weather] });
test('asks', async ({ sim }) => {
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json({ degrees: 7 }));
  expect(await sim.client.service(weather).degrees()).toBe(7);
  spy.mockRestore();
  vi.stubGlobal('fetch', async () => Response.json({ degrees: 8 }));
  expect(await sim.client.service(weather).degrees()).toBe(8);
  vi.unstubAllGlobals();
});`,
      'environment.test.ts': `import * as clients from '@restatedev/restate-sdk-clients';
import { RestateTestEnvironment } from 'restate-sim';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { weather } from './weather.ts';
const mock = vi.fn(async () => Response.json({ degrees: 5 }));
const real = globalThis.fetch;
let environment: RestateTestEnvironment;
beforeAll(async () => {
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => (String(url).includes('sky.example') ? mock() : real(url, init)));
  environment = await RestateTestEnvironment.start({ services: [weather] });
});
afterAll(async () => {
  await environment.stop();
  vi.unstubAllGlobals();
});
test('asks', async () => {
  expect(await clients.connect({ url: environment.baseUrl() }).serviceClient(weather).degrees()).toBe(5);
  expect(mock).toHaveBeenCalledTimes(1);
});`,
    },
    status: 0,
    says: [/Tests +3 passed/],
  },
];

export const EVERYDAY_CODE: readonly EverydayCode[] = [...LOADED_CODE, ...judging, ...outside, ...MOCKED_REQUESTS];
