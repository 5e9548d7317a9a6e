import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { scenario, type Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { UPGRADE_ROUTES } from '../../../sim/simulation/scenario/upgrade.ts';

/** @returns a scenario with ten handlers of twelve entries each, whose new version differs in nothing that is stored */
export function tenHandlers(): Scenario {
  const old = service(() => undefined);
  return scenario('ten handlers', {
    services: () => [service(() => undefined)],
    operations: ({ call }) => NAMES.map((name) => call(old, name, { key: 'x', input: fc.nat(9) })),
    upgrade: { to: () => [service((ctx) => ctx.console.log('new'))], how: UPGRADE_ROUTES },
  });
}

const NAMES = Array.from({ length: 10 }, (_, index) => `step${index}`);

function service(more: (ctx: restate.ObjectContext) => void) {
  const handler =
    (name: string) =>
    async (ctx: restate.ObjectContext, input: number): Promise<number> => {
      let sum = input;
      for (let round = 0; round < 3; round++) {
        sum += await ctx.run(`add ${round}`, () => 1);
        ctx.set(`${name} ${round}`, sum);
        await ctx.sleep(1_000);
        sum += (await ctx.get<number>(`${name} ${round}`)) ?? 0;
      }
      more(ctx);
      return sum;
    };
  return restate.object({ name: 'Ten', handlers: Object.fromEntries(NAMES.map((name) => [name, handler(name)])) });
}
