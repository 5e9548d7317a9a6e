/**
 * What handlers on a restate-server 1.7.12 have seen, written down as they answered it: the id of the invocation, the first
 * `ctx.rand.uuidv4()`, the id of the first awakeable, and the `ctx.rand.random()` behind it.
 */
export interface Recorded {
  readonly id: string;
  readonly uuid: string;
  readonly awakeable: string;
  readonly random: number;
}

/** On a cluster with its default features. The first two are of plain requests, the third of a workflow run. */
export const RECORDED: readonly Recorded[] = [
  {
    id: 'inv_1fBjihNE0HGu3XuhgXsnc9wkNniZa6AlwF',
    uuid: 'f5eb4f57-c285-4ef7-94dd-5158564fa807',
    awakeable: 'sign_1lhDRPBZHubV9UPf2Ccr2_ELDHRaSrBiCAAAAEQ',
    random: 0.62681305779535,
  },
  {
    id: 'inv_15IgnhzW95tA55PaMUtVD5TGC4g5ExM86E',
    uuid: 'db28baaa-59da-4307-9c7b-5bc477bc9349',
    awakeable: 'sign_19pwzfnLDjUKM_k2h9-O1Rtq50zeRFl-nAAAAEQ',
    random: 0.7011486309334017,
  },
  {
    id: 'inv_10T5Thwsbi8d1wO9PizrCKCs4XZm7aIyLe',
    uuid: '2de07f87-2639-47df-9de8-b14512acabaf',
    awakeable: 'sign_1bc7IU-20WQpYkruHulQBrykhFFKPdD4yAAAAEQ',
    random: 0.019594965561807287,
  },
];

/** With `RESTATE_EXPERIMENTAL_ENABLE_UNIQUE_RANDOM_SEEDS`, and `created_at` of the invocations, in ms. */
export const RECORDED_UNIQUE: readonly (Recorded & { readonly createdAtMs: number })[] = [
  {
    id: 'inv_1k10Qf1cTL8z1JyoXVNRSVwb9ajlMdBPxe',
    createdAtMs: 1_796_071_966_855,
    uuid: '2de7c2c4-bd90-481f-83bb-cd4b78206231',
    awakeable: 'sign_1d-OiisONJOlAtqhfa19FTqyDtWpmpv84AAAAEQ',
    random: 0.2900508649344993,
  },
  {
    id: 'inv_10T5Thwsbi8d7rWxI8YjO3Bl8Ay5IC8YA1',
    createdAtMs: 1_796_071_966_896,
    uuid: 'e31a7184-56c2-4f3e-ac96-3f7c24e62ffa',
    awakeable: 'sign_1bc7IU-20WQqJsvRpIrXEjwiVw_ZQmc70AAAAEQ',
    random: 0.00706426109070124,
  },
];
