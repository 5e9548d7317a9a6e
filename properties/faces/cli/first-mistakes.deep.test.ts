/**
 * Goal: the errors of a user's first ten minutes say what to do. Method: the mistakes are made, by the command line and by the
 * library, and the messages are compared.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as restate from '@restatedev/restate-sdk';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { property, scenario, Simulation } from '../../../sim/index.ts';
import { flat, ROOT, type Ended } from '../../harness/command.ts';
import { FolderOfServices } from './folder-of-services.ts';

const folder = new FolderOfServices();
afterAll(() => folder.remove());

const SDK = "import * as restate from '@restatedev/restate-sdk';\n";

/** Runs the command over a file with this code. */
function command(name: string, code: string | undefined, ...more: string[]): Ended {
  if (code !== undefined) folder.write(name, code);
  return folder.command('run', name, '--runs', '5', '--seed', '1', ...more);
}

describe('a scenario that cannot be right', () => {
  const code = (
    options: string,
  ): string => `${SDK}import { atRest, scenario } from ${JSON.stringify(join(ROOT, 'sim', 'index.ts'))};
const box = restate.object({ name: 'Box', handlers: { put: async (ctx: restate.ObjectContext) => ctx.set('is', 1) } });
const post = restate.service({ name: 'Post', handlers: { send: async (ctx: restate.Context) => {} } });
export const s = scenario('boxes', { services: [box], ${options} });`;

  it.each([
    [
      'asks for a service that is not bound',
      'call(post, "send", {})',
      'does not bind Post: add its definition to `services`',
    ],
    ['asks for a handler that does not exist', 'call(box, "putt", { key: "a" })', 'the handlers of Box are: put.'],
    [
      'asks an object without a key',
      'call(box, "put", {})',
      'without a key: it belongs to a virtual object, so give a key',
    ],
  ])('%s', (_what, call, words) => {
    const { status, error } = command('boxes.ts', code(`operations: ({ call }) => [${call}]`));
    expect({ status, lines: error.split('\n').length }).toEqual({ status: 3, lines: 1 });
    expect(error).toContain(words);
  });

  it('has an invariant that throws', () => {
    const throwing = `operations: ({ call }) => [call(box, 'put', { key: 'a' })],
  invariants: [atRest('all is there', () => { throw new TypeError('no total'); })]`;
    const { status, out } = command('boxes.ts', code(throwing));
    expect(status).toBe(1);
    expect(flat(out)).toMatch(/The invariant throws TypeError: no total \(.*boxes\.ts:6\)\. Either the run is wrong/);
    expect(flat(out)).toContain('Confirmed: run again, it gives the same trace on the engines fake and sdk');
  });

  it.each([
    ['() => undefined', 'returned undefined; it has to return `true`'],
    ['() => false', 'returned false; it has to return `true`'],
    ['async () => true', 'returned a promise; it has to return `true`'],
  ])('has an invariant that returns no verdict: %s', (holds, words) => {
    const given = `operations: ({ call }) => [call(box, 'put', { key: 'a' })], invariants: [atRest('all is there', ${holds})]`;
    const { status, error } = command('boxes.ts', code(given));
    expect({ status, lines: error.split('\n').length }).toEqual({ status: 3, lines: 1 });
    expect(error).toContain(`The invariant "all is there" ${words}`);
  });

  it.each([
    ['() => [{ kind: "call", service: "Box", handler: "put", key: "a" }]', 'operation 1 is an object'],
    ['({ call }) => [call(box, "put", { key: "a" }), 5]', 'operation 2 is 5'],
    ['({ call }) => call(box, "put", { key: "a" })', '`operations` returned an arbitrary'],
    ['() => undefined', '`operations` returned undefined'],
  ])('has operations that are no arbitraries: %s', (operations, words) => {
    const { status, error } = command('boxes.ts', code(`operations: ${operations}`));
    expect({ status, lines: error.split('\n').length }).toEqual({ status: 3, lines: 1 });
    expect(error).toContain(words);
    expect(error).not.toContain('fault of restate-sim');
  });

  it('throws outside of invariants, as in an outcome', () => {
    const throwing = `operations: ({ call }) => [call(box, 'put', { key: 'a' })],
  outcomes: { 'it is there': () => { throw new TypeError('no event'); } }`;
    const { status, error } = command('boxes.ts', code(throwing));
    expect({ status, lines: error.split('\n').length }).toEqual({ status: 3, lines: 1 });
    expect(error).toMatch(/TypeError: no event \(boxes\.ts:6\)\. It comes from code outside of handlers/);
  });
});

