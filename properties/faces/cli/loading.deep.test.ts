/**
 * Goal: whatever a file does while it is loaded, the command says so in a sentence and ends. Method: files that never come
 * to their end, in each way in which one can, and files that are none.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { depth, itInDepth } from '../../harness/depth.ts';
import { BIN, ROOT } from '../../harness/command.ts';
import { FolderOfServices } from './folder-of-services.ts';

const folder = new FolderOfServices();
afterAll(() => folder.remove());

const SDK = "import * as restate from '@restatedev/restate-sdk';\n";
const HELLO = `${SDK}export const s = restate.service({ name: 'S', handlers: { hi: async (_ctx: restate.Context) => 'hi' } });`;

describe('a file that is never loaded', () => {
  it.each([
    [
      'awaits.ts',
      'await new Promise(() => {});',
      /awaits\.ts has a top-level await that never resolves, so it cannot be loa/,
    ],
    [
      'connects.ts',
      'setInterval(() => {}, 100); await new Promise(() => {});',
      /connects\.ts is not loaded after 4 s: a top-level await has not resolved\. Connect where a handler needs it/,
    ],
    [
      'loops.ts',
      'enum Way { There }\nconst way: Way = Way.There;\nwhile (way === Way.There) {}',
      /loops\.ts, while it is loaded, has not returned to the event loop for 4 s, at .*loops\.ts:3; it loops without awaiting/,
    ],
  ])('because of its code is reported: %s', (name, code, sentence) => {
    folder.write(name, code);
    const { status, error } = folder.command('run', name, '--watchdog', '4s');
    expect(error).toMatch(sentence);
    expect({ status, lines: error.split('\n').length }).toEqual({ status: 3, lines: 1 });
  });

  it('is reported by `list`, too', () => {
    folder.write('awaits.ts', 'await new Promise(() => {});');
    expect(folder.command('list', 'awaits.ts')).toMatchObject({
      status: 3,
      error: expect.stringMatching(/cannot be loaded/),
    });
  });
});

it('says which file imports what is missing, where that is another one', () => {
  folder.write('helper.ts', "import 'left-pad-2';");
  folder.write('main.ts', "import './helper.ts';");
  const { status, error } = folder.command('run', 'main.ts');
  expect(error).toBe(
    "restate-sim: helper.ts, for main.ts, imports 'left-pad-2', which is not found: is it installed (npm install)?",
  );
  expect(status).toBe(3);
});

describe('several files', () => {
  const own = new FolderOfServices();
  beforeAll(() => {
    own.write('src/deep/one.ts', HELLO.replaceAll("'S'", "'One'"));
    own.write('src/two.ts', HELLO.replaceAll("'S'", "'Two'"));
    // None of these is meant by the folder.
    own.write('src/helper.ts', "throw new Error('it imports no SDK');");
    own.write('src/two.test.ts', "import '@restatedev/restate-sdk';\nthrow new Error('it is a test');");
    own.write('src/node_modules/a.ts', "import '@restatedev/restate-sdk';\nthrow new Error('it is installed');");
    own.write('empty/a.txt', '');
  });
  afterAll(() => own.remove());

  it.each([
    ['a folder', 'src'],
    ['a folder with a separator', 'src/'],
    ['a pattern', 'src/**/{one,two}.ts'],
  ])('are named by %s', (_what, name) => {
    const { status, out, error } = own.command('list', name);
    expect(error).toBe('');
    expect(out).toContain('service One');
    expect(out).toContain('service Two');
    expect(status).toBe(0);
  });

  it('that are a folder have hints in it', () => {
    own.write('shop/shop.ts', HELLO.replace('_ctx: restate.Context', '_ctx: restate.Context, name: string'));
    expect(own.command('list', 'shop').out).toContain('S/hi');
    own.write('shop/restate-sim.hints.json', '{ "examples": { "S/hi": ["ann"] } }');
    expect(own.command('list', 'shop').out).toContain('S/hi  one example');
  });

  it.each([
    ['empty', 'No file in empty imports @restatedev/restate-sdk: name the files that have the services.'],
    ['src/*.tsx', 'No JavaScript or TypeScript file matches src/*.tsx.'],
  ])('that are none are refused: %s', (name, sentence) => {
    expect(own.command('list', name)).toEqual({ status: 3, out: '', error: `restate-sim: ${sentence}` });
  });
});

