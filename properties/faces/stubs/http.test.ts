/**
 * Goal: requests over HTTP are answered by the stubs of the world, through each client of Node, and by nothing else. Method:
 * one handler that makes a request in several ways; worlds and searches whose stubs answer, fail, or call effects.
 */
import http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { ENGINE_NAMES, loadEngine } from '../../../sim/attempt/engines.ts';
import { checkScenario } from '../../../sim/search/campaign/check-scenario.ts';
import { effect } from '../../../sim/simulation/scenario/effect.ts';
import type { StubbedRequest } from '../../../sim/simulation/scenario/http-stubs.ts';
import { scenario, type Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { Simulation } from '../../../sim/simulation/simulation.ts';
import { depth } from '../../harness/depth.ts';

const CHARGES = 'https://api.example.com/v1/charges';
const KEY = { 'idempotency-key': 'order-1' };

function requested(client: typeof http | typeof https, url: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = client.request(url, { method: 'POST', headers: KEY, timeout: 5_000 }, (response) => {
      text(response).then((said) => resolve(`${response.statusCode} ${said}`), reject);
    });
    request.on('error', reject);
    request.write(body.slice(0, 4));
    request.end(body.slice(4));
  });
}

/** Ways to make a request, each with the URL that it uses. */
const WAYS = {
  fetch: {
    url: CHARGES,
    make: async (body: string): Promise<string> => {
      // oxlint-disable-next-line no-restricted-globals -- this is what is stubbed
      const response = await fetch(CHARGES, { method: 'POST', headers: KEY, body });
      return `${response.status} ${await response.text()}`;
    },
  },
  https: {
    url: `${CHARGES}?expand=card`,
    make: (body: string): Promise<string> => requested(https, `${CHARGES}?expand=card`, body),
  },
  http: {
    url: 'http://api.example.com/v1/charges',
    make: (body: string): Promise<string> => requested(http, 'http://api.example.com/v1/charges', body),
  },
} as const;

type Way = keyof typeof WAYS;
const ALL_WAYS = Object.keys(WAYS) as Way[];

const till = restate.object({
  name: 'Till',
  handlers: {
    pay: async (ctx: restate.ObjectContext, { way, amount }: { way: Way; amount: number }): Promise<string> =>
      ctx.run('charge', () => WAYS[way].make(JSON.stringify({ amount }))),
    hasty: async (_ctx: restate.ObjectContext): Promise<string> => WAYS.fetch.make('1'),
  },
});

const bank = effect({
  state: (): Map<string, number> => new Map(),
  apply: (charged, { key, amount }: { key: string; amount: number }) => {
    charged.set(key, amount);
    return { id: `ch_${charged.size}` };
  },
  idempotencyKey: ({ key }) => key,
});

describe.each(ENGINE_NAMES)('a request, engine %s', (engine) => {
  it.each(ALL_WAYS)('by %s is answered by the first stub of its method and URL, which sees all of it', async (way) => {
    const seen: unknown[] = [];
    await using sim = new Simulation({
      services: [till],
      engine: await loadEngine(engine),
      http: {
        [`GET ${CHARGES}`]: () => 'another method',
        '*://api.example.com/v2/*': () => 'another path',
        'POST *://api.example.com/v1/charges': (request) => {
          seen.push({ ...request, headers: request.headers['idempotency-key'], json: request.json() as unknown });
          return { id: 'ch_1' };
        },
        '*': () => 'a later one',
      },
    });
    expect(await sim.client.object(till, 'k').pay({ way, amount: 7 })).toBe('200 {"id":"ch_1"}');
    const { url } = WAYS[way];
    const who = { service: 'Till', key: 'k', handler: 'pay', attempt: 1 };
    expect(seen).toEqual([
      { method: 'POST', url, headers: 'order-1', body: '{"amount":7}', json: { amount: 7 }, ...who },
    ]);
    expect(sim.outsiders).toEqual(new Set());
    expect(sim.trace).toContainEqual(expect.objectContaining({ what: 'http', text: `POST ${url}: 200` }));
  });

  it.each(ALL_WAYS)('by %s fails where its stub does, and the step is retried', async (way) => {
    await using sim = new Simulation({
      services: [till],
      engine: await loadEngine(engine),
      http: {
        '*': ({ attempt }) => {
          if (attempt === 1) throw new Error('no route');
          return new Response('refused', { status: 402 });
        },
      },
    });
    expect(await sim.client.object(till, 'k').pay({ way, amount: 7 })).toBe('402 refused');
    expect(sim.trace.some((event) => event.type === 'attempt failed')).toBe(true);
  });

  it.each(ALL_WAYS)('by %s may be an effect, whose latency is virtual time', async (way) => {
    await using sim = new Simulation({
      services: [till],
      engine: await loadEngine(engine),
      effects: { bank: effect({ ...bank.definition, latenciesMs: [1_000] }) },
      http: { '*': (request, effects) => effects.bank({ key: request.headers['idempotency-key'], ...request.json() }) },
    });
    const began = sim.now;
    expect(await sim.client.object(till, 'k').pay({ way, amount: 7 })).toBe('200 {"id":"ch_1"}');
    expect(sim.now - began).toBe(1_000);
    expect(sim.stateOfEffect('bank')).toEqual(new Map([['order-1', 7]]));
  });
});

