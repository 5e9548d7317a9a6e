/**
 * Goal: a config in the working directory is used as the documentation says. Method: the command line in a user's folder,
 * whose service needs the network that the config stubs.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { ROOT } from '../../harness/command.ts';
import { FolderOfServices } from './folder-of-services.ts';

const folder = new FolderOfServices();
afterAll(() => folder.remove());

const SHOP = `import * as restate from '@restatedev/restate-sdk';
export const shop = restate.object({ name: 'Shop', handlers: {
  buy: async (ctx: restate.ObjectContext, item: string): Promise<number> => {
    const euro = await ctx.run('rate', async () => (await (await fetch('https://rates.example.com/' + item)).json()).euro);
    const sold = ((await ctx.get<number>('sold')) ?? 0) + 1;
    if (euro > 5 && sold > 1) throw new Error('out of stock');
    ctx.set('sold', sold);
    return euro;
  },
} });
`;
const INDEX = JSON.stringify(join(ROOT, 'sim', 'index.ts'));
const config = (euro: number, more = ''): string => `import { defineConfig } from ${INDEX};
export default defineConfig({
  files: 'src', seed: 7, runs: 20, hints: { examples: { 'Shop/buy': ['bread'] } },
  http: { 'GET https://rates.example.com/*': { euro: ${euro} } }, ${more}
});
`;

beforeEach(() => {
  for (const name of readdirSync(folder.path)) {
    if (name !== 'node_modules') rmSync(join(folder.path, name), { recursive: true });
  }
  folder.write('package.json', '{ "type": "module" }');
  folder.write('src/shop.ts', SHOP);
});

it('says files, seed, runs, hints and stubs, and is named in the header and the JSON', () => {
  folder.write('restate-sim.config.ts', config(1));
  const { status, out } = folder.command('run', '--json', 'result.json');
  expect({ status, out }).toEqual({ status: 0, out });
  expect(out).toContain('seed 7, engine fake\nconfig restate-sim.config.ts (files, seed, runs, hints, http)\n');
  expect(out).toContain('src: held (20 runs,');
  expect(JSON.parse(folder.read('result.json'))).toMatchObject({
    config: { file: 'restate-sim.config.ts', fields: ['files', 'seed', 'runs', 'hints', 'http'] },
  });
  expect(folder.command('run', '--workers', '2').out).toMatch(/src: held \(20 runs,[^]*everything held/);
  expect(folder.command('list').out).toContain('Shop/buy  one example');
});

it('gives way to options, and counts for nothing with --no-config', () => {
  folder.write(
    'restate-sim.config.json',
    '{ "runs": 5, "seed": 1, "hints": { "examples": { "Shop/buy": ["bread"] } } }',
  );
  expect(folder.command('run', 'src', '--runs', '3', '--seed', '2').out).toMatch(
    /seed 2, engine fake\nconfig restate-sim\.config\.json \(hints\)\n[^]*\(3 runs/,
  );
  expect(folder.command('list', 'src').out).toContain('Shop/buy  one example');
  expect(folder.command('list', 'src', '--no-config').out).toContain('Shop/buy  inputs that fit its type');
  expect(folder.command('run', '--no-config').error).toMatch(/^restate-sim: Name the file that has the services/);
});

it('is found again by the commands that repeat a finding', () => {
  folder.write('restate-sim.config.ts', config(9));
  const { status, out } = folder.command('run');
  expect(status).toBe(1);
  const commands = [...out.matchAll(/^ {6}npx restate-sim (.*)$/gm)].map(([, words = '']) => words);
  expect(commands).toHaveLength(2);
  // The config may set them by the time that the command is used.
  expect(commands[1]).toMatch(/ --strategy mix --engine fake$/);
  for (const words of commands) {
    const again = folder.command(...words.split(' '));
    expect([words, again.status, again.error]).toEqual([words, 1, '']);
    expect(again.out).toContain('out of stock');
  }
  expect(folder.command('replay', '.sim/findings').status).toBe(1);
  folder.write('restate-sim.config.ts', config(1));
  const [replay = ''] = commands;
  expect(folder.command(...replay.split(' ')).status).toBe(0);
});

it('with another name or elsewhere is used by --config, which the repeating commands name', () => {
  folder.write('tools/my.config.ts', config(9).replace("'src'", "'../src'"));
  const { status, out } = folder.command('run', '--config', 'tools/my.config.ts');
  expect(status).toBe(1);
  expect(out).toContain('config tools/my.config.ts (files, seed, runs, hints, http)');
  const [words = ''] = /(?<=npx restate-sim )replay .*/.exec(out) ?? [];
  expect(words).toMatch(/ --config tools\/my\.config\.ts$/);
  expect(folder.command(...words.split(' ')).status).toBe(1);
  expect(folder.command('run', '--config', 'none.ts').error).toBe('restate-sim: There is no config none.ts.');
});

