import fs from 'node:fs/promises';
import { webcrypto } from 'node:crypto';
import zlib from 'node:zlib';
import { currentScope } from '../scope.ts';
import { patchFunction } from './patch.ts';
import type { Undo } from './patch.ts';
import { noteRealIo } from './remark.ts';

/**
 * Lets real asynchronous work through, but records the line that started it: the simulation has to wait for it in real
 * time, and the rest of the run is not a function of the seed.
 */
export function watchRealIo(): Undo {
  const subtle = Object.getPrototypeOf(webcrypto.subtle) as object;
  const undos = [
    ...watch('fs.promises', fs, Object.keys(fs)),
    ...watch('crypto.subtle', subtle, Object.getOwnPropertyNames(subtle)),
    ...watch('zlib', zlib, ['gzip', 'gunzip', 'deflate', 'inflate', 'brotliCompress', 'brotliDecompress', 'unzip']),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

function watch(module: string, owner: object, names: readonly string[]): Undo[] {
  return names
    .filter((name) => name !== 'constructor' && isFunction(owner, name))
    .map((name) =>
      patchFunction(owner, name, (original) => {
        return function (this: unknown, ...args: unknown[]) {
          const scope = currentScope();
          if (scope !== undefined) noteRealIo(scope, `${module}.${name}`);
          return original.apply(this, args);
        };
      }),
    );
}

function isFunction(owner: object, name: string): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  return typeof descriptor?.value === 'function' && descriptor.configurable === true;
}
