/** Goal: a handler that goes another way on replay is said to keep only the key that it has. Method: one with a key, one without. */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { scenario, type OperationBuilder } from '../../sim/simulation/scenario/scenario.ts';

const drawn = async (_ctx: restate.Context): Promise<number> => Math.random();

const plain = restate.service({ name: 'Plain', handlers: { draw: drawn } });
const keyed = restate.object({
  name: 'Keyed',
  handlers: { draw: drawn, look: restate.handlers.object.shared((ctx: restate.ObjectSharedContext) => drawn(ctx)) },
});

async function messageOf(ask: (build: OperationBuilder) => ReturnType<OperationBuilder['call']>): Promise<string> {
  const drawing = scenario('drawing', { services: [plain, keyed], operations: (build) => [ask(build)] });
  const { findings } = await campaign(drawing, { seed: 1, runs: 30, judgeReach: false });
  return findings.find(({ invariant }) => invariant === 'replay is faithful')?.message ?? 'nothing was found';
}

describe('of a replay that diverges', () => {
  it('the key stays locked, where the handler has it to itself', async () => {
    expect(await messageOf(({ call }) => call(keyed, 'draw', { key: 'a' }))).toMatch(
      /fail the same way, and its key stays locked/,
    );
  });

  it('no key is locked by a shared handler, or by a service', async () => {
    expect(await messageOf(({ call }) => call(keyed, 'look', { key: 'a' }))).toMatch(
      /Every retry will fail the same way\.$/,
    );
    expect(await messageOf(({ call }) => call(plain, 'draw', {}))).toMatch(/Every retry will fail the same way\.$/);
  });
});