it('stubs the outside world of declared scenarios too, where they do not stub it themselves', () => {
  const declared = (own: string): string => `import { atRest, effect, scenario } from ${INDEX};
import { shop } from './shop.ts';
export const shopping = scenario('shopping', { services: [shop], ${own}
  operations: ({ call }) => [call(shop, 'buy', { key: 'a', input: 'bread' } as never)] });
`;
  const counting = `import { defineConfig, effect } from ${INDEX};
const rates = effect({ state: () => [] as string[], apply: () => ({ euro: 1 }), troubles: { fails: false, losesAnswer: false } });
export default defineConfig({ effects: { rates }, http: { '*': (_request, { rates }) => rates(undefined) } });
`;
  folder.write('src/shopping.ts', declared(''));
  expect(folder.command('run', 'src/shopping.ts', '--runs', '5', '--seed', '1').status).not.toBe(0);
  folder.write('restate-sim.config.ts', config(1));
  const stubbed = folder.command('run', 'src/shopping.ts', '--runs', '5', '--seed', '1');
  expect(stubbed).toMatchObject({ status: 0 });
  // Hints are for services without a scenario.
  expect(stubbed.out).toContain('\nconfig restate-sim.config.ts (http)\n');
  folder.write('src/shopping.ts', declared("http: { 'GET https://rates.example.com/bread': () => ({ euro: 9 }) },"));
  expect(folder.command('run', 'src/shopping.ts', '--runs', '5', '--seed', '1').out).toContain('out of stock');
  folder.write('src/shopping.ts', declared(''));
  folder.write('restate-sim.config.ts', counting);
  const withEffects = folder.command('run', 'src/shopping.ts', '--runs', '5', '--seed', '1');
  expect([withEffects.status, withEffects.error, withEffects.out]).toEqual([0, '', withEffects.out]);
});

it('adds up with a file of hints, whose fields come first', () => {
  folder.write(
    'restate-sim.config.json',
    '{ "hints": { "examples": { "Shop/buy": ["bread", "milk"] } }, "http": { "*": 1 } }',
  );
  folder.write('src/shop.hints.json', '{ "examples": { "Shop/buy": ["bread"] }, "keys": ["x"] }');
  expect(folder.command('list', 'src/shop.ts').out).toContain('Shop/buy  one example');
  folder.write('other.json', '{ "keys": ["x"] }');
  expect(folder.command('list', 'src/shop.ts', '--hints', 'other.json').out).toContain('Shop/buy  2 examples');
  rmSync(join(folder.path, 'src', 'shop.hints.json'));
  folder.write('other.json', '{ "examples": { "Shop/buy": ["bread", "milk", "tea"] } }');
  folder.write('restate-sim.config.json', '{ "hints": "other.json" }');
  expect(folder.command('list', 'src/shop.ts').out).toContain('Shop/buy  3 examples');
  const hints = join(folder.path, 'other.json');
  folder.write('restate-sim.config.json', JSON.stringify({ hints }));
  expect(folder.command('list', 'src/shop.ts').out).toContain('Shop/buy  3 examples');
  folder.write('other.json', '{}');
  expect(folder.command('list', 'src/shop.ts').error).toContain(
    'other.json is empty: write `examples` ({ "Service/handler": [inputs] }), or `keys`, `stubs`, `http`, `allow`, `effects`, `awakeables`, ' +
      '`faults`, `operators`, `owed` or `services`.',
  );
});

it('may import services: a command has those of the files that it names, and of no others', () => {
  const served = (name: string): string => `import { serve } from '../lib/serve.ts';
export const price = 3;
serve('${name}');
`;
  folder.write(
    'lib/serve.ts',
    `import { createServer } from 'node:http';
import * as restate from '@restatedev/restate-sdk';
const handlers = { buy: async (_ctx: restate.Context): Promise<number> => 1 };
export function serve(name: string): void {
  restate.serve({ services: [restate.service({ name, handlers })] });
  const server = createServer();
  server.listen(0, () => console.error('port ' + (server.address() as { port: number }).port));
}
`,
  );
  for (const name of ['First', 'Second']) folder.write(`src/${name}.ts`, served(name));
  folder.write('src/shop.ts', '');
  folder.write(
    'restate-sim.config.ts',
    "import { price } from './src/Second.ts';\nimport './src/First.ts';\nexport default { runs: price };",
  );
  const second = folder.command('list', 'src/Second.ts');
  expect([second.out.includes('service Second'), second.out.includes('service First')]).toEqual([true, false]);
  expect(second.error).toMatch(/^(port 0\n?)+$/);
  // Worker threads find them in the same order, which decides what a seed draws.
  const results = ['1', '2'].map((workers): unknown => {
    folder.command(
      'run',
      'src/First.ts',
      'src/Second.ts',
      '--seed',
      '1',
      '--workers',
      workers,
      '--json',
      'result.json',
    );
    return (JSON.parse(folder.read('result.json')) as { scenarios: readonly unknown[] }).scenarios;
  });
  expect(results).toEqual([[expect.objectContaining({ runs: 3 })], results[0]]);
});

it('that cannot be used is refused in a sentence', () => {
  const refused = (text: string, name = 'restate-sim.config.js'): string => {
    folder.write(name, text);
    const { status, error } = folder.command('run');
    expect([status, error.split('\n').length]).toEqual([3, 1]);
    return error;
  };
  expect(refused('export default { run: 5 }')).toContain('"run" is not a field of a config; did you mean "runs"?');
  expect(refused('export const runs = 5')).toContain('it must export an object: export default defineConfig({ ... })');
  expect(refused('export default { runs: }')).toContain('restate-sim.config.js fails while it is loaded: SyntaxError');
  expect(refused('module.exports = { runs: 0 }', 'restate-sim.config.cjs')).toContain(
    'There are restate-sim.config.js and restate-sim.config.cjs: keep one of them',
  );
  rmSync(join(folder.path, 'restate-sim.config.js'));
  expect(refused('module.exports = { runs: 0 }', 'restate-sim.config.cjs')).toContain('runs: must be a whole number');
  rmSync(join(folder.path, 'restate-sim.config.cjs'));
  expect(refused('{ "runs": 5', 'restate-sim.config.json')).toContain('restate-sim.config.json cannot be read as JSON');
});
