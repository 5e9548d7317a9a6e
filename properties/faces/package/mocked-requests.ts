import { SDK, type EverydayCode } from './program.ts';

const ORDERS = `${SDK}import http from 'node:http';
import { text } from 'node:stream/consumers';
import axios from 'axios';
import * as undici from 'undici';
const early = globalThis.fetch;
const URL = 'http://stock.example/items/7';
const WAYS = {
  fetch: async () => (await fetch(URL)).json(),
  'fetch from before': async () => (await early(URL)).json(),
  http: () => new Promise((resolve, reject) => {
    http.get(URL, (response) => text(response).then((said) => resolve(JSON.parse(said)), reject)).on('error', reject);
  }),
  axios: async () => (await axios.get(URL)).data,
  undici: async () => (await undici.request(URL)).body.json(),
  'undici fetch': async () => (await undici.fetch(URL)).json(),
};
export type Way = keyof typeof WAYS;
export const ways = Object.keys(WAYS) as Way[];
export const stock = restate.service({
  name: 'Stock',
  handlers: {
    left: async (ctx: restate.Context, way: Way): Promise<number> =>
      ctx.run('look up', async () => ((await WAYS[way]()) as { left: number }).left),
  },
});`;

/** Programs with packages that make or mock requests. */
export const MOCKED_REQUESTS: readonly EverydayCode[] = [
  {
    name: 'stubs of requests by each client',
    files: {
      'stock.ts': ORDERS,
      'stubs.test.ts': `import { expect, test } from 'restate-sim/vitest';
import { stock, ways } from './stock.ts';
test.override({ services: [stock], simOptions: { http: { 'GET http://stock.example/items/*': () => ({ left: 3 }) } } });
test.for(ways)('by %s', async (way, { sim }) => {
  expect(await sim.client.service(stock).left(way)).toBe(3);
  expect(sim.outsiders.size).toBe(0);
});`,
      'refused.test.ts': `import { expect, test } from 'restate-sim/vitest';
import { stock, ways } from './stock.ts';
test.override({ services: [stock], simOptions: { disableRetries: true } });
test.for(ways)('by %s', async (way, { sim }) => {
  await expect(sim.client.service(stock).left(way)).rejects.toThrow();
  const said = JSON.stringify(sim.trace);
  expect(said).toContain('simulated code has no network');
  expect(said).toContain('GET http://stock.example/items/7');
});`,
    },
    status: 0,
    says: [/Tests +12 passed/],
  },
  {
    name: 'nock and MSW, before and after the first world',
    files: {
      'stock.ts': ORDERS,
      ...Object.fromEntries(
        (['beforeAll', 'test'] as const).flatMap((when) => [
          [
            `nock-${when}.test.ts`,
            `import nock from 'nock';
import { expect, test } from 'restate-sim/vitest';
import { afterAll, beforeAll } from 'vitest';
import { stock } from './stock.ts';
const mock = () => void nock('http://stock.example').get('/items/7').times(3).reply(200, { left: 4 });
${when === 'beforeAll' ? 'beforeAll(mock);' : ''}
afterAll(() => nock.restore());
test.override({ services: [stock] });
test('asks', async ({ sim }) => {
  ${when === 'test' ? 'mock();' : ''}
  expect(await sim.client.service(stock).left('fetch')).toBe(4);
  expect(await sim.client.service(stock).left('http')).toBe(4);
  expect(await sim.client.service(stock).left('axios')).toBe(4);
});`,
          ],
          [
            `msw-${when}.test.ts`,
            `import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { expect, test } from 'restate-sim/vitest';
import { afterAll, beforeAll } from 'vitest';
import { stock } from './stock.ts';
const server = setupServer(http.get('http://stock.example/items/7', () => HttpResponse.json({ left: 5 })));
const mock = () => server.listen();
${when === 'beforeAll' ? 'beforeAll(mock);' : ''}
afterAll(() => server.close());
test.override({ services: [stock] });
test('asks', async ({ sim }) => {
  ${when === 'test' ? 'mock();' : ''}
  expect(await sim.client.service(stock).left('fetch')).toBe(5);
  expect(await sim.client.service(stock).left('http')).toBe(5);
  expect(await sim.client.service(stock).left('axios')).toBe(5);
});`,
          ],
        ]),
      ),
      'agent.test.ts': `import { expect, test } from 'restate-sim/vitest';
import { getGlobalDispatcher, MockAgent, setGlobalDispatcher } from 'undici';
import { stock } from './stock.ts';
test.override({ services: [stock] });
test('asks', async ({ sim }) => {
  const before = getGlobalDispatcher();
  const agent = new MockAgent();
  setGlobalDispatcher(agent);
  agent.get('http://stock.example').intercept({ path: '/items/7' }).reply(200, { left: 6 }).persist();
  expect(await sim.client.service(stock).left('undici')).toBe(6);
  setGlobalDispatcher(before);
});`,
    },
    status: 0,
    says: [/Tests +5 passed/],
  },
];

/** Packages that those programs need, in addition to the SDK and vitest. */
export const PACKAGES: readonly string[] = ['axios@1', 'msw@3', 'nock@15', 'undici@8'];
