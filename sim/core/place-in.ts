import { framesOf } from './frames.ts';

/** @returns the innermost place of a stack in code that is neither Node's nor of a package, as `file:line` */
export function placeIn(stack: string): string {
  for (const { path, line } of framesOf(stack)) return `${path}:${line}`;
  return 'a place that is not known';
}
