import { describe, expect, it } from 'vitest';
import type { Expr, HandlerProgram, Op, Program, RunProgram } from './program.ts';
import { nextVersion, type EditKind, type EditProgram } from './upgrade.ts';

const run = (name: string | undefined, value = 0): Expr => {
  const plain: Omit<RunProgram, 'name' | 'value'> = { ends: 'value', fails: 1, takes: 'nothing', options: undefined };
  return { make: 'run', run: { ...plain, name, value } };
};
const awaits = (expr: Expr): Op => ({ do: 'await', expr, caught: false });
const log: Op = { do: 'log' };
const set: Op = { do: 'set', key: 0, value: 9 };

function programOf(body: readonly Op[], ...edits: readonly Partial<EditProgram>[]): Program {
  const handler: HandlerProgram = {
    body,
    explicitCancellation: false,
    lazyState: false,
    mismatch: 'retry',
    exhausted: 'kill',
    hooks: 'none',
    mapsErrors: false,
  };
  const plain: EditProgram = {
    edit: 'insert',
    slot: 1,
    isCalled: false,
    at: 0,
    op: log,
    serde: 'strict',
    isFar: false,
  };
  return {
    handlers: Array.from({ length: 6 }, () => handler),
    operations: [{ client: 0, slot: 0, key: 0, kind: 'call', delayMs: 0, afterMs: 0, troubles: [] }],
    seed: 1,
    dice: 0,
    troubles: 0,
    world: [],
    protocolVersion: 6,
    alwaysSuspend: false,
    upgrade: {
      edits: edits.map((edit) => ({ ...plain, ...edit })),
      route: 'new',
      operation: 0,
      point: undefined,
      atMs: 0,
      way: 'new',
      backMs: 1,
    },
  };
}

/** The changed handler, and which edits have changed something. */
function edited(body: readonly Op[], edit: EditKind, more: Partial<EditProgram> = {}) {
  const { program, made } = nextVersion(programOf(body, { edit, ...more }));
  return { handler: program.handlers[more.isCalled ? 0 : 1], made };
}

describe('the next version of a program', () => {
  it.each<[EditKind, readonly Op[], readonly Op[], Partial<EditProgram>]>([
    ['insert', [set, set], [set, log, set], { at: 1 }],
    ['remove', [log, set], [log], { at: 3 }],
    ['reorder', [log, set, log], [log, log, set], { at: 1 }],
    ['rename step', [set, awaits(run('r'))], [set, awaits(run('s'))], {}],
    ['payload', [set], [{ ...set, value: 0 }], {}],
    ['payload', [set, awaits(run('r', 3))], [set, awaits(run('r', 4))], { at: 1 }],
    ['key', [awaits({ make: 'get', key: 2 })], [awaits({ make: 'get', key: 0 })], {}],
    ['combinator', [awaits({ make: 'all', of: [] })], [awaits({ make: 'allSettled', of: [] })], {}],
    ['combinator', [awaits({ make: 'all', of: [] })], [awaits({ make: 'race', of: [] })], { isFar: true }],
    ['combinator', [awaits(run('r'))], [awaits({ make: 'all', of: [run('r')] })], {}],
  ])('%s', (edit, body, other, more) => {
    expect(edited(body, edit, more)).toMatchObject({ handler: { body: other }, made: [edit] });
  });

  it('finds what it changes in branches and combinators', () => {
    const inside = (name: string): readonly Op[] => {
      const expr: Expr = { make: 'orTimeout', of: { make: 'map', of: run(name), how: 'value' }, ms: 1 };
      return [{ do: 'branches', awaited: true, of: [[log], [{ do: 'let', expr: { make: 'any', of: [expr] } }]] }];
    };
    expect(edited(inside('r'), 'rename step').handler?.body).toEqual(inside('s'));
  });

  it('is declared otherwise', () => {
    expect(edited([], 'serde')).toMatchObject({ handler: { serde: 'strict' }, made: ['serde'] });
    expect(edited([], 'rename handler')).toMatchObject({ handler: { isRenamed: true }, made: ['rename handler'] });
  });

  it('counts no edit that means nothing', () => {
    for (const edit of ['rename step', 'remove', 'reorder', 'payload', 'key', 'combinator'] as const) {
      expect(edited([], edit).made).toEqual([]);
    }
    expect(edited([], 'rename handler', { slot: 2 }).made).toEqual([]);
  });

  it('changes the handler that an operation calls, where it must be called', () => {
    expect(edited([], 'insert', { isCalled: true, slot: 5 }).handler?.body).toEqual([log]);
  });

  it('keeps a send and the wait for its end together', () => {
    const sent: readonly Op[] = [
      { do: 'send', slot: 0, key: 0, delayMs: 0 },
      { do: 'attach' },
      awaits({ make: 'earlier', index: 0 }),
    ];
    expect(edited([...sent, set], 'reorder').handler?.body).toEqual([set, ...sent]);
    expect(edited([...sent, set], 'remove').handler?.body).toEqual([set]);
  });
});
