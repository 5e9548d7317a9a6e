/**
 * Goal: what a session says of a step is what the server held, and each option that it offers can be taken. Method: runs of the
 * corpus of bugs are stopped after each of their steps, and the tables of the server are compared; then each option is taken.
 */
import { describe, expect, it } from 'vitest';
import { EPOCH_MS } from '../../../sim/core/clock.ts';
import { openSession } from '../../../sim/debug/open-session.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import type { Server } from '../../../sim/server/server.ts';
import { payloadOf } from '../../../sim/trace/shown.ts';
import { payloadText } from '../../../sim/trace/words/payload-text.ts';
import { depth } from '../../harness/depth.ts';
import { BUGS } from '../../search/bugs/catalogue.ts';

const SOME = depth({ slice: BUGS.filter((_, index) => index % 9 === 0), deep: BUGS });
const PATHS = depth({ slice: ['2'], deep: ['0', '3', '7', '12'] });
/** Steps of each run at which options are taken. */
const PLACES = depth({ slice: 3, deep: 12 });

describe.each(SOME)('$name', ({ broken }) => {
  it.each(PATHS)('has the tables of the server after each step of run %s', async (path) => {
    const { session } = await openSession([broken], { scenario: broken, seed: 11, path });
    const { plan, run } = session;
    let server: Server | undefined;
    let step = -1;
    const runner = new Runner(broken, { sabotage: (own) => void (server = own) });
    await runner.record(plan, undefined, {
      beforeStep: () => {
        session.goto(String(++step));
        expect({
          step,
          state: session
            .state()
            .filter(({ values }) => values.length > 0)
            .map(({ key, values }) => ({ key, values })),
        }).toEqual({ step, state: stateOf(server) });
        expect(session.where().virtualMs + EPOCH_MS).toBe(server?.world.clock.now);
        const sizes = session.journals().map(({ invocation, cursor }) => [invocation, cursor]);
        for (const row of server?.introspection.invocations() ?? []) {
          if (row.status === 'completed') continue;
          expect(sizes).toContainEqual([row.address, row.journal_size]);
        }
      },
    });
    expect(step + 1).toBe(run.steps.length);
  });

  it.each(PATHS)('does what an option says, after the same steps as run %s', async (path) => {
    const { session } = await openSession([broken], { scenario: broken, seed: 5, path });
    const { length } = session.run.steps;
    for (let step = 1; step <= length; step += Math.ceil(length / PLACES)) {
      session.use(1);
      const options = session.goto(String(step)) && session.whatElse();
      for (const option of new Set([options[0], options[options.length >> 1], options.at(-1)])) {
        if (option === undefined) continue;
        session.use(1);
        session.goto(String(step));
        const { applied } = await session.branch(option.id);
        expect({ step, option: option.id, applied }).toEqual({ step, option: option.id, applied: true });
      }
    }
  });
});

/** The state of every key that has any, as the server holds it. */
function stateOf(server: Server | undefined): readonly unknown[] {
  const { introspection, services } = server ?? {};
  return [...(services?.keys() ?? [])]
    .flatMap((service) =>
      (introspection?.keysOf(service) ?? []).map((key) => ({
        key: `${service}/${key}`,
        values: [...(introspection?.state(service, key) ?? [])].map(([name, value]) => ({
          name,
          value: payloadText(payloadOf(value), 600),
        })),
      })),
    )
    .filter(({ values }) => values.length > 0)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
