import crypto from 'node:crypto';
import { currentScope } from '../scope.ts';
import type { Scope } from '../scope.ts';
import { patchFunction } from './patch.ts';
import type { AnyFunction, Undo } from './patch.ts';
import { noteOutside } from './note-outside.ts';
import { noteAmbient } from './remark.ts';

/** Lets `Math.random` and the random functions of `crypto` draw from the attempt's own stream of numbers. */
export function patchChance(): Undo {
  const web = Object.getPrototypeOf(globalThis.crypto) as object;
  const undos = [
    replace(Math, 'random', 'Math.random', (scope) => scope.process.random()),
    replace(web, 'randomUUID', 'crypto.randomUUID', uuid),
    replace(web, 'getRandomValues', 'crypto.getRandomValues', (scope, array) => fill(scope, array as Fillable)),
    replace(crypto, 'randomUUID', 'crypto.randomUUID', uuid),
    replace(crypto, 'getRandomValues', 'crypto.getRandomValues', (scope, array) => fill(scope, array as Fillable)),
    replace(crypto, 'randomBytes', 'crypto.randomBytes', (scope, size, callback) =>
      answer(callback, fill(scope, Buffer.alloc(size as number))),
    ),
    ...['pseudoRandomBytes', 'rng', 'prng'].map((name) =>
      replace(crypto, name, `crypto.${name}`, (scope, size, callback) =>
        answer(callback, fill(scope, Buffer.alloc(size as number))),
      ),
    ),
    replace(crypto, 'randomFillSync', 'crypto.randomFill', fillPart),
    replace(crypto, 'randomFill', 'crypto.randomFill', (scope, array, ...rest) =>
      answer(rest.at(-1), fillPart(scope, array, ...rest.slice(0, -1))),
    ),
    replace(crypto, 'randomInt', 'crypto.randomInt', randomInt),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

type Fillable = NodeJS.ArrayBufferView;

function replace(
  owner: object,
  name: string,
  what: string,
  simulated: (scope: Scope, ...args: unknown[]) => unknown,
): Undo {
  return patchFunction(owner, name, (original): AnyFunction => {
    return function (this: unknown, ...args: unknown[]) {
      const scope = currentScope();
      if (scope === undefined) {
        noteOutside(what);
        return original.apply(this, args);
      }
      noteAmbient(scope, what);
      return simulated(scope, ...args);
    };
  });
}

function fill<T extends Fillable>(scope: Scope, array: T, offset = 0, size: number = array.byteLength - offset): T {
  const bytes = new Uint8Array(array.buffer, array.byteOffset + offset, size);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(scope.process.random() * 256);
  return array;
}

function fillPart(scope: Scope, array: unknown, offset?: unknown, size?: unknown): unknown {
  return fill(scope, array as Fillable, offset as number | undefined, size as number | undefined);
}

function uuid(scope: Scope): string {
  const bytes = fill(scope, Buffer.alloc(16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function randomInt(scope: Scope, ...args: unknown[]): unknown {
  const callback = typeof args.at(-1) === 'function' ? args.pop() : undefined;
  const [min, max] = args.length > 1 ? (args as [number, number]) : [0, args[0] as number];
  return answer(callback, min + Math.floor(scope.process.random() * (max - min)));
}

/** A callback gets the result on a later tick, as in Node. */
function answer(callback: unknown, result: unknown): unknown {
  if (typeof callback !== 'function') return result;
  process.nextTick(callback, null, result);
  return undefined;
}
