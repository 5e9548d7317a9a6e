import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect } from '../../../../sim/simulation/scenario/effect.ts';
import { bug, workload } from '../bug.ts';
import { answersAgree } from '../judge.ts';

type Step = { readonly mark: string } | { readonly ship: string };
type Depot = { readonly marked: Set<string>; readonly shipped: Set<string> };

const depot = effect({
  state: (): Depot => ({ marked: new Set(), shipped: new Set() }),
  apply: ({ marked, shipped }: Depot, step: Step): boolean => {
    if ('ship' in step) {
      shipped.add(step.ship);
      return true;
    }
    const isNew = !marked.has(step.mark);
    marked.add(step.mark);
    return isNew;
  },
  latenciesMs: [0, 20],
});

const parcels = (ask: (step: Step) => Promise<boolean>, isFixed: boolean) =>
  restate.service({
    name: 'Parcels',
    handlers: {
      send: async (ctx: restate.Context, _to: string): Promise<string> => {
        const parcel = ctx.rand.uuidv4();
        await ctx.run('ship', async () => {
          // Shipping twice under one number is the same as once, so that the mark is not needed at all.
          if (isFixed || (await ask({ mark: parcel }))) await ask({ ship: parcel });
        });
        return parcel;
      },
    },
  });

export const markerBeforeEffect = bug('a mark that is set before the effect', {
  mistake: 'A mark is set first to avoid shipping twice; an order that fails after the mark is never shipped.',
  breaks: 'every parcel is shipped',
  blind: [{ hunter: 'crashes', why: 'a crash is no failure: what was not known to be done is tried again' }],
  scenario: (isFixed) =>
    workload({
      services: ({ depot: ask }) => [parcels(ask, isFixed)],
      effects: { depot },
      operations: ({ call }) => [
        call(
          parcels(() => Promise.resolve(true), isFixed),
          'send',
          { input: fc.constantFrom('Rome', 'Oslo') },
        ),
      ],
      maxOperations: 4,
      invariants: [
        answersAgree('every parcel is shipped', (answers, view) => {
          const { shipped } = view.effect('depot') as Depot;
          const lost = answers.find(
            ({ handler, status, output }) => handler === 'send' && status === 200 && !shipped.has(output as string),
          );
          return lost && `a parcel to ${String(lost.input)} was never shipped`;
        }),
      ],
    }),
});
