import { syncBuiltinESMExports } from 'node:module';
import { currentScope } from '../scope.ts';
import { isAllowed, noteAllowed } from './allowed.ts';
import { after, patchClass } from './patch-class.ts';
import type { Undo } from './patch.ts';
import { noteRealIo } from './remark.ts';

let undo: Undo | undefined;

/**
 * Records where simulated code opens a database in a file, once code has loaded `node:sqlite`: to load it for this alone would
 * print a warning of Node. Called for each world.
 */
export function watchSqlite(): void {
  if (undo !== undefined || !loaded().includes('NativeModule sqlite')) return;
  const sqlite = process.getBuiltinModule('node:sqlite');
  const noting = after(([path]) => {
    const scope = currentScope();
    if (scope === undefined || path === ':memory:') return;
    if (isAllowed(scope, 'files')) noteAllowed(scope, 'files', 'new DatabaseSync');
    else noteRealIo(scope, 'new DatabaseSync', false);
  });
  undo = patchClass(sqlite, 'DatabaseSync', noting);
  syncBuiltinESMExports();
}

export function unwatchSqlite(): void {
  undo?.();
  undo = undefined;
}

/** What Node has loaded of its own; Node has no type for it. */
function loaded(): readonly string[] {
  return (process as unknown as { readonly moduleLoadList?: readonly string[] }).moduleLoadList ?? [];
}
