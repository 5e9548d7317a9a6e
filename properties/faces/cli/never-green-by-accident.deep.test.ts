/**
 * Goal: no way to end the process, or to keep it from going on, looks like a verdict. Method: handlers, and code outside of
 * handlers, end it in every way that Node has: under the command line, in worker threads, in `node --test` with
 * `checkScenario`, and in a plain simulation.
 */
import { join } from 'node:path';
import * as restate from '@restatedev/restate-sdk';
import { afterAll, describe, expect, it } from 'vitest';
import { flat, outputOf, ROOT } from '../../harness/command.ts';
import { Simulation } from '../../../sim/index.ts';
import { FolderOfServices } from './folder-of-services.ts';

const folder = new FolderOfServices();
afterAll(() => folder.remove());

const INDEX = JSON.stringify(join(ROOT, 'sim', 'index.ts'));
const SDK = "import * as restate from '@restatedev/restate-sdk';\n";

/** A service whose handler does this. */
const service = (code: string): string => `export const shop = restate.service({ name: 'Shop', handlers: {
  buy: async (ctx: restate.Context): Promise<string> => { ${code}; return 'bought'; } } });`;

const IN_A_HANDLER: readonly (readonly [code: string, call: string])[] = [
  ['process.exit(0)', 'process.exit(0)'],
  ['process.exit()', 'process.exit()'],
  ['process.exitCode = 0; process.exit()', 'process.exit()'],
  ['(process as unknown as { reallyExit(code: number): void }).reallyExit(0)', 'process.reallyExit(0)'],
  ['process.abort()', 'process.abort()'],
  ["process.kill(process.pid, 'SIGKILL')", "'SIGKILL')"],
  ['process.kill(process.pid)', 'process.kill('],
  ["await ctx.run('pay', () => { process.exit(0); })", 'process.exit(0)'],
  ['setTimeout(() => process.exit(0), 5); await ctx.sleep(50)', 'process.exit(0)'],
  ['queueMicrotask(() => process.exit(0)); await ctx.sleep(50)', 'process.exit(0)'],
  ['try { process.exit(0); } catch {}', 'process.exit(0)'],
  [
    "process.removeAllListeners(); process.on('uncaughtException', () => {}); process.nextTick(() => { throw new Error('x'); }); await ctx.sleep(5)",
    'Error: x',
  ],
];

describe('a handler that ends its process', () => {
  it.each(IN_A_HANDLER)('is a finding of the command: %s', (code, call) => {
    folder.write('exits.ts', SDK + service(code));
    const ended = folder.command('run', 'exits.ts', '--runs', '4', '--seed', '1');
    expect(ended.error).toBe('');
    expect(flat(ended.out)).toContain(call);
    expect(flat(ended.out)).toContain('The service process ends there, and so does every attempt that runs in it');
    expect(flat(ended.out)).toMatch(/exits\.ts:3:\d+/);
    expect(flat(ended.out)).toContain('broken: 1 scenario');
    expect(ended.status).toBe(1);
  });

  it.each([['--engine sdk'], ['--workers 2']])('so it is with %s', (options) => {
    folder.write('exits.ts', SDK + service('process.exit(0)'));
    const ended = folder.command('run', 'exits.ts', '--runs', '4', '--seed', '1', ...options.split(' '));
    expect(flat(ended.out)).toContain('The service process ends there');
    expect(ended.status).toBe(1);
  });

  it('fails a test of `node --test`, and the tests after it are run', () => {
    folder.write(
      'exits.test.ts',
      `${SDK}import test from 'node:test';
import { checkScenario, scenario } from ${INDEX};
${service('process.exit(0)')}
const buying = scenario('buying', { services: [shop], operations: ({ call }) => [call(shop, 'buy', {})] });
test('buys', () => checkScenario(buying, { runs: 4 }));
test('comes later', () => {});`,
    );
    const ended = folder.node('--test', '--test-reporter=tap', 'exits.test.ts');
    expect(outputOf(ended)).toContain('The service process ends there');
    expect(outputOf(ended)).toContain('ok 2 - comes later');
    expect(ended.status).toBe(1);
  });

  it('fails the request in a plain simulation', async () => {
    const shop = restate.service({
      name: 'Shop',
      handlers: { buy: async (_ctx: restate.Context): Promise<void> => Promise.resolve(process.exit(0)) },
    });
    await using sim = new Simulation({ services: [shop], disableRetries: true });
    await expect(sim.client.service(shop).buy()).rejects.toThrow('process.exit(0) ends the simulated service process.');
    expect(sim.breaches()).toMatchObject([{ kind: 'process-end' }]);
  });
});

/** A scenario with code outside of handlers: an invariant, or what the module does. */
const scenarioWith = (judged: string, more = ''): string => `${SDK}import { scenario } from ${INDEX};
${service('await ctx.sleep(5)')}
export const buying = scenario('buying', { services: [shop], operations: ({ call }) => [call(shop, 'buy', {})],
  invariants: [{ name: 'mine', watch: () => ({ end: () => { ${judged}; return undefined; }, exercised: () => 1 }) }] });
${more}`;

const PENDING = `import { property } from ${INDEX};
export const waits = property('waits', { services: [shop] }, () => new Promise(() => {}));`;

describe('code outside of handlers that ends the process, or never goes on', () => {
  it.each([
    ['an exit', scenarioWith('process.exit(0)'), 'process.exit(0) is called at odd.ts:6:'],
    ['an exit later', scenarioWith('queueMicrotask(() => process.exit(0))'), 'process.exit(0) is called at odd.ts:6:'],
    ['an exit without listeners', scenarioWith('process.removeAllListeners(); process.exit(0)'), 'odd.ts:6:'],
    [
      'no way to go on',
      `${SDK}${service('await ctx.sleep(5)')}${PENDING}`,
      'it waits for a promise that never settles, and nothing else is left to do',
    ],
  ])('%s: a sentence, and never status 0', (_what, code, words) => {
    folder.write('odd.ts', code);
    const ended = folder.command('run', 'odd.ts', '--runs', '3', '--seed', '1');
    expect(ended.error).toContain(words);
    if (words !== '') expect(ended.error).toMatch(/The process ends before there is a verdict on "(buying|waits)": /);
    expect(ended.status).toBe(2);
  });

  it('so it is in `node --test`', () => {
    folder.write(
      'odd.test.ts',
      `${scenarioWith('process.exit(0)')}
import test from 'node:test';
import { checkScenario } from ${INDEX};
test('buys', async () => { await checkScenario(buying, { runs: 4 }); });`,
    );
    const ended = folder.node('--test', '--test-reporter=tap', 'odd.test.ts');
    expect(outputOf(ended)).toContain('The process ends before there is a verdict on "buying"');
    expect(ended.status).toBe(1);
  });
});
