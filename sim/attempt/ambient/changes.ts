import { currentScope } from '../scope.ts';
import { patchFunction, type Undo } from './patch.ts';
import { noteChange } from './remark.ts';

/** Records where simulated code changes the environment of the process or its listeners. */
export function watchChanges(): Undo {
  const undos = [patchEnvironment(), ...watchListeners()];
  return () => {
    for (const undo of undos) undo();
  };
}

function patchEnvironment(): Undo {
  const real = process.env;
  const note = (what: string, key: string | symbol): void => {
    const scope = currentScope();
    if (scope !== undefined) noteChange(scope, `${what} process.env.${String(key)}`);
  };
  const ours = new Proxy(real, {
    set(target, key, value) {
      note('sets', key);
      return Reflect.set(target, key, value);
    },
    deleteProperty(target, key) {
      note('deletes', key);
      return Reflect.deleteProperty(target, key);
    },
    defineProperty(target, key, descriptor) {
      note('sets', key);
      return Reflect.defineProperty(target, key, descriptor);
    },
  });
  process.env = ours;
  return () => {
    if (process.env === ours) process.env = real;
  };
}

function watchListeners(): Undo[] {
  const names = ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'removeAllListeners'];
  return names.map((name) =>
    patchFunction(process, name, (original) => {
      return function (this: unknown, ...args: unknown[]) {
        const scope = currentScope();
        if (scope !== undefined) noteChange(scope, `calls process.${name}(${JSON.stringify(args[0]) ?? ''})`);
        return original.apply(this, args);
      };
    }),
  );
}
