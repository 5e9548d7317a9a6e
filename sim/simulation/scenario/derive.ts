import * as fc from 'fast-check';
import type { BoundHandler, BoundService } from '../../attempt/definition.ts';
import { readDefinitions } from '../../attempt/read-definition.ts';
import { sdkOf } from '../../attempt/sdk-shape.ts';
import { UsageError } from '../../core/errors.ts';
import type { Limits } from '../../core/limits.ts';
import { inputSchemaOf } from './declared-schema.ts';
import { jsonArbitrary } from './json-arbitrary.ts';
import type { Json } from '../faults/plan.ts';
import { scenario, type AnyDefinition, type Scenario } from './scenario.ts';
import type { OperationSpec } from './operation-spec.ts';
import { checkNames, faultsOfHints, keysOf, type Hints, type InputType } from './hints.ts';
import { settles } from '../../checks/liveness/settles.ts';

/** A scenario that was derived from definitions. */
export interface Derived {
  readonly scenario: Scenario;
  /** The handlers that clients call, a line for each. */
  readonly called: readonly string[];
  /** Handlers that clients do not call, and why. */
  readonly skipped: readonly { readonly handler: string; readonly why: string }[];
}

/** How many inputs of a shared handler are kept for the outside world. */
const SAMPLES = 2;
/**
 * Services without a declared end may poll forever: their runs are `undecided` after about a second instead of a minute.
 */
const LIMITS: Partial<Limits> = { steps: 10_000 };
const IDEMPOTENCY_KEYS: fc.Arbitrary<string | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom('once', 'again') },
);

/**
 * Derives a scenario from definitions: clients call every public handler with inputs from its schema or from examples, and
 * the built-in invariants are checked. What a handler waits for from outside is completed where that can be done, and may
 * otherwise be left waiting, which the verdict lists.
 * @throws {UsageError} when no handler can be called, or a hint names what there is not
 */
export function deriveScenario(name: string, services: readonly AnyDefinition[], hints: Hints = {}): Derived {
  const bound = [...readDefinitions(services, sdkOf(services)).values()];
  const called: string[] = [];
  const skipped: { handler: string; why: string }[] = [];
  const operations: fc.Arbitrary<OperationSpec>[] = [];
  checkNames(bound, hints);
  const requests: OperationSpec[] = [];
  for (const service of bound) {
    for (const handler of service.handlers.values()) {
      const input = inputOf(service, handler, hints);
      if ('why' in input) {
        skipped.push({ handler: handlerName(handler), why: input.why });
        continue;
      }
      called.push(`${handlerName(handler)}  ${input.from}`);
      operations.push(request(service, handler, input.values, keysOf(hints, service.name)));
      if (service.kind === 'workflow' && handler.kind === 'SHARED') requests.push(...samples(handler, input.values));
    }
  }
  if (operations.length === 0) throw nothingToCall(skipped);
  const { owed = ['anything'], awakeables = {} } = hints;
  const owedIn = Object.entries(hints.services ?? {}).flatMap(([service, own]) =>
    own.owed === undefined ? [] : [[service, own.owed] as const],
  );
  const made = scenario(name, {
    services,
    operations: () => operations,
    invariants: [settles(owed, Object.fromEntries(owedIn))],
    faults: faultsOfHints(hints),
    ...(hints.allow !== undefined && { allow: hints.allow }),
  });
  const uncalled = Object.entries(hints.examples ?? {}).flatMap(([handler, given]) =>
    given.length === 0 ? [handler] : [],
  );
  const { effects = {}, stubs = {}, http = {} } = hints;
  const derived = {
    effects,
    stubs,
    http,
    judgesReach: false,
    uncalled,
    limits: LIMITS,
    outside: { awakeables, requests },
  };
  return { scenario: { ...made, ...derived }, called, skipped };
}

/** Requests that the outside world makes when a workflow waits for a promise. */
function samples({ service, name }: BoundHandler, values: fc.Arbitrary<Json | undefined>): OperationSpec[] {
  const drawn = fc.sample(values, { numRuns: SAMPLES, seed: 1 });
  const inputs = new Map(drawn.map((input) => [JSON.stringify(input), input]));
  return [...inputs.values()].map((input) => ({
    kind: 'call',
    service,
    handler: name,
    ...(input !== undefined && { input }),
  }));
}

type Input = { readonly values: fc.Arbitrary<Json | undefined>; readonly from: string } | { readonly why: string };

function inputOf(service: BoundService, handler: BoundHandler, { examples, takesInput, inputTypes }: Hints): Input {
  if (handler.options.ingressPrivate) return { why: 'it is private, so only other handlers can call it' };
  const given = examples?.[handlerName(handler)];
  if (given !== undefined) {
    if (given.length === 0) return { why: 'its examples are empty' };
    return { values: fc.constantFrom(...given), from: given.length === 1 ? 'one example' : `${given.length} examples` };
  }
  if (handler.inputSerde.contentType === undefined) return { values: fc.constant(undefined), from: 'no input' };
  const { declared, jsonSchema } = inputSchemaOf(handler.inputSerde);
  if (jsonSchema !== undefined) return { values: jsonArbitrary(jsonSchema), from: 'inputs that fit its schema' };
  if (declared) return { why: `${UNKNOWN_INPUT} as JSON: its schema cannot be converted to a JSON schema` };
  if (takesInput?.(service.definition as AnyDefinition, handler.name) === false) {
    return { values: fc.constant(undefined), from: 'no input' };
  }
  return typedInput(inputTypes?.(handlerName(handler)));
}

function typedInput(type: InputType | undefined): Input {
  if (type === undefined) return { why: UNKNOWN_INPUT };
  if (type === 'none') return { values: fc.constant(undefined), from: 'no input' };
  if ('why' in type) return { why: `${UNKNOWN_INPUT}: ${type.why}` };
  const values = jsonArbitrary(type.schema);
  return { values: type.isOptional ? fc.option(values, { nil: undefined }) : values, from: 'inputs that fit its type' };
}

/** Start of the reason where examples would help. */
export const UNKNOWN_INPUT = 'its input is unknown';

function request(
  { name, kind }: BoundService,
  handler: BoundHandler,
  input: fc.Arbitrary<Json | undefined>,
  keys: readonly string[],
): fc.Arbitrary<OperationSpec> {
  const parts = {
    key: kind === 'service' ? fc.constant(undefined) : fc.constantFrom(...keys),
    input,
    // A workflow runs once for each key anyway.
    idempotencyKey: handler.kind === 'WORKFLOW' ? fc.constant(undefined) : IDEMPOTENCY_KEYS,
  };
  return fc.record(parts).map((drawn) => {
    const present = Object.entries(drawn).filter(([, value]) => value !== undefined);
    return { kind: 'call', service: name, handler: handler.name, ...Object.fromEntries(present) };
  });
}

function nothingToCall(skipped: Derived['skipped']): UsageError {
  const [first] = skipped;
  return new UsageError(
    'HANDLERS_NOT_CALLABLE',
    first === undefined
      ? 'The services have no handlers.'
      : `No handler can be called: ${skipped.map(({ handler, why }) => `${handler} (${why})`).join(', ')}. Declare inputs ` +
          `(input: restate.serde.schema(...)), or give examples in a file of hints: { "examples": { "${first.handler}": [an input] } }.`,
  );
}

function handlerName({ service, name }: BoundHandler): string {
  return `${service}/${name}`;
}
