/**
 * Goal: handlers draw the numbers, and get the awakeable ids, that they got on a real server for the same invocation id.
 * Method: what a server has answered, recorded, on both engines; one of them is the real SDK.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RECORDED, RECORDED_UNIQUE, type Recorded } from '../journal/testing/recorded-ids.ts';
import { seedOfId, uniqueSeed } from '../journal/random-seed.ts';
import { installAmbient, uninstallAmbient } from './ambient.ts';
import { ENGINE_NAMES, loadEngine } from './engines.ts';
import { exclusive } from './testing/handlers.ts';
import { SmallServer } from './testing/small-server.ts';

const handler = exclusive((ctx) => [ctx.request().id, ctx.rand.uuidv4(), ctx.awakeable().id, ctx.rand.random()]);

beforeAll(() => installAmbient());
afterAll(() => uninstallAmbient());

describe.each(ENGINE_NAMES)('on %s, as on a real server,', (engine) => {
  const seen = async ({ id }: Recorded, randomSeed: bigint): Promise<unknown> => {
    const server = new SmallServer(await loadEngine(engine), handler, { invocationId: id, randomSeed });
    return (await server.runAttempt()).output;
  };
  const expected = ({ id, uuid, awakeable, random }: Recorded): unknown => [id, uuid, awakeable, random];

  it.each(RECORDED)('the seed follows from $id', async (recorded) => {
    expect(await seen(recorded, seedOfId(recorded.id))).toEqual(expected(recorded));
  });

  it.each(RECORDED_UNIQUE)('a unique seed follows from $id and $createdAtMs', async (recorded) => {
    const seed = uniqueSeed(recorded.id, recorded.createdAtMs);
    expect(await seen(recorded, seed)).toEqual(expected(recorded));
  });
});
