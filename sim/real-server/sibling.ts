/** @returns the module in the same folder, with the same extension: this runs from sources or built */
export function sibling(name: string, here: string): URL {
  return new URL(`./${name}${here.endsWith('.ts') ? '.ts' : '.js'}`, here);
}
