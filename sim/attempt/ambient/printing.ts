import fs from 'node:fs';
import { format } from 'node:util';
import { currentScope, outOfScope } from '../scope.ts';
import type { Scope } from '../scope.ts';
import { patchFunction } from './patch.ts';
import type { AnyFunction, Undo } from './patch.ts';

/**
 * Records what simulated code prints: by `console`, to `process.stdout` and `process.stderr`, and to the file descriptors 1
 * and 2, as loggers do. It goes into the trace, and is printed only where the process of the attempt lets it through.
 */
export function patchPrinting(): Undo {
  const undos = [
    ...Object.entries(LEVELS).map(([name, level]) => patchFunction(console, name, printing(level))),
    patchFunction(process.stdout, 'write', writing('INFO')),
    patchFunction(process.stderr, 'write', writing('ERROR')),
    patchFunction(fs, 'writeSync', writingToDescriptor),
    patchFunction(fs, 'write', writingToDescriptor),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

const LEVELS = { log: 'INFO', info: 'INFO', debug: 'DEBUG', trace: 'TRACE', warn: 'WARN', error: 'ERROR' } as const;

function printing(level: string): (original: AnyFunction) => AnyFunction {
  return (original) =>
    function (this: unknown, ...args: unknown[]) {
      const scope = currentScope();
      if (scope === undefined) return original.apply(this, args);
      return note(scope, level, format(...args), () => original.apply(this, args));
    };
}

/** A stream's `write(chunk, encoding?, callback?)`. */
function writing(level: string): (original: AnyFunction) => AnyFunction {
  return (original) =>
    function (this: unknown, ...args: unknown[]) {
      const scope = currentScope();
      if (scope === undefined) return original.apply(this, args);
      note(scope, level, textOf(args[0], args[1]), () => original.apply(this, args.slice(0, 1)));
      finish(args.at(-1));
      return true;
    };
}

/** `fs.write(fd, data, ..., callback)` and `fs.writeSync(fd, data, ...)`, of standard output and standard error. */
function writingToDescriptor(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    const scope = currentScope();
    const [descriptor, data] = args;
    if (scope === undefined || (descriptor !== 1 && descriptor !== 2)) return original.apply(this, args);
    const level = descriptor === 1 ? 'INFO' : 'ERROR';
    note(scope, level, textOf(data, args[2]), () => void fs.writeSync(descriptor, data as string));
    const size = typeof data === 'string' ? Buffer.byteLength(data) : (data as Uint8Array).byteLength;
    finish(args.at(-1), size, data);
    return size;
  };
}

/** @param print prints it as without a simulation */
function note(scope: Scope, level: string, text: string, print: () => unknown): void {
  const line = text.replace(/\n$/, '');
  if (line !== '') scope.ledger.remark({ type: 'log', level, text: line, replaying: false });
  if (scope.process.printsThrough === true) outOfScope(print);
}

function textOf(data: unknown, encoding: unknown): string {
  if (typeof data === 'string') return data;
  return Buffer.from(data as Uint8Array).toString(typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
}

/** A callback gets its result on a later tick, as in Node. */
function finish(callback: unknown, ...results: readonly unknown[]): void {
  if (typeof callback === 'function') process.nextTick(callback, null, ...results);
}