describe('an error that no code catches', () => {
  const shop = (code: string): string =>
    `${SDK}export const shop = restate.service({ name: 'Shop', handlers: {
  buy: async (ctx: restate.Context) => {
    ${code}
    return 'bought';
  },
} });`;

  it.each([
    [
      'promise.ts',
      "void (async () => { throw new Error('overlooked'); })();",
      'A promise is rejected with Error: overlooked (promise.ts:4:',
    ],
    [
      'step.ts',
      "await ctx.run('pay', () => { void Promise.reject(new Error('overlooked')); });",
      'A promise is rejected with Error: overlooked (step.ts:4:',
    ],
    ['callback.ts', "queueMicrotask(() => { throw new Error('overlooked'); });", 'Error: overlooked (callback.ts:4:'],
    [
      'timer.ts',
      "setTimeout(() => { throw new Error('overlooked'); }, 10); await ctx.sleep(50);",
      'Error: overlooked (timer.ts:4:',
    ],
  ])('in %s is a finding of the handler, on both engines', (name, code, words) => {
    const { status, out, error } = command(name, shop(code));
    expect(error).toBe('');
    expect(status).toBe(1);
    const text = out.replaceAll(/\s+/g, ' ');
    expect(text).toContain(words);
    expect(text).toContain('The service process ends there');
    expect(text).toContain('Confirmed: run again, it gives the same trace on the engines fake and sdk');
  });
});

it('a request that a file makes while it is loaded, and does not await, is no fault of restate-sim', () => {
  const client = `${SDK}export const shop = restate.service({ name: 'Shop', handlers: { buy: async () => 'bought' } });
void fetch('http://127.0.0.1:59999/Shop/buy');`;
  const { status, error } = command('client.ts', client);
  const sentence =
    /^restate-sim: TypeError: fetch failed \(.*59999.*\) rejects a promise that is not awaited, .* names no line of your files\./;
  expect(error).toMatch(sentence);
  expect(error).not.toContain('fault of restate-sim');
  expect({ status, lines: error.split('\n').length }).toEqual({ status: 3, lines: 1 });
});

describe('a first command', () => {
  it.each([
    ['nowhere.ts', undefined, /^restate-sim: There is no file nowhere\.ts\.$/],
    [
      'broken.ts',
      `${SDK}export const broken = restate.service({ name: 'B', handlers: { a: async (ctx => 1 } });`,
      /broken\.ts does not compile: line 2, column \d+: Expected/,
    ],
    ['missing.ts', "import 'left-pad-2';", /missing\.ts imports 'left-pad-2', which is not found: is it installed/],
    ['typo.ts', "import './utlis';", /typo\.ts imports '.*utlis', which is not found: is it spelled right\?/],
    [
      'settings.ts',
      "import { z } from 'zod'; z.object({ URL: z.string(), db: z.object({ port: z.number() }) }).parse({ db: {} });",
      /ZodError: URL: Invalid input: expected string, received undefined; db\.port: Invalid .* undefined \(settings\.ts:1\)/,
    ],
    ['throws.ts', "throw new Error('no DATABASE_URL');", /throws\.ts fails while it is loaded: Error: no DATABASE_URL/],
    ['exits.ts', 'process.exit(1);', /exits\.ts ends the process with 1 while it is loaded/],
    ['empty.ts', 'export const x = 1;', /empty\.ts neither exports nor serves a service: export what restate\.service/],
    [
      'unknown.ts',
      `${SDK}restate.serve({ services: [restate.service({ name: 'S', handlers: {
        greet: async (ctx: restate.Context, name: any) => name } })] });`,
      /No handler can be called: S\/greet \(its input is unknown: its type is any\)\. Declare inputs .* or give examples/,
    ],
  ])('over %s says what is wrong, and what to do', (name, code, sentence) => {
    const { status, error } = command(name, code);
    expect(error).toMatch(sentence);
    expect(error.split('\n')).toHaveLength(1);
    expect(status).toBe(3);
  });

  it('over a package of the workspace that was not built says so', () => {
    folder.write('node_modules/@acme/shared/package.json', '{ "type": "module", "exports": "./dist/index.js" }');
    const { error } = command('unbuilt.ts', "import '@acme/shared';");
    const sentence = /unbuilt\.ts imports '@acme\/shared', which has no file dist.index\.js: build that package first/;
    expect(error).toMatch(sentence);
  });

  it('takes services that are only made, as those are that serve when they are started themselves', () => {
    const code = `${SDK}const s = restate.service({ name: 'S', handlers: { greet: async () => 'hi' } });
      if (process.argv.includes('serve')) restate.serve({ services: [s] });`;
    expect(command('made.ts', code)).toMatchObject({ status: 0 });
  });
});

