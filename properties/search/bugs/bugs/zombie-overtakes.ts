import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect } from '../../../../sim/simulation/scenario/effect.ts';
import { bug, workload } from '../bug.ts';
import { answersAgree } from '../judge.ts';

type Row = { readonly order: string; readonly status: string; readonly fence: number };
type Rows = Map<string, Row>;
const PARCELS = [1, 2, 3];

/** A table of orders on a slow disk: a write may take effect long after it was sent. */
const table = (isFixed: boolean) =>
  effect({
    state: (): Rows => new Map(),
    apply: (rows: Rows, row: Row): void => {
      if (isFixed && row.fence < (rows.get(row.order)?.fence ?? 0)) return;
      rows.set(row.order, row);
    },
    latenciesMs: [0, 2_000],
    troubles: { fails: false, losesAnswer: false },
  });

const shipping = (write: (row: Row) => Promise<void>) =>
  restate.object({
    name: 'Shipping',
    handlers: {
      ship: async (ctx: restate.ObjectContext): Promise<void> => {
        for (const parcel of PARCELS) {
          const order = `${ctx.key} ${parcel}`;
          await ctx.run(`pack ${parcel}`, () => write({ order, status: 'packing', fence: 1 }));
          await ctx.run(`ship ${parcel}`, () => write({ order, status: 'shipped', fence: 2 }));
        }
      },
    },
  });

export const zombieOvertakes = bug('a zombie that writes last', {
  mistake: 'The table accepts the last write, even the late write of an aborted attempt.',
  breaks: 'an order that was shipped stays shipped',
  isHard: true,
  blind: [
    { hunter: 'crashes', why: 'everything but the crash goes the quiet way, so that no write of a zombie is slow' },
  ],
  scenario: (isFixed) =>
    workload({
      services: ({ table: write }) => [shipping(write)],
      effects: { table: table(isFixed) },
      operations: ({ call }) => [
        call(
          shipping(() => Promise.resolve()),
          'ship',
          { key: fc.constantFrom('ann', 'bob') },
        ),
        call(
          shipping(() => Promise.resolve()),
          'ship',
          { key: fc.constantFrom('ann', 'bob') },
        ),
      ],
      maxOperations: 3,
      invariants: [
        answersAgree('an order that was shipped stays shipped', (answers, view) => {
          for (const { handler, key, status } of answers) {
            if (handler !== 'ship' || status !== 200) continue;
            for (const parcel of PARCELS) {
              const row = (view.effect('table') as Rows).get(`${key} ${parcel}`);
              if (row?.status !== 'shipped')
                return `parcel ${parcel} of ${key} was shipped, and the table says "${row?.status ?? 'nothing'}"`;
            }
          }
          return undefined;
        }),
      ],
    }),
});