function paying(way: Way, keyOf: (request: StubbedRequest) => string): Scenario {
  return scenario(`paying by ${way}`, {
    services: [till],
    effects: { bank },
    http: { 'POST *://api.example.com/*': (request, effects) => effects.bank({ key: keyOf(request), amount: 1 }) },
    operations: ({ call }) => [call(till, 'pay', { key: 'k', input: { way, amount: 1 } })],
  });
}

describe('a search', () => {
  it.each(depth<readonly Way[]>({ slice: ['http'], deep: ALL_WAYS }))(
    'by %s loses responses of a stub that calls an effect, the same way each time',
    async (way) => {
      const once = paying(way, ({ headers }) => headers['idempotency-key'] ?? '');
      const { verdict, coverage } = await checkScenario(once, { runs: 40, seed: 3 });
      expect(verdict).toBe('held');
      expect(Object.keys(coverage.counts).join()).toContain('happened lost answer');
      const again = paying(way, ({ attempt }) => `attempt ${attempt}`);
      const found = async (): Promise<string> =>
        await checkScenario(again, { runs: 40, seed: 3 }).then(
          () => 'nothing',
          (error: unknown) => String(error),
        );
      const first = await found();
      expect(first).toContain('a key must take effect once');
      expect(await found()).toBe(first);
    },
  );
});

it('a stub may be the body of the response itself', async () => {
  await using sim = new Simulation({ services: [till], http: { [`POST ${CHARGES}`]: { paid: true } } });
  expect(await sim.client.object(till, 'ann').pay({ way: 'fetch', amount: 7 })).toBe('200 {"paid":true}');
});

describe('a request that no stub answers', () => {
  const refusedIn = async (handler: 'pay' | 'hasty', way: Way, stub: string): Promise<string> => {
    await using sim = new Simulation({ services: [till], http: { [stub]: () => 1 }, disableRetries: true });
    const till1 = sim.client.object(till, 'k');
    await (handler === 'pay' ? till1.pay({ way, amount: 7 }) : till1.hasty()).catch(() => undefined);
    const failed = sim.trace.find((event) => event.type === 'attempt failed');
    return failed?.type === 'attempt failed' ? failed.message : 'nothing';
  };

  it.each(ALL_WAYS)('by %s is one sentence, with its line and the stub to write', async (way) => {
    const name = { fetch: 'fetch', http: 'http.request', https: 'https.request' }[way];
    const message = await refusedIn('pay', way, 'GET https://api.example.com/*');
    expect(message.startsWith(`${name} is called at `)).toBe(true);
    expect(message).toMatch(/http\.test\.ts:\d+:\d+ \(POST /);
    expect(message).toContain(
      `stub the request, http: { "POST ${WAYS[way].url.replace(/\?.*/, '')}": (request) => response }`,
    );
  });

  it('says that the response would not be stored, where it is made outside of a step', async () => {
    expect(await refusedIn('hasty', 'fetch', 'GET https://api.example.com/*')).toContain('move the call into ctx.run');
  });
});

it('refuses a pattern that is none', () => {
  expect(() => new Simulation({ services: [till], http: { 'charge card': () => 1 } })).toThrow(
    'http: "charge card" is not a pattern of a request; write a method and a URL, such as "GET https://api.example.com/*".',
  );
});
