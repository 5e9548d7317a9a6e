/** @returns the innermost place of a stack in code that is neither Node's nor of a package, as `file:line` */
export function placeIn(stack: string): string {
  for (const line of stack.split('\n')) {
    const place = /[\s(](?:file:\/\/)?(\/[^()]*:\d+):\d+\)?$/.exec(line)?.[1];
    if (place !== undefined && !place.includes('/node_modules/')) return place;
  }
  return 'a place that is not known';
}
