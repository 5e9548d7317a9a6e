/**
 * Goal: code that calls the network, which a simulation does not have, is reported with what to stub, and not as a bug of the
 * service. Method: searches of derived scenarios, and once the command line.
 */
import * as restate from '@restatedev/restate-sdk';
import { afterAll, describe, expect, it } from 'vitest';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import type { ScenarioResult } from '../../../sim/search/campaign/types.ts';
import { deriveScenario } from '../../../sim/simulation/scenario/derive.ts';
import type { Hints } from '../../../sim/simulation/scenario/hints.ts';
import type { AnyDefinition } from '../../../sim/simulation/scenario/scenario.ts';
import type { Ended } from '../../harness/command.ts';
import { FolderOfServices } from './folder-of-services.ts';

// oxlint-disable-next-line no-restricted-globals -- what is refused is the point
const ask = (): Promise<Response> => fetch('https://weather.example/today');

const handlers = {
  name: async (ctx: restate.ObjectContext) => ctx.run('ask the service', async () => (await ask()).status),
  bears: async (ctx: restate.ObjectContext) => {
    try {
      return await ctx.run('ask the service', async () => (await ask()).status, { maxRetryAttempts: 2 });
    } catch {
      return 'unknown';
    }
  },
  unnamed: async (ctx: restate.ObjectContext) => ctx.run(async () => (await ask()).status),
  outside: async (_ctx: restate.ObjectContext) => (await ask()).status,
  // As libraries do, which have an error of their own for whatever happens to a connection.
  wrapped: async (ctx: restate.ObjectContext) =>
    ctx.run('ask the service', async () => {
      const answer = await ask().catch(() => undefined);
      if (answer === undefined) throw new Error('trouble with the connection');
      return answer.status;
    }),
  swallowed: async (ctx: restate.ObjectContext) => {
    await ctx.run('ask the service', () => ask().then(String, () => 'unknown'));
    throw new Error('I always fail');
  },
  poisoned: async (_ctx: restate.ObjectContext) => {
    throw new Error('I always fail');
  },
} as const;

function searched(handler: keyof typeof handlers, hints: Hints = {}): Promise<ScenarioResult> {
  const weather: AnyDefinition = restate.object({ name: 'Weather', handlers: { today: handlers[handler] } });
  const examples = { 'Weather/today': [null] };
  const { scenario } = deriveScenario('weather', [weather], { examples, ...hints });
  return campaign(scenario, { seed: 1, runs: 12, judgeReach: false });
}

describe('a handler that needs the network', () => {
  it.each([
    ['name', /^Weather\/today cannot continue without the network: fetch .*stubs: \{ "ask the service": /],
    ['unnamed', /^Weather\/today cannot continue without the network: fetch .*stubs: \{ "\*": /],
    ['wrapped', /the network: fetch .*stubs: \{ "ask the service": .*\. It fails with: trouble with the connection\.$/],
    ['outside', /^Weather\/today cannot continue without the network: fetch .*move the call into ctx\.run/],
  ] as const)('%s: leaves the search undecided, says what to do, and is no finding', async (handler, words) => {
    const { verdict, findings, undecided } = await searched(handler);
    expect([verdict, findings]).toEqual(['undecided', []]);
    expect(undecided).toEqual([expect.stringMatching(words)]);
  });

  it('holds once its step is stubbed', async () => {
    const { verdict, advice } = await searched('name', { stubs: { 'ask the service': () => 200 } });
    expect([verdict, advice]).toEqual(['held', []]);
  });

  it('gets advice where it tolerates the error: its success path was not exercised', async () => {
    const { verdict, advice } = await searched('bears');
    expect(verdict).toBe('held');
    // There is other advice, too: it tolerates a cancel in the same way.
    const message = expect.stringMatching(/instead of a response.*"ask the service"/);
    expect(advice).toContainEqual({ message, times: 12 });
  });

  it.each(['poisoned', 'swallowed'] as const)(
    'is distinguished from one that fails on its own: %s',
    async (handler) => {
      const { verdict, findings } = await searched(handler);
      expect(verdict).toBe('broken');
      expect(findings[0]?.message).toContain('I always fail');
    },
  );
});

describe('the command line', () => {
  const folder = new FolderOfServices();
  afterAll(() => folder.remove());

  const command = (): Ended => folder.command('run', 'weather.ts', '--seed', '1', '--runs', '5');

  it('names the file for stubs with a line to copy, and takes that line', () => {
    folder.write(
      'weather.ts',
      `import * as restate from '@restatedev/restate-sdk';
export const weather = restate.service({
  name: 'Weather',
  handlers: {
    today: async (ctx: restate.Context) => ctx.run('ask the service', async () => (await fetch('https://a.example')).json()),
  },
});
`,
    );
    const { status, out } = command();
    expect(status).toBe(2);
    const line = /Add it to weather\.hints\.json, with the body of its response:\n\s+(\{.*\})\n/.exec(out)?.[1] ?? '';
    expect(JSON.parse(line)).toEqual({ http: { 'GET https://a.example/': { any: 'JSON' } } });
    folder.write('weather.hints.json', line);
    expect(command().status).toBe(0);
  });

  it('takes hints in code, whose stubs call effects', () => {
    folder.write('weather.hints.json', '{ "keys": ["a"] }');
    folder.write(
      'weather.hints.ts',
      `import { effect } from ${JSON.stringify(new URL('../../../sim/index.ts', import.meta.url).href)};
export const effects = { sky: effect({ state: () => ({ asked: 0 }), apply: (sky) => ({ degrees: ++sky.asked }) }) };
export const http = { 'https://a.example': (_request, { sky }) => sky() };
`,
    );
    const { status, out } = command();
    expect(out).toContain('weather: held');
    expect(status).toBe(0);
  });
});
