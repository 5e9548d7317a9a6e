import { currentScope } from '../scope.ts';
import type { Scope } from '../scope.ts';
import { patchFunction, patchGlobal } from './patch.ts';
import type { Undo } from './patch.ts';
import { noteAmbient } from './remark.ts';
import { noteOutside } from './note-outside.ts';

/** Lets `Date`, `performance.now` and `process.hrtime` read the clock of the simulated process. */
export function patchClock(): Undo {
  // Fake timers may put an object of theirs in its place, on which Node's own function does not work.
  const { performance: patched } = globalThis;
  const undos = [
    patchGlobal<DateConstructor>('Date', simulatedDate, (ours) => {
      // Keeps `value.constructor === Date` true.
      RealDate.prototype.constructor = ours;
    }),
    patchFunction(patched, 'now', (original) => () => {
      const scope = currentScope();
      if (scope === undefined) return original.call(patched);
      noteAmbient(scope, 'performance.now');
      return scope.process.elapsed();
    }),
    patchHrtime(),
    patchFormats(),
  ];
  return () => {
    for (const undo of undos) undo();
    RealDate.prototype.constructor = RealDate;
  };
}

const RealDate = Date;

/** @param outside what code outside of simulations gets: the real one, or that of fake timers */
function simulatedDate(outside: DateConstructor): DateConstructor {
  const now = (): number => {
    const scope = currentScope();
    if (scope !== undefined) return nowIn(scope, 'Date.now');
    if (outside === RealDate) noteOutside('Date.now');
    return outside.now();
  };
  const ours: DateConstructor = new Proxy(RealDate, {
    construct(_target, args: unknown[], newTarget) {
      const scope = currentScope();
      const Base = scope === undefined ? outside : RealDate;
      const wanted = newTarget === ours ? Base : newTarget;
      const isNow = scope !== undefined && args.length === 0;
      if (args.length === 0 && Base === RealDate && scope === undefined) noteOutside('new Date');
      return Reflect.construct(Base, isNow ? [nowIn(scope, 'new Date')] : args, wanted) as Date;
    },
    apply() {
      const scope = currentScope();
      return scope === undefined ? outside() : new RealDate(nowIn(scope, 'Date')).toString();
    },
    get(target, key) {
      if (key === 'now') return now;
      return Reflect.get(key === 'prototype' ? target : outside, key) as unknown;
    },
  });
  return ours;
}

/** Inside `ctx.run` code reads the time of the process. Outside, where nothing is recorded, each attempt reads another. */
function nowIn(scope: Scope, what: string): number {
  if (scope.insideRun !== undefined) return scope.process.now();
  noteAmbient(scope, what);
  return scope.process.ambientNow();
}

/** Without a date, a format takes the present. */
function patchFormats(): Undo {
  const { prototype } = Intl.DateTimeFormat;
  const present = (date: unknown): unknown => {
    const scope = currentScope();
    return scope === undefined || date !== undefined ? date : nowIn(scope, 'Intl.DateTimeFormat');
  };
  const undo = patchFunction(prototype, 'formatToParts', (original) => {
    return function (this: unknown, date) {
      return original.call(this, present(date));
    };
  });
  const format = Object.getOwnPropertyDescriptor(prototype, 'format');
  if (format?.get === undefined) return undo;
  // oxlint-disable-next-line typescript/unbound-method -- called with its receiver below
  const { get } = format;
  const made = new WeakMap<object, (date?: unknown) => string>();
  Object.defineProperty(prototype, 'format', {
    ...format,
    get(this: Intl.DateTimeFormat) {
      const own = get.call(this) as (date?: unknown) => string;
      const ours = made.get(this) ?? ((date?: unknown) => own(present(date)));
      made.set(this, ours);
      return ours;
    },
  });
  return () => {
    undo();
    Object.defineProperty(prototype, 'format', format);
  };
}

function patchHrtime(): Undo {
  const real = process.hrtime;
  const elapsed = (): bigint | undefined => {
    const scope = currentScope();
    if (scope === undefined) return undefined;
    noteAmbient(scope, 'process.hrtime');
    return BigInt(Math.round(scope.process.elapsed() * 1e6));
  };
  const bigint = (): bigint => elapsed() ?? real.bigint();
  const pair = (since?: [number, number]): [number, number] => {
    const nanos = elapsed();
    if (nanos === undefined) return real(since);
    const rest = nanos - (since === undefined ? 0n : BigInt(since[0]) * 1_000_000_000n + BigInt(since[1]));
    return [Number(rest / 1_000_000_000n), Number(rest % 1_000_000_000n)];
  };
  process.hrtime = Object.assign(pair, { bigint });
  return () => {
    process.hrtime = real;
  };
}
