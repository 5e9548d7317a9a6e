import * as restate from '@restatedev/restate-sdk';
import { z } from 'zod';
import type { InputType } from '../../../sim/simulation/scenario/hints.ts';
import type { ManifestChange } from '../../../sim/manifest/manifest-change.ts';

type Definition = restate.ServiceDefinition<string, unknown> | restate.VirtualObjectDefinition<string, unknown>;
type AnyDefinition = Definition | restate.WorkflowDefinition<string, unknown>;

/** An edit of what services declare. */
export interface Edit {
  readonly title: string;
  /** @param name begins the name of each service, so that one server can have the services of all edits */
  readonly old: (name: string) => readonly AnyDefinition[];
  readonly next: (name: string) => readonly AnyDefinition[];
  /** What TypeScript says about the input of the handler `place` of each version. */
  readonly types?: readonly [old: InputType, next: InputType];
  /** The changes that are found, each as `kind where: what`, with `!` in front where it can break something; `~` is the name. */
  readonly found: readonly string[];
}

const { service, object, workflow, serde } = restate;
const { shared } = restate.handlers.object;
const nothing = (): Promise<void> => Promise.resolve();
const plain = (name: string, handlers: Readonly<Record<string, () => Promise<void>>>): Definition =>
  service({ name, handlers });

/** @returns a service with a handler `place` that takes inputs of a schema */
const taking =
  (input?: z.ZodType) =>
  (name: string): readonly Definition[] => [
    service({
      name,
      handlers: {
        place:
          input === undefined
            ? nothing
            : restate.handlers.handler({ input: serde.schema(input) }, () => Promise.resolve()),
      },
    }),
  ];

/** @returns a service with a handler `quote` that returns results of a schema */
const returning =
  (output: z.ZodType) =>
  (name: string): readonly Definition[] => [
    service({
      name,
      handlers: { quote: restate.handlers.handler({ output: serde.schema(output) }, () => Promise.resolve({})) },
    }),
  ];

/** @returns a service with these options, and two handlers that do not have any */
const having =
  (options: restate.ServiceOptions) =>
  (name: string): readonly Definition[] => [service({ name, options, handlers: { place: nothing, track: nothing } })];

/** @returns a service in which one of two handlers has these options */
const havingOne =
  (options: restate.ServiceHandlerOpts<unknown, unknown>) =>
  (name: string): readonly Definition[] => [
    service({ name, handlers: { place: restate.handlers.handler(options, nothing), track: nothing } }),
  ];

// The SDK types the schema of this serde as one that may be undefined.
const json: restate.Serde<unknown> = { ...serde.binary, contentType: 'application/json' };
const order = z.object({ id: z.int() });

