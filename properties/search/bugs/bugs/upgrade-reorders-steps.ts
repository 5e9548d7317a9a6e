import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';

/** How often the definitions of a run were made: once at its start, and once more after each crash of the process. */
const releases = new WeakMap<object, number>();

/** @param release 0 for the first one; every later one has the two steps in another order */
const kitchen = (release: number, isFixed: boolean) =>
  restate.service({
    name: 'Kitchen',
    handlers: {
      cook: async (ctx: restate.Context, dish: string): Promise<string> => {
        const begun = isFixed ? await ctx.run('release', () => release) : release;
        const steps = begun === 0 ? ['wash', 'cut'] : ['cut', 'wash'];
        for (const step of steps) await ctx.run(step, () => dish);
        await ctx.sleep(5);
        return dish;
      },
    },
  });

export const upgradeReordersSteps = bug('an upgrade that changes the order of steps', {
  mistake:
    'A new release is deployed over the old one with two steps swapped, while requests that the old one began are under way.',
  breaks: 'replay is faithful',
  scenario: (isFixed) => ({
    services: (effects) => {
      const release = releases.get(effects) ?? 0;
      releases.set(effects, release + 1);
      return [kitchen(release, isFixed)];
    },
    operations: ({ call }) => [call(kitchen(0, isFixed), 'cook', { input: fc.constantFrom('soup', 'stew') })],
    maxOperations: 5,
  }),
});
