import type { UserFiles } from './user-files.ts';

/** @returns the address under which `user-scenarios` loads these files, in this thread or another */
export function addressFor({ files, hints }: UserFiles): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const address = new URL(`user-scenarios.${ending}`, import.meta.url);
  for (const file of files) address.searchParams.append('file', file);
  if (hints !== undefined) address.searchParams.set('hints', hints);
  return address.href;
}

/** @returns the files that an address names */
export function filesOf(address: string): UserFiles {
  const { searchParams } = new URL(address);
  return { files: searchParams.getAll('file'), hints: searchParams.get('hints') ?? undefined };
}