/** Edits of names, kinds and visibility. */
const SHAPES: readonly Edit[] = [
  {
    title: 'nothing',
    old: (name) => [object({ name, handlers: { add: nothing, look: shared(nothing) } })],
    next: (name) => [object({ name, handlers: { look: shared(nothing), add: nothing } })],
    found: [],
  },
  {
    title: 'a service is added',
    old: (name) => [plain(name, { place: nothing })],
    next: (name) => [plain(name, { place: nothing }), plain(`${name}Refunds`, { open: nothing })],
    found: ['service added ~Refunds: added service'],
  },
  {
    title: 'a service is removed',
    old: (name) => [plain(name, { place: nothing }), plain(`${name}Refunds`, { open: nothing })],
    next: (name) => [plain(name, { place: nothing })],
    found: ['!service removed ~Refunds: removed service'],
  },
  {
    title: 'a service is renamed',
    old: (name) => [plain(name, {}), object({ name: `${name}Cart`, handlers: { add: nothing, drop: nothing } })],
    next: (name) => [plain(name, {}), object({ name: `${name}Basket`, handlers: { add: nothing, drop: nothing } })],
    found: ['!service renamed ~Cart: renamed service (a guess): ~Cart → ~Basket'],
  },
  {
    title: 'a handler is added',
    old: (name) => [plain(name, { place: nothing })],
    next: (name) => [plain(name, { place: nothing, audit: nothing })],
    found: ['handler added ~/audit: added handler'],
  },
  {
    title: 'a handler is removed',
    old: (name) => [plain(name, { place: nothing, audit: nothing })],
    next: (name) => [plain(name, { place: nothing })],
    found: ['!handler removed ~/audit: removed handler'],
  },
  {
    title: 'a handler is renamed, by a word of its name',
    old: (name) => [plain(name, { charge: nothing })],
    next: (name) => [plain(name, { chargeCard: nothing })],
    found: ['!handler renamed ~/charge: renamed handler (a guess): charge → chargeCard'],
  },
  {
    title: 'a handler is renamed, by few characters',
    old: (name) => [plain(name, { cancelled: nothing })],
    next: (name) => [plain(name, { canceled: nothing })],
    found: ['!handler renamed ~/cancelled: renamed handler (a guess): cancelled → canceled'],
  },
  {
    title: 'a handler is renamed, by its schema',
    old: taking(order),
    next: (name) => [
      service({
        name,
        handlers: { buy: restate.handlers.handler({ input: serde.schema(order) }, () => Promise.resolve()) },
      }),
    ],
    found: ['!handler renamed ~/place: renamed handler (a guess): place → buy'],
  },
  {
    title: 'a handler is removed, and one of another kind and name is added',
    old: (name) => [object({ name, handlers: { charge: nothing, look: nothing } })],
    next: (name) => [object({ name, handlers: { charges: shared(nothing), audit: nothing } })],
    found: [
      '!handler removed ~/charge: removed handler',
      '!handler removed ~/look: removed handler',
      'handler added ~/charges: added handler',
      'handler added ~/audit: added handler',
    ],
  },
  {
    title: 'an exclusive handler is shared',
    old: (name) => [object({ name, handlers: { add: nothing } })],
    next: (name) => [object({ name, handlers: { add: shared(nothing) } })],
    found: ['!handler kind ~/add: exclusive → shared'],
  },
  {
    title: 'a shared handler is exclusive',
    old: (name) => [object({ name, handlers: { add: shared(nothing) } })],
    next: (name) => [object({ name, handlers: { add: nothing } })],
    found: ['!handler kind ~/add: shared → exclusive'],
  },
  {
    title: 'a handler is private',
    old: havingOne({}),
    next: havingOne({ ingressPrivate: true }),
    found: ['!visibility ~/place: private'],
  },
  {
    title: 'a service is public',
    old: having({ ingressPrivate: true }),
    next: having({}),
    found: ['visibility ~: public'],
  },
  {
    title: 'an object is a service',
    old: (name) => [object({ name, handlers: { add: nothing } })],
    next: (name) => [plain(name, { add: nothing })],
    found: ['!service type ~: service type: object → service'],
  },
  {
    title: 'a service is an object',
    old: (name) => [plain(name, { add: nothing })],
    next: (name) => [object({ name, handlers: { add: nothing } })],
    found: ['!service type ~: service type: service → object'],
  },
  {
    title: 'an object is a workflow, and loses a handler',
    old: (name) => [object({ name, handlers: { run: nothing, look: nothing } })],
    next: (name) => [workflow({ name, handlers: { run: nothing } })],
    found: ['!service type ~: service type: object → workflow', '!handler removed ~/look: removed handler'],
  },
];

/** Edits of what handlers take and return. */
const SCHEMAS: readonly Edit[] = [
  {
    title: 'an input requires more',
    old: taking(order),
    next: taking(order.extend({ tenant: z.string() })),
    found: ['!input narrower ~/place: input narrower: now requires tenant'],
  },
  {
    title: 'an input accepts more',
    old: taking(order.extend({ tenant: z.string() })),
    next: taking(order.partial()),
    found: ['input wider ~/place: input wider: no longer requires id, no longer requires tenant'],
  },
  {
    title: 'an input is described in other words',
    old: taking(order),
    next: taking(order.extend({ id: z.int().describe('the number of the order') })),
    found: [],
  },
  {
    title: 'an input is checked by code alone',
    old: taking(order),
    next: taking(order.refine(({ id }) => id > 0)),
    found: ['!input narrower ~/place: input narrower: no longer accepts {"id":-2}'],
  },
  {
    title: 'an input has a schema',
    old: taking(),
    next: taking(order),
    found: ['!input other ~/place: input changed: has a schema now, accepts only an object'],
  },
  {
    title: 'an input has no schema',
    old: taking(order),
    next: taking(),
    found: ['input wider ~/place: input wider: accepts more than an object'],
  },
  {
    title: 'an input has a schema that is no JSON schema',
    old: taking(order),
    next: taking(z.object({ id: z.int().transform((id) => BigInt(id)) }).transform((all) => new Map([[1, all]]))),
    found: [],
  },
  {
    title: 'an input has another content type',
    old: havingOne({ input: json }),
    next: havingOne({ input: serde.binary }),
    found: ['!content type ~/place: input: application/json → application/octet-stream'],
  },
  {
    title: 'an input has any content type',
    old: havingOne({ input: json }),
    next: havingOne({ input: json, accept: '*/*' }),
    found: ['content type ~/place: input: application/json → */*'],
  },
  {
    title: 'a result lacks a property',
    old: returning(z.object({ total: z.number(), tax: z.number() })),
    next: returning(z.object({ total: z.number() })),
    found: ['!output ~/quote: output changed: may lack tax'],
  },
  {
    title: 'a result has a property of another type',
    old: returning(z.object({ total: z.number() })),
    next: returning(z.object({ total: z.object({ amount: z.number() }) })),
    found: ['!output ~/quote: output changed: total may be an object'],
  },
  {
    title: 'a result has one more property',
    old: returning(z.object({ total: z.number() })),
    next: returning(z.object({ total: z.number(), tax: z.number() })),
    found: ['output ~/quote: output changed: now always has tax'],
  },
  {
    title: 'a result has another content type',
    old: havingOne({ output: json }),
    next: havingOne({ output: serde.binary }),
    found: ['!output ~/place: output: application/json → application/octet-stream'],
  },
];

