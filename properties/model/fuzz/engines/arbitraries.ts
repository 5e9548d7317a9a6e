import * as fc from 'fast-check';
import { MISUSES } from '../../engines/misuse/all.ts';
import {
  KEYS,
  NAMES,
  SLOTS,
  STATE_KEYS,
  VALUES,
  type Expr,
  type HandlerProgram,
  type Op,
  type OperationProgram,
  type PointProgram,
  type Program,
  type Resolver,
  type RunOptionsProgram,
  type RunProgram,
} from './program.ts';
import { upgradeProgram } from './upgrade-arbitrary.ts';

/** Generates programs. They shrink towards few short bodies, plain values and the quiet strategy. */
export function program(): fc.Arbitrary<Program> {
  return fc.record({
    handlers: fc.tuple(...SLOTS.map(() => handlerProgram())),
    operations: fc.array(operation(), { minLength: 1, maxLength: 4 }),
    seed: fc.nat(1_000),
    dice: oftenZero(fc.nat(2 ** 31)),
    troubles: fc.nat(4),
    world: fc.oneof(
      { weight: 6, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(worldTrouble(), { minLength: 1, maxLength: 2 }) },
    ),
    protocolVersion: fc.constantFrom(6, 7),
    alwaysSuspend: rarely(),
    upgrade: fc.option(upgradeProgram(op(1), fc.boolean()), { nil: undefined, freq: 3 }),
  });
}

const rarely = (): fc.Arbitrary<boolean> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

const oftenZero = (other: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: other });

/** Mostly values that any serde takes. */
const value = (): fc.Arbitrary<number> =>
  fc.oneof({ weight: 6, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.nat(VALUES.length - 1) });

const short = (): fc.Arbitrary<number> => fc.constantFrom(0, 1, 20, 50, 300, 1_000, 70_000);

function worldTrouble(): fc.Arbitrary<Program['world'][number]> {
  return fc.record({
    kind: fc.constantFrom('process crash', 'server restart'),
    atMs: fc.constantFrom(0, 1, 50, 500, 3_000),
  });
}

function handlerProgram(): fc.Arbitrary<HandlerProgram> {
  return fc.record({
    body: body(),
    explicitCancellation: rarely(),
    lazyState: rarely(),
    mismatch: fc.constantFrom('retry', 'retry', 'pause', 'fail'),
    exhausted: fc.constantFrom('pause', 'kill'),
    hooks: fc.constantFrom('none', 'none', 'none', 'none', 'none', 'none', 'passing', 'failing', 'terminal'),
    mapsErrors: rarely(),
  });
}

function operation(): fc.Arbitrary<OperationProgram> {
  return fc.record({
    client: fc.nat(2),
    slot: fc.nat(SLOTS.length - 1),
    key: fc.nat(KEYS.length - 1),
    kind: fc.constantFrom('call', 'call', 'send'),
    delayMs: fc.constantFrom(0, 0, 100),
    afterMs: fc.constantFrom(0, 0, 1, 200),
    troubles: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.array(point(), { minLength: 1, maxLength: 2 }) },
    ),
  });
}

function point(): fc.Arbitrary<PointProgram> {
  return fc.record({
    kind: fc.constantFrom('connection', 'process', 'suspend', 'cancel', 'kill', 'pause', 'cancel'),
    path: fc.constantFrom('', '', '/1', '/2', '/3'),
    attempt: fc.constantFrom(1, 1, 1, 2, 3),
    entry: fc.nat(6),
    phase: fc.constantFrom('before', 'inside', 'after'),
  });
}

const body = (): fc.Arbitrary<readonly Op[]> => fc.array(op(2), { maxLength: 7 });

const resolver = (): fc.Arbitrary<Resolver> =>
  fc.constantFrom('self', 'self', 'helper', 'helper', 'self rejects', 'helper rejects', 'never');

function runOptions(): fc.Arbitrary<RunOptionsProgram> {
  return fc.record(
    {
      maxRetryAttempts: fc.constantFrom(0, 1, 2, 3),
      initialRetryInterval: fc.constantFrom(0, 1, 70, 1_000),
      maxRetryInterval: fc.constantFrom(0, 100, 5_000),
      retryIntervalFactor: fc.constantFrom(1, 1.3, 2, 3.7),
      maxRetryDuration: fc.constantFrom(0, 60, 2_000),
    },
    { requiredKeys: [] },
  );
}

