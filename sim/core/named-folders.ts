const names = new Map<string, string>();

/** From here on, locations in a folder begin with a name in its place: the files of a revision lie in a temporary folder. */
export function nameFolder(folder: string, name: string): void {
  names.set(folder.replaceAll('\\', '/'), name);
}

/** @returns a path in a named folder with the name in its place; undefined for other paths */
export function namedPath(path: string): string | undefined {
  for (const [folder, name] of names) if (path.startsWith(`${folder}/`)) return name + path.slice(folder.length + 1);
  return undefined;
}

/** @returns a text in which the name of each named folder stands in its place */
export function withNames(text: string): string {
  let named = text;
  for (const [folder, name] of names) named = named.replaceAll(`${folder}/`, name);
  return named;
}
