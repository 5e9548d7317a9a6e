import crypto, { webcrypto } from 'node:crypto';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import zlib from 'node:zlib';
import { currentScope } from '../scope.ts';
import { after, patchClass, patchReading } from './patch-class.ts';
import { callAllowed, isAllowed, noteAllowed } from './allowed.ts';
import { patchFunction } from './patch.ts';
import type { Undo } from './patch.ts';
import { noteRealIo } from './remark.ts';

/**
 * Lets real input and output and the work of other threads through, but records the line that started it: the simulation has
 * to wait for it in real time, and the rest of the run is not a function of the seed. What only reads at once is let through
 * without a word: every run reads the same, as long as nothing writes.
 */
export function watchRealIo(): Undo {
  const subtle = Object.getPrototypeOf(webcrypto.subtle) as object;
  const undos = [
    ...watch('fs.promises', fsPromises, Object.keys(fsPromises)),
    ...watch('fs', fs, Object.keys(fs).filter(isAwaitedInFs)),
    ...watch('fs', fs, Object.keys(fs).filter(isWritingAtOnce), false),
    ...watch('crypto.subtle', subtle, Object.getOwnPropertyNames(subtle)),
    ...watch('crypto', crypto, ['scrypt', 'pbkdf2', 'hkdf', 'checkPrime']),
    ...watch('zlib', zlib, ['gzip', 'gunzip', 'deflate', 'inflate', 'brotliCompress', 'brotliDecompress', 'unzip']),
    ...watch('WebAssembly', (globalThis as unknown as { WebAssembly: object }).WebAssembly, [
      'compile',
      'instantiate',
      'compileStreaming',
      'instantiateStreaming',
    ]),
    ...watch('Atomics', Atomics, ['waitAsync']),
    ...['MessageChannel', 'BroadcastChannel'].map((name) =>
      patchClass(
        globalThis,
        name,
        after(() => noteHere(`new ${name}`, false)),
      ),
    ),
    patchReading(process, 'stdin', () => noteHere('process.stdin', false)),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

function noteHere(what: string, isAwaited: boolean): void {
  const scope = currentScope();
  if (scope !== undefined) noteRealIo(scope, what, isAwaited);
}

function watch(module: string, owner: object, names: readonly string[], isAwaited = true): Undo[] {
  return names
    .filter((name) => name !== 'constructor' && isFunction(owner, name))
    .map((name) =>
      patchFunction(owner, name, (original) => {
        return function (this: unknown, ...args: unknown[]) {
          const scope = currentScope();
          if (scope === undefined || (owner === fs && isPrinting(name, args))) return original.apply(this, args);
          const what = `${module}.${name}`;
          if (!module.startsWith('fs') || !isAllowed(scope, 'files')) noteRealIo(scope, what, isAwaited);
          else {
            noteAllowed(scope, 'files', what);
            if (isAwaited && !LASTING.test(name)) return callAllowed(scope, what, original, this, args);
          }
          return original.apply(this, args);
        };
      }),
    );
}

/** Their callbacks and events come again and again, or not at all. */
const LASTING = /^(create(Read|Write)Stream|watch|watchFile)$/;

/** What takes a callback, returns a stream, or watches. */
function isAwaitedInFs(name: string): boolean {
  return `${name}Sync` in fs || /^(create(Read|Write)Stream|openAsBlob|watch|watchFile)$/.test(name);
}

const WRITING =
  /^(write|writev|writeFile|appendFile|mkdir|mkdtemp|rm|rmdir|unlink|rename|copyFile|cp|link|symlink|f?truncate|[fl]?chmod|[fl]?chown|[fl]?utimes)Sync$/;

function isWritingAtOnce(name: string): boolean {
  return WRITING.test(name);
}

/** What is written to standard output and standard error goes into the trace. */
function isPrinting(name: string, [descriptor]: readonly unknown[]): boolean {
  return name.startsWith('write') && (descriptor === 1 || descriptor === 2);
}

function isFunction(owner: object, name: string): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  return typeof descriptor?.value === 'function' && descriptor.configurable === true;
}
