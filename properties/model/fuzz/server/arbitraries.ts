import * as fc from 'fast-check';
import {
  KEYS,
  SCOPES,
  SLOTS,
  STATE_KEYS,
  VALUES,
  type Expr,
  type HandlerProgram,
  type Op,
  type OperationProgram,
  type Program,
  type RunProgram,
  type ScopeProgram,
} from '../engines/program.ts';
import { withGate } from '../engines/upgrade.ts';
import { upgradeProgram } from '../engines/upgrade-arbitrary.ts';

/**
 * Generates programs whose step order is fully determined: one client, one thing at a time, and a handler that begins
 * something waits for its end. What they do must come out the same everywhere, row by row of every journal.
 */
export function sequentialProgram(hasScopes: boolean = false): fc.Arbitrary<Program> {
  const plain = fc.record({
    handlers: fc.tuple(...SLOTS.map(() => handlerProgram())),
    operations: fc.array(operation(), { minLength: 1, maxLength: 3 }),
    seed: fc.constant(1),
    dice: fc.constant(0),
    troubles: fc.constant(0),
    world: fc.constant([]),
    protocolVersion: fc.constant(6),
    alwaysSuspend: fc.constant(false),
  });
  return hasScopes ? fc.tuple(plain, fc.array(place(), { minLength: 24, maxLength: 24 })).map(inScopes) : plain;
}

function place(): fc.Arbitrary<ScopeProgram> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant({}) },
    {
      weight: 2,
      arbitrary: fc.record({
        scope: fc.nat(SCOPES.length - 1),
        limitKey: fc.constantFrom(undefined, undefined, 0, 1),
      }),
    },
  );
}

/** Gives requests, calls and sends of a program scopes and limit keys, in turn. */
function inScopes([program, places]: readonly [Program, readonly ScopeProgram[]]): Program {
  let next = 0;
  const own = (): ScopeProgram => places[next++ % places.length] ?? {};
  const scoped = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(scoped);
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.fromEntries(Object.entries(value).map(([name, field]) => [name, scoped(field)]));
    return fields['make'] === 'call' || fields['do'] === 'send' ? { ...fields, ...own() } : fields;
  };
  const handlers = scoped(program.handlers) as Program['handlers'];
  return { ...program, handlers, operations: program.operations.map((operation) => ({ ...operation, ...own() })) };
}

/** Generates the same with a next version, which arrives while an operation waits at a gate. */
export function upgradedProgram(hasScopes: boolean = false): fc.Arbitrary<Program> {
  return fc
    .record({
      program: sequentialProgram(hasScopes),
      upgrade: upgradeProgram(op(), fc.constant(false)),
      gate: fc.record({
        at: fc.constantFrom(0, 1, 2, 2, 3, 3, 4, 5, 6),
        isElsewhere: fc.constantFrom(false, false, false, true),
      }),
      exhausted: fc.constantFrom('pause', 'pause', 'kill'),
    })
    .map(({ program, upgrade, gate, exhausted }) => {
      const { slot = 0 } = program.operations[upgrade.operation % program.operations.length] ?? {};
      const at = gate.isElsewhere ? (slot + 1) % SLOTS.length : slot;
      const handlers = program.handlers.map((handler, index) => ({
        ...handler,
        exhausted,
        body: index === at ? withGate(lasting(handler.body, index), gate.at) : lasting(handler.body, index),
      }));
      return { ...program, handlers, upgrade: { ...upgrade, point: undefined } };
    });
}

/** Without what always fails its handler: most programs would not come to their gate. */
function lasting(body: readonly Op[], slot: number): readonly Op[] {
  const kind = SLOTS[slot]?.kind;
  const mayWrite = kind === 'exclusive' || kind === 'workflow';
  return body.filter((op) => {
    if (op.do === 'throw') return op.times === 1 && op.how !== 'terminal';
    if (op.do === 'set' || op.do === 'clear' || op.do === 'clearAll') return mayWrite;
    return kind !== 'service' || op.do !== 'await' || (op.expr.make !== 'get' && op.expr.make !== 'stateKeys');
  });
}

const value = (): fc.Arbitrary<number> =>
  fc.oneof({ weight: 8, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.nat(VALUES.length - 1) });

function handlerProgram(): fc.Arbitrary<HandlerProgram> {
  return fc.record({
    body: body(),
    explicitCancellation: fc.constant(false),
    lazyState: fc.constant(false),
    mismatch: fc.constant('retry'),
    exhausted: fc.constant('kill'),
    hooks: fc.constant('none'),
    mapsErrors: fc.constant(false),
  });
}

function operation(): fc.Arbitrary<OperationProgram> {
  return fc.record({
    client: fc.constant(0),
    slot: fc.nat(SLOTS.length - 1),
    key: fc.nat(KEYS.length - 1),
    kind: fc.constant('call'),
    delayMs: fc.constant(0),
    afterMs: fc.constant(0),
    troubles: fc.constant([]),
  });
}

function body(): fc.Arbitrary<readonly Op[]> {
  const sent = fc.oneof(
    { weight: 4, arbitrary: fc.constant<readonly Op[]>([]) },
    { weight: 1, arbitrary: sendAndAttach() },
  );
  return fc.tuple(sent, fc.array(op(), { maxLength: 6 })).map(([first, rest]) => [...first, ...rest]);
}

