/** @returns the module beside this one, with the same extension, whether this runs from sources or built */
export function besides(name: string, here: string): URL {
  return new URL(`./${name}${here.endsWith('.ts') ? '.ts' : '.js'}`, here);
}
