import { readFile } from 'node:fs/promises';
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../sim/simulation/simulation.ts';

const reader = restate.service({
  name: 'Reader',
  handlers: {
    insideRun: (ctx: restate.Context): Promise<boolean> =>
      ctx.run('read', async () => (await readFile(new URL(import.meta.url))).length > 0),
    outsideRun: async (ctx: restate.Context): Promise<number> => {
      const { length } = await readFile(new URL(import.meta.url));
      await ctx.sleep(10);
      return Math.min(length, 1);
    },
    never: async (): Promise<void> => {
      await new Promise(() => undefined);
    },
  },
});

describe('code that waits for the real world', () => {
  it('is waited for in real time, inside ctx.run and outside, and is named', async () => {
    await using sim = new Simulation({ services: [reader] });
    expect(await sim.client.service(reader).insideRun()).toBe(true);
    expect(await sim.client.service(reader).outsideRun()).toBe(1);
    expect([...sim.outsiders]).toEqual(['a#1', 'b#1']);
    const remarks = sim.trace.flatMap((event) => (event.type === 'remark' ? [event.text] : []));
    expect(remarks.join('\n')).toContain('fs.promises.readFile');
  });

  it('is given up after a limit when it never comes back, and aborted by the server', async () => {
    await using sim = new Simulation({ services: [reader], limits: { outsideMs: 20 }, disableRetries: true });
    const end = await sim.client.service(reader).never().then(String, String);
    expect(end).toContain("'abort timeout'");
  });
});