/** A send runs concurrently with its sender, unless the sender waits for it at once. */
function sendAndAttach(): fc.Arbitrary<readonly Op[]> {
  return fc
    .record({ slot: fc.nat(SLOTS.length - 1), key: fc.nat(KEYS.length - 1), delayMs: fc.constantFrom(0, 0, 20) })
    .map((send): readonly Op[] => [
      { do: 'send', ...send },
      { do: 'attach' },
      { do: 'await', expr: { make: 'earlier', index: 0 }, caught: true },
    ]);
}

function run(): fc.Arbitrary<RunProgram> {
  return fc.record({
    name: fc.constantFrom(undefined, 'r', 's', 'ü'),
    ends: fc.oneof(
      { weight: 6, arbitrary: fc.constant('value' as const) },
      { weight: 3, arbitrary: fc.constantFrom('terminal', 'plain', 'retryable', 'text') },
    ),
    value: value(),
    fails: fc.constantFrom(1, 2),
    takes: fc.constantFrom('nothing', 'nothing', 'microtasks', 'immediate'),
    options: fc.oneof(
      { weight: 1, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.record({
          maxRetryAttempts: fc.constantFrom(1, 2, 3),
          initialRetryInterval: fc.constantFrom(1, 20),
          retryIntervalFactor: fc.constantFrom(1, 2),
        }),
      },
    ),
  });
}

/** What is awaited as soon as it is made. */
function leaf(): fc.Arbitrary<Expr> {
  const key = fc.nat(STATE_KEYS.length - 1);
  const callee = { slot: fc.nat(SLOTS.length - 1), key: fc.nat(KEYS.length - 1) };
  const by = fc.constantFrom('self' as const, 'self' as const, 'self rejects' as const, 'helper' as const);
  return fc.oneof(
    { weight: 2, arbitrary: fc.record({ make: fc.constant('sleep' as const), ms: fc.constantFrom(0, 1, 20) }) },
    { weight: 4, arbitrary: fc.record({ make: fc.constant('run' as const), run: run() }) },
    { weight: 4, arbitrary: fc.record({ make: fc.constant('get' as const), key }) },
    { weight: 1, arbitrary: fc.constant<Expr>({ make: 'stateKeys' }) },
    {
      weight: 3,
      arbitrary: fc.record({ make: fc.constant('call' as const), ...callee, idempotent: fc.constant(false) }),
    },
    // What cannot be sent is never sent, and would be waited for without end.
    { weight: 2, arbitrary: fc.record({ make: fc.constant('awakeable' as const), by, value: fc.nat(9) }) },
    {
      weight: 2,
      arbitrary: fc.record({ make: fc.constant('signal' as const), name: fc.nat(1), by, value: fc.nat(9) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        make: fc.constant('promise' as const),
        name: fc.nat(1),
        how: fc.constant('peek' as const),
      }),
    },
  );
}

/** What is not completed by a message that may come before or after the next command. */
function unhurried(): fc.Arbitrary<Expr> {
  const key = fc.nat(STATE_KEYS.length - 1);
  return fc.oneof(
    fc.record({ make: fc.constant('sleep' as const), ms: fc.constantFrom(20, 50) }),
    fc.record({ make: fc.constant('get' as const), key }),
    fc.record({ make: fc.constant('run' as const), run: run() }),
  );
}

/** Of several, all but one are settled from the beginning. */
function expr(depth: number): fc.Arbitrary<Expr> {
  if (depth === 0) return leaf();
  const inner = expr(depth - 1);
  const constant = fc.record({ make: fc.constant('constant' as const), value: value() });
  return fc.oneof(
    { weight: 6, arbitrary: leaf() },
    {
      weight: 1,
      arbitrary: fc
        .record({
          make: fc.constantFrom('all' as const, 'allSettled' as const),
          live: inner,
          rest: fc.array(constant, { maxLength: 2 }),
        })
        .map(({ make, live, rest }): Expr => ({ make, of: [...rest, live] })),
    },
    {
      weight: 1,
      arbitrary: fc
        .record({ make: fc.constantFrom('race' as const, 'any' as const), live: inner })
        .map(({ make, live }): Expr => ({ make, of: [live] })),
    },
    {
      weight: 1,
      arbitrary: fc.record({ make: fc.constant('map' as const), of: inner, how: fc.constantFrom('value', 'terminal') }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ make: fc.constant('orTimeout' as const), of: unhurried(), ms: fc.constant(70_000) }),
    },
  );
}

function op(): fc.Arbitrary<Op> {
  const key = fc.nat(STATE_KEYS.length - 1);
  return fc.oneof(
    { weight: 9, arbitrary: fc.record({ do: fc.constant('await' as const), expr: expr(2), caught: fc.boolean() }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('set' as const), key, value: value() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), key }) },
    { weight: 1, arbitrary: fc.constantFrom<Op>({ do: 'clearAll' }, { do: 'log' }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('complete promise' as const),
        name: fc.nat(1),
        value: value(),
        rejects: fc.boolean(),
        awaited: fc.constant(true),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('throw' as const),
        how: fc.constantFrom('terminal', 'plain', 'retryable', 'text'),
        times: fc.constantFrom(1, 9),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('timer' as const), ms: fc.constantFrom(0, 10) }) },
  );
}
