import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { ROOT } from '../imports.ts';

/** Folders with a file for each object that they are about. */
const FOLDERS = '{objects,scenarios,scenarios/invariants,scenarios/models,properties/objects}/*.ts';

/** A file that calls an object by a part of its name. */
export interface Alias {
  readonly file: string;
  readonly object: string;
}

/**
 * One object has one name: the one of its file in `objects/`. Refused are files about an object that are called by some of the
 * words of its name, such as `cart.ts` where the object is `shopping-cart`.
 * @param files - default: those of the repository
 */
export function aliases(files: readonly string[] = globSync(FOLDERS, { cwd: ROOT })): readonly Alias[] {
  const objects = new Set(globSync('objects/*.ts', { cwd: ROOT }).map(objectName));
  return files.flatMap((file) => {
    const name = objectName(file);
    if (objects.has(name)) return [];
    const words = name.split('-');
    const object = [...objects].find((one) => words.every((word) => one.split('-').includes(word)));
    return object === undefined ? [] : [{ file: file.replaceAll('\\', '/'), object }];
  });
}

function objectName(file: string): string {
  return basename(file).replace(/(\.test|\.broken)?\.ts$/, '');
}
