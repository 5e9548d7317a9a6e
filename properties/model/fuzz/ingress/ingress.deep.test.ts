/**
 * Goal: no difference between the ingress of a real server and the HTTP port of a simulation but those that are listed.
 * Method: a slice of `npm run fuzz:ingress`, and for each listed difference a request that still shows it.
 */
import { once } from 'node:events';
import { connect } from 'node:http2';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasServer } from '../../../harness/has-server.ts';
import { inParallel } from '../../../harness/in-parallel.ts';
import { conversation } from './arbitraries.ts';
import { plainRequest, shown } from './conversation.ts';
import { EXCUSED } from './excused.ts';
import { CHUNKED_BODIES } from './framings.ts';
import { Servers } from './servers.ts';
import { UNSENDABLE_STATUS } from './services.ts';
import { Wire } from './wire.ts';

const CONVERSATIONS = 500;
const CONCURRENCY = 4;

/** @returns the status of the response */
async function healthOverHttp2(url: string): Promise<unknown> {
  const client = connect(url);
  // The request fails with it.
  client.on('error', () => undefined);
  try {
    const request = client.request({ ':path': '/restate/health' });
    const [headers] = await once(request, 'response');
    return headers[':status'];
  } finally {
    client.destroy();
  }
}

describe.runIf(hasServer())('the ingress of a real server and of a simulation', () => {
  let servers: Servers;

  beforeAll(async () => {
    servers = await Servers.start();
  });
  afterAll(() => servers[Symbol.asyncDispose]());

  it('give the same answers to generated requests', async () => {
    const sample = fc.sample(conversation(), { seed: 20_261_129, numRuns: CONVERSATIONS });
    const different: unknown[] = [];
    await inParallel(CONCURRENCY, sample, async (tried, place) => {
      const found = await servers.differenceOf(tried, `t${place}t`);
      if (found !== undefined && found.excuse === undefined) different.push([tried.requests.map(shown), found]);
    });
    expect(different).toEqual([]);
  });

  it('give the same answers to every chunked body', async () => {
    await inParallel(CONCURRENCY, CHUNKED_BODIES, async ([lines, content], place) => {
      const headers = ['host: x', 'content-type: application/json', ...lines];
      const request = plainRequest('POST', '/S/echo', headers, content, 'undeclared');
      expect(await servers.differenceOf({ requests: [request] }, `c${place}c`)).toBeUndefined();
    });
  });

  it('give the same answer to a status that cannot be sent', async () => {
    expect(await servers.differenceOf({ requests: [UNSENDABLE_STATUS] }, 'unsendable')).toBeUndefined();
  });

  it('differ in HTTP/2 without TLS', async () => {
    const { real, sim } = await servers.urls();
    expect(await healthOverHttp2(real)).toBe(200);
    await expect(healthOverHttp2(sim)).rejects.toThrow(/Protocol error|closed|ECONNRESET|abort/i);
    const wire = new Wire(sim);
    const { reply } = await wire.exchange(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), false, 1_000);
    wire[Symbol.dispose]();
    expect(reply.status).toBe(400);
  });

  it.each(EXCUSED)('still differ in: $name', async ({ name, example }) => {
    const found = await servers.differenceOf(
      { requests: [example] },
      `e${EXCUSED.findIndex((one) => one.name === name)}e`,
    );
    expect(found?.excuse).toBe(name);
  });
});