const office = restate.object({
  name: 'Office',
  handlers: { buy: async (_ctx: restate.ObjectContext, who: string): Promise<string> => who },
});
const other = restate.service({ name: 'Other', handlers: { a: async (_ctx: restate.Context) => 1 } });

it('opens no port that a file opens by itself', () => {
  const code = `${SDK}import { createServer } from 'node:http2';
    const s = restate.service({ name: 'S', handlers: { greet: async () => 'hi' } });
    createServer(restate.createEndpointHandler({ services: [s] })).listen(1);`;
  expect(command('listens.ts', code)).toMatchObject({ status: 0 });
});

it('comes to an end although a file keeps a timer for ever', () => {
  const code = `${SDK}setInterval(() => {}, 1_000);
    export const s = restate.service({ name: 'S', handlers: { greet: async () => 'hi' } });`;
  expect(command('interval.ts', code)).toMatchObject({ status: 0 });
});

it('runs CommonJS in TypeScript, paths included, and confirms what it finds there on the real SDK', () => {
  const write = (name: string, text: string): void => folder.write(join('commonjs', name), text);
  write('package.json', '{ "type": "commonjs" }');
  write(
    'tsconfig.json',
    '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"], "@restatedev/*": ["./no/*"] } } } // ok',
  );
  write('lib/chance.ts', 'export interface Unused {} export const chance = () => Math.random();');
  const code = `${SDK}import { Unused, chance } from '@lib/chance';
    const s = restate.service({ name: 'S', handlers: { play: async (ctx: restate.Context): Promise<Unused> =>
      chance() < 0.5 ? ctx.run('a', () => 1) : ctx.sleep(1) } });
    if (require.main === module) restate.serve({ services: [s] });`;
  const { status, out } = command('commonjs/services.ts', code, '--runs', '60');
  expect(out).toMatch(/uses Math\.random \(commonjs\/lib\/chance\.ts:1:\d+\)/);
  expect(out.replaceAll(/\s+/g, ' ')).toContain('it gives the same trace on the engines fake and sdk');
  expect(status).toBe(1);
});

describe('a first test', () => {
  it('says which services are bound when one is not', async () => {
    await using sim = new Simulation({ services: [office] });
    expect(() => sim.client.service(other)).toThrow(
      "'Other' is not bound in this simulation; add its definition to `services`, next to Office.",
    );
  });

  it('says what a key is, and what has none', async () => {
    await using sim = new Simulation({ services: [office, other] });
    expect(() => sim.client.object(office, '')).toThrow(/The key of 'Office' must be a non-empty string/);
    expect(() => sim.client.object(office, undefined as unknown as string)).toThrow(/not undefined/);
    expect(() => sim.client.object(other as never, 'a')).toThrow(
      "'Other' is a service without keys, so use client.service(definition).",
    );
    expect(() => sim.client.service(office as never)).toThrow(/'Office' is a virtual object, so use client\.object/);
  });

  it('warns of a request without an await', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    {
      await using sim = new Simulation({ services: [office] });
      void sim.client.object(office, 'a').buy('ann');
    }
    expect(warned.mock.calls[0]?.[0]).toMatch(
      /Office\/a\/buy was called, but nothing was awaited, so the simulation never ran/,
    );
    warned.mockRestore();
  });

  it('says that a response was pending when the simulation was disposed', async () => {
    const late = async (): Promise<{ answer: Promise<string> }> => {
      await using sim = new Simulation({ services: [office] });
      const answer = sim.client.object(office, 'a').buy('ann').then();
      return { answer };
    };
    const { answer } = await late();
    await expect(answer).rejects.toThrow(/was still pending when the simulation was disposed; await it before/);
  });

  it('says when the SDK was imported twice', () => {
    const required = createRequire(import.meta.url)('@restatedev/restate-sdk') as typeof restate;
    const stranger = required.service({ name: 'Stranger', handlers: { a: async () => 1 } });
    expect(() => new Simulation({ services: [office, stranger] })).toThrow(
      /'Stranger' was made with another copy of @restatedev\/restate-sdk than service 'Office'.*import the SDK the same way/,
    );
  });

  it('says that a scenario needs operations, and a property its code', () => {
    expect(() => scenario('idle', { services: [office], operations: () => [] })).toThrow(
      'The scenario "idle" has no operations, so its clients would do nothing.',
    );
    expect(() => property('idle', { services: [office] }, undefined as never)).toThrow(/has no body: give a function/);
  });
});