describe('modules that are loaded again for each run', () => {
  const SIM = JSON.stringify(join(ROOT, 'sim', 'index.ts'));
  it.each(['module', 'commonjs'])('begin as they were, also what they import: %s', (type) => {
    const own = new FolderOfServices();
    own.write('package.json', JSON.stringify({ type }));
    own.write('count.ts', 'let calls: number = 0;\nexport const next = () => ++calls;');
    own.write(
      'app.ts',
      `${SDK}import { scenario } from ${SIM};
import { next } from './count';
const box = restate.object({ name: 'Box', handlers: { put: async (ctx: restate.ObjectContext) => ctx.set('is', next()) } });
export const boxes = scenario('boxes', { services: [box], isolate: true, operations: ({ call }) => [call(box, 'put', { key: 'a' })] });`,
    );
    const { status, out } = own.command('run', 'app.ts', '--seed', '1', '--runs', '30');
    own.remove();
    // Whatever ran before, the first attempt of the shrunk run counts 1 and its replay 2.
    expect(out.replaceAll(/\s+/g, ' ')).toContain('the journal is 1, but the replay produced 2');
    expect(status).toBe(1);
  });
});

it('reports an older Node in a sentence, before it reads what that Node cannot', () => {
  const pretends = (version: string): string =>
    `data:text/javascript,${encodeURIComponent(`Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`)}`;
  const needed = /\d+\.\d+/.exec(engine())?.[0];
  const old = folder.node('--import', pretends('22.14.0'), BIN, '--version');
  expect(old.error).toBe(
    `restate-sim: This is Node 22.14.0, and ${needed}.0 or later is needed: install it from https://nodejs.org.`,
  );
  expect(old.status).toBe(3);
  expect(folder.node('--import', pretends(`${needed}.0`), BIN, '--version').status).toBe(0);
});

function engine(): string {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { engines: { node: string } };
  return engines.node;
}

