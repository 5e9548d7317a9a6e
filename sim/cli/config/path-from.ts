import { dirname, isAbsolute, join } from 'node:path';

/** @returns a path that a config names, which is relative to the config unless it is absolute */
export function pathFrom(config: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(config), path);
}
