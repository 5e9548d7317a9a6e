// node properties/toolchain/passed-through.ts [FOLDER]: the source files that a request, and a failing search, pass through
import { Session } from 'node:inspector/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as restate from '@restatedev/restate-sdk';
import type * as Sim from '../../sim/index.ts';
import type * as Bank from '../../objects/bank-account.ts';
import { ROOT } from './imports.ts';

const root = resolve(process.argv[2] ?? ROOT);
const load = async (file: string): Promise<unknown> => import(pathToFileURL(join(root, file)).href);
const { Simulation, checkScenario, everyWrite, scenario } = (await load('sim/index.ts')) as typeof Sim;
const { bankAccount } = (await load('objects/bank-account.ts')) as typeof Bank;

/** @returns the source files of which this action executes a function */
async function filesOf(action: () => Promise<unknown>): Promise<readonly string[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await action();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  const own = pathToFileURL(root).href;
  const executed = result.filter(({ url, functions }) => {
    const isOwn = url.startsWith(`${own}/`) && !url.includes('/node_modules/') && !url.includes('/properties/');
    return isOwn && functions.some(({ functionName, ranges }) => functionName !== '' && (ranges[0]?.count ?? 0) > 0);
  });
  return executed.map(({ url }) => url.slice(own.length + 1));
}

await using sim = new Simulation({ services: [bankAccount] });
const request = await filesOf(() => sim.client.object(bankAccount, 'a').credit(5));

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext<{ n: number }>) => {
      const n = (await ctx.get('n')) ?? 0;
      await ctx.run('look', () => n);
      ctx.set('n', n + 1);
    },
  },
});
const failing = scenario('two additions', {
  services: [counter],
  operations: ({ call }) => [call(counter, 'add', { key: 'a' })],
  invariants: [
    everyWrite(
      'n stays small',
      { service: 'Counter', state: 'n' },
      ({ value }) => Number(value) < 2 || `n is ${Number(value)}`,
    ),
  ],
});
const search = await filesOf(() => checkScenario(failing, { runs: 20, seed: 1 }).catch(() => undefined));

console.log(`a request: ${request.length} source files`);
console.log(`a search that finds and shrinks a failure: ${search.length} source files`);