describe('an option with a mistake', () => {
  it.each([
    [
      ['--sed', '1'],
      /^restate-sim: `run` has no option --sed \(did you mean --seed\?\); `npx restate-sim run --help` lists the options\.$/,
    ],
    [['--colour', 'red'], /^restate-sim: `run` has no option --colour; `npx/],
    [['-x'], /^restate-sim: `run` has no option -x; /],
    [['--verbose=no'], /^restate-sim: --verbose takes no value; write --verbose alone\.$/],
    [['--runs', '-5'], /^restate-sim: --runs takes an integer of at least 1, not -5\.$/],
    [['--scenario', 'nope'], /is called "nope"\. To see all names: `npx restate-sim list s\.ts`\.$/],
  ])('is reported in one line: %s', (args, sentence) => {
    folder.write('s.ts', HELLO);
    const { status, error } = folder.command('run', 's.ts', ...args);
    expect(error).toMatch(sentence);
    expect({ status, lines: error.split('\n').length }).toEqual({ status: 3, lines: 1 });
  });

  it('is reported first', () => {
    folder.write('s.ts', HELLO);
    expect(folder.command('run', 's.ts', '--sed', '1').out).toBe('');
  });

  it('is not a negative seed', () => {
    folder.write('s.ts', HELLO);
    const { status, out } = folder.command('run', 's.ts', '--seed', '-7', '--runs', '2');
    expect(out).toContain('seed -7,');
    expect(status).toBe(0);
  });
});

describe('a place that cannot be written to', () => {
  it.each(depth({ slice: ['--report'], deep: ['--json', '--report', '--junit'] }))(
    'is reported in a sentence: %s',
    (option) => {
      folder.write('s.ts', HELLO);
      // A file stands where the folder would have to be.
      const { status, error } = folder.command('run', 's.ts', '--runs', '2', option, join('package.json', 'result'));
      expect(error.split('\n').at(-1)).toMatch(
        /^restate-sim: package\.json\/result cannot be written: E\w+: [a-z ]+\.$/,
      );
      expect(error).not.toContain('  at ');
      expect(status).toBe(3);
    },
  );

  itInDepth('does not hide the finding', () => {
    const own = new FolderOfServices();
    own.write('.sim', 'a file, and no folder');
    own.write(
      's.ts',
      `${SDK}export const s = restate.object({ name: 'S', handlers: {
      hi: async (ctx: restate.ObjectContext) => { await ctx.objectClient<any>({ name: 'S' }, ctx.key).hi(); } } });`,
    );
    const { status, out, error } = own.command('run', 's.ts', '--seed', '1', '--runs', '3');
    own.remove();
    expect(out).toContain('Deadlock: hi of S/');
    expect(error).toMatch(/restate-sim: The finding cannot be saved as \.sim.*: E\w+: [a-z ]+\.$/);
    expect(status).toBe(3);
  });
});

describe('a schema whose form is not that of what clients send', () => {
  const handlers = (schema: string): string => `${SDK}import { z } from 'zod';
export const s = restate.service({ name: 'S', handlers: {
  hi: restate.handlers.handler({ input: restate.serde.schema(${schema}) }, async (_ctx: restate.Context, input: unknown) => {
    if (input === undefined) throw new Error('nothing came');
    return String(input);
  }) } });`;

  it.each(['z.string().transform((text) => text.length)', 'z.string().regex(/^[0-9]{2}$/).pipe(z.coerce.number())'])(
    'has inputs made of what it takes: %s',
    (schema) => {
      folder.write('schema.ts', handlers(schema));
      const { status, out } = folder.command('run', 'schema.ts', '--seed', '1', '--runs', '5');
      expect(out).toContain('S/hi  inputs that fit its schema');
      expect(status).toBe(0);
    },
  );

  it('needs examples where it has no form at all, and says so', () => {
    folder.write('schema.ts', handlers('z.date()'));
    const { status, error } = folder.command('run', 'schema.ts');
    expect(error).toContain('S/hi (its input is unknown as JSON: its schema cannot be converted to a JSON schema)');
    expect(status).toBe(3);
  });
});

describe('a file that loads in no thread but the first, as native modules do', () => {
  const code = (more: string): string => `${SDK}import { isMainThread } from 'node:worker_threads';
if (!isMainThread) throw new Error("Module did not self-register: 'dump.node'");
let calls = 0;
export const s = restate.object({ name: 'S', handlers: { hi: async (ctx: restate.ObjectContext) => { ${more} } } });`;

  itInDepth('is searched, and its first run repeated in a fresh process', () => {
    folder.write('native.ts', code("ctx.set('is', 1);"));
    const { status, out } = folder.command('run', 'native.ts', '--seed', '1', '--runs', '5');
    expect(out).toContain('✓ services keep no state outside Restate 1×');
    expect(status).toBe(0);
  });

  it('is found out there where it keeps state outside of Restate', () => {
    folder.write('counting.ts', code("ctx.set('is', calls++);"));
    const { status, out } = folder.command('run', 'counting.ts', '--seed', '1', '--runs', '5');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'Not repeatable: run again on the engine fake, the same plan gives another trace',
    );
    expect(status).toBe(1);
  });

  it('gets the advice to leave out --workers', () => {
    folder.write('native.ts', code("ctx.set('is', 1);"));
    const { status, error } = folder.command('run', 'native.ts', '--seed', '1', '--runs', '5', '--workers', '2');
    expect(error).toMatch(
      /It does not load in a worker thread: native\.ts fails .*self-register.*; leave out --workers\.$/,
    );
    expect({ status, lines: error.split('\n').length }).toEqual({ status: 3, lines: 1 });
  });
});

describe('a service that asks another one', () => {
  const shop = (asked: string): string => `${SDK}import type { bank } from './bank.ts';
export const shop = restate.service({ name: 'Shop', handlers: { buy: async (ctx: restate.Context) => {
  await ctx.serviceClient<typeof bank>({ name: 'Bank' }).${asked}();
} } });`;
  const BANK = `${SDK}export const bank = restate.service({ name: 'Bank', handlers: { pay: async () => 'paid' } });`;

  it('gets the advice to name the other file, too', () => {
    folder.write('shop.ts', shop('pay'));
    folder.write('bank.ts', BANK);
    const { status, out } = folder.command('run', 'shop.ts', '--seed', '1', '--runs', '5');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'undecided: Shop/buy cannot continue without Bank/pay, which is not bound here: name the file that exports Bank too, or add its definition to `services`.',
    );
    expect(status).toBe(2);
    expect(folder.command('run', 'shop.ts', 'bank.ts', '--seed', '1', '--runs', '5').status).toBe(0);
  });

  itInDepth('is blamed for a handler that a service there has not', () => {
    folder.write('shop.ts', shop('pya'));
    folder.write('bank.ts', BANK);
    const { status, out } = folder.command('run', 'shop.ts', 'bank.ts', '--seed', '1', '--runs', '5');
    expect(out.replaceAll(/\s+/g, ' ')).toContain('the service handler Bank/pya was not found');
    expect(status).toBe(1);
  });
});
