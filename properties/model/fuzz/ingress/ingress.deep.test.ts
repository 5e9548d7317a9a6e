/**
 * Goal: no difference between the ingress of a real server and the HTTP face of a simulation but those that are listed.
 * Method: a slice of `npm run fuzz:ingress`, and for each listed difference a request that still shows it.
 */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverBinary } from '../../../../sim/real-server/binary.ts';
import { conversation } from './arbitraries.ts';
import { shown } from './conversation.ts';
import { EXCUSED } from './excused.ts';
import { Servers } from './servers.ts';

const CONVERSATIONS = 500;
const ABREAST = 4;

function hasServer(): boolean {
  try {
    return serverBinary() !== '';
  } catch {
    return false;
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
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let place = next++; place < sample.length; place = next++) {
        const tried = sample[place];
        const found = tried && (await servers.differenceOf(tried, `t${place}t`));
        if (found !== undefined && found.excuse === undefined) different.push([tried?.requests.map(shown), found]);
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, worker));
    expect(different).toEqual([]);
  });

  it.each(EXCUSED)('still differ in: $name', async ({ name, example }) => {
    const found = await servers.differenceOf(
      { requests: [example] },
      `e${EXCUSED.findIndex((one) => one.name === name)}e`,
    );
    expect(found?.excuse).toBe(name);
  });
});