function run(): fc.Arbitrary<RunProgram> {
  return fc.record({
    name: fc.constantFrom(undefined, 'r', 's', 'ü'),
    ends: fc.oneof(
      { weight: 6, arbitrary: fc.constant('value' as const) },
      { weight: 5, arbitrary: fc.constantFrom('terminal', 'plain', 'retryable', 'pause', 'text', 'context') },
    ),
    value: value(),
    fails: fc.constantFrom(1, 2, 3, 9),
    takes: fc.constantFrom('nothing', 'nothing', 'microtasks', 'timer', 'immediate', 'effect'),
    options: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: runOptions() }),
  });
}

function leaf(): fc.Arbitrary<Expr> {
  const key = fc.nat(STATE_KEYS.length - 1);
  const objectKey = fc.nat(KEYS.length - 1);
  const slot = fc.nat(SLOTS.length - 1);
  const name = fc.nat(NAMES.length - 1);
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ make: fc.constant('sleep' as const), ms: short() }) },
    { weight: 4, arbitrary: fc.record({ make: fc.constant('run' as const), run: run() }) },
    { weight: 3, arbitrary: fc.record({ make: fc.constant('get' as const), key }) },
    { weight: 1, arbitrary: fc.constantFrom<Expr>({ make: 'stateKeys' }, { make: 'date' }, { make: 'sent id' }) },
    {
      weight: 2,
      arbitrary: fc.record({ make: fc.constant('call' as const), slot, key: objectKey, idempotent: rarely() }),
    },
    { weight: 1, arbitrary: fc.record({ make: fc.constant('callee id' as const), slot, key: objectKey }) },
    { weight: 2, arbitrary: fc.record({ make: fc.constant('awakeable' as const), by: resolver(), value: value() }) },
    { weight: 2, arbitrary: fc.record({ make: fc.constant('signal' as const), name, by: resolver(), value: value() }) },
    {
      weight: 1,
      arbitrary: fc.record({ make: fc.constant('promise' as const), name, how: fc.constantFrom('get', 'peek') }),
    },
    { weight: 1, arbitrary: fc.record({ make: fc.constant('constant' as const), value: value() }) },
    { weight: 3, arbitrary: fc.record({ make: fc.constant('earlier' as const), index: fc.nat(5) }) },
  );
}

/** Combinators nest at most so deep. */
function expr(depth: number): fc.Arbitrary<Expr> {
  if (depth === 0) return leaf();
  const inner = fc.memo(() => expr(depth - 1))();
  const several = fc.array(inner, { maxLength: 4 });
  return fc.oneof(
    { weight: 4, arbitrary: leaf() },
    { weight: 2, arbitrary: fc.record({ make: fc.constantFrom('all', 'race', 'any', 'allSettled'), of: several }) },
    {
      weight: 1,
      arbitrary: fc.record({
        make: fc.constant('map' as const),
        of: inner,
        how: fc.constantFrom('value', 'value', 'terminal', 'plain'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ make: fc.constant('orTimeout' as const), of: inner, ms: short() }) },
  );
}

function op(depth: number): fc.Arbitrary<Op> {
  const choices: { weight: number; arbitrary: fc.Arbitrary<Op> }[] = [
    { weight: 9, arbitrary: fc.record({ do: fc.constant('await' as const), expr: expr(3), caught: fc.boolean() }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('let' as const), expr: expr(2) }) },
    ...plainOps(),
  ];
  if (depth > 0) {
    const branch = fc.array(op(depth - 1), { maxLength: 3 });
    const of = fc.array(branch, { minLength: 1, maxLength: 3 });
    choices.push({
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('branches' as const), of, awaited: fc.boolean() }),
    });
  }
  return fc.oneof(...choices);
}

function plainOps(): { weight: number; arbitrary: fc.Arbitrary<Op> }[] {
  const key = fc.nat(STATE_KEYS.length - 1);
  const name = fc.nat(NAMES.length - 1);
  const slot = fc.nat(SLOTS.length - 1);
  return [
    { weight: 4, arbitrary: fc.record({ do: fc.constant('set' as const), key, value: value() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), key }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('send' as const),
        slot,
        key: fc.nat(KEYS.length - 1),
        delayMs: fc.constantFrom(0, 0, 50),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('complete promise' as const),
        name,
        value: value(),
        rejects: fc.boolean(),
        awaited: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), whom: fc.constantFrom('self', 'sent') }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('throw' as const),
        how: fc.constantFrom('terminal', 'plain', 'retryable', 'pause', 'text'),
        times: fc.constantFrom(1, 2, 9),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('random' as const),
        how: fc.constantFrom('rand', 'uuid', 'ambient', 'clock'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('misuse' as const),
        which: fc.nat(MISUSES.length - 1),
        awaited: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('timer' as const), ms: fc.constantFrom(0, 30, 400) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('cancellation' as const), forgetCalls: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Op>({ do: 'log' }, { do: 'attach' }, { do: 'effect' }, { do: 'clearAll' }),
    },
  ];
}