const typed = (required: readonly string[], isOptional: boolean = false): InputType => ({
  schema: { type: 'object', properties: { id: { type: 'integer' }, tenant: { type: 'string' } }, required },
  isOptional,
});

/** Edits of what TypeScript says where no schema is declared. */
const TYPES: readonly Edit[] = [
  {
    title: 'a type requires more',
    old: taking(),
    next: taking(),
    types: [typed(['id']), typed(['id', 'tenant'])],
    found: ['!input narrower ~/place: input narrower: now requires tenant'],
  },
  {
    title: 'a type accepts more',
    old: taking(),
    next: taking(),
    types: [typed(['id']), typed([])],
    found: ['input wider ~/place: input wider: no longer requires id'],
  },
  {
    title: 'a type is there, where there was no input',
    old: taking(),
    next: taking(),
    types: ['none', typed(['id'])],
    found: ['!input narrower ~/place: input narrower: now takes an input'],
  },
  {
    title: 'a type that may be left out is there, where there was no input',
    old: taking(),
    next: taking(),
    types: ['none', typed(['id'], true)],
    found: [],
  },
  {
    title: 'a type is unknown',
    old: taking(),
    next: taking(),
    types: [{ why: 'it is any' }, typed(['id'])],
    found: [],
  },
  {
    title: 'a schema is declared that fits the type',
    old: taking(),
    next: taking(order.extend({ note: z.string().optional() })),
    types: [typed(['id']), 'none'],
    found: [],
  },
  {
    title: 'a schema is declared that requires more than the type',
    old: taking(),
    next: taking(order.extend({ tenant: z.string() })),
    types: [typed(['id']), 'none'],
    found: ['!input narrower ~/place: input narrower: now requires tenant'],
  },
  {
    title: 'a schema is gone, and a type is there',
    old: taking(order),
    next: taking(),
    types: ['none', typed(['id', 'tenant'])],
    found: ['input wider ~/place: input wider: accepts more than an object'],
  },
];

/** Edits of options. */
const OPTIONS: readonly Edit[] = [
  {
    title: 'invocations are killed',
    old: having({}),
    next: having({ retryPolicy: { maxAttempts: 4, onMaxAttempts: 'kill', initialInterval: 100 } }),
    found: [
      '!retry policy ~: retry policy: max attempts 70 → 4, on max attempts pause → kill, initial interval 500 ms → 100 ms',
    ],
  },
  {
    title: 'a handler is retried more often',
    old: havingOne({}),
    next: havingOne({ retryPolicy: { maxAttempts: 90, maxInterval: { hours: 1 }, exponentiationFactor: 3 } }),
    found: [
      'retry policy ~/place: retry policy: max attempts 70 → 90, max interval 1 min → 1 h, exponentiation factor 2 → 3',
    ],
  },
  {
    title: 'timeouts are shorter',
    old: having({ inactivityTimeout: { minutes: 5 } }),
    next: having({ abortTimeout: { minutes: 1 } }),
    found: ['timeout ~: inactivity timeout: 5 min → default', 'timeout ~: abort timeout: 10 min → 1 min'],
  },
  {
    title: 'retention is shorter',
    old: having({}),
    next: having({ journalRetention: 0, idempotencyRetention: { hours: 1 } }),
    found: ['retention ~: journal retention: 1 d → 0 ms', 'retention ~: idempotency retention: 1 d → 1 h'],
  },
  {
    title: 'state is lazy, and a workflow is kept shorter',
    old: (name) => [workflow({ name, handlers: { run: nothing } })],
    next: (name) => [
      workflow({
        name,
        options: { enableLazyState: true, workflowRetention: { hours: 2 } },
        handlers: { run: nothing },
      }),
    ],
    found: ['retention ~/run: workflow retention: 1 d → 2 h', 'state loading ~/run: state: eager → lazy'],
  },
  {
    title: 'cancellation is explicit, and mismatches fail',
    old: having({}),
    next: having({ explicitCancellation: true, onJournalMismatchErrors: 'fail' }),
    found: [
      'cancellation ~: cancellation: by an error → explicit',
      'journal mismatch ~: journal mismatch: retry → fail',
    ],
  },
];

export const EDITS: readonly Edit[] = [...SHAPES, ...SCHEMAS, ...TYPES, ...OPTIONS];

/** @returns a change in the form of `found` */
export function asFound({ kind, where, what, breaking }: ManifestChange, name: string): string {
  return `${breaking ? '!' : ''}${kind} ${where}: ${what}`.replaceAll(name, '~');
}
