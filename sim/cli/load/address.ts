import { checkedAllowances } from '../../core/allowances.ts';
import { checkedRoutes } from '../../simulation/scenario/upgrade.ts';
import type { UserFiles } from './user-files.ts';

/** @returns the address under which `user-scenarios` loads these files, in this thread or another */
export function addressFor({ files, hints, config, allow = [], to, how = [], named = [] }: UserFiles): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const address = new URL(`user-scenarios.${ending}`, import.meta.url);
  // Files of code come last: tsx reads an address that ends with ".json" as JSON.
  if (config !== undefined) address.searchParams.set('config', config);
  if (hints !== undefined) address.searchParams.set('hints', hints);
  for (const kind of allow) address.searchParams.append('allow', kind);
  for (const [folder, name] of named) address.searchParams.append('named', JSON.stringify([folder, name]));
  for (const route of how) address.searchParams.append('how', route);
  if (to !== undefined) address.searchParams.set('to', to);
  for (const file of files) address.searchParams.append('file', file);
  return address.href;
}

/** @returns the files that an address names */
export function filesOf(address: string): UserFiles {
  const { searchParams } = new URL(address);
  return {
    files: searchParams.getAll('file'),
    hints: searchParams.get('hints') ?? undefined,
    config: searchParams.get('config') ?? undefined,
    allow: checkedAllowances(searchParams.getAll('allow'), '--allow'),
    to: searchParams.get('to') ?? undefined,
    how: searchParams.has('how') ? checkedRoutes(searchParams.getAll('how'), '--how') : undefined,
    named: searchParams.getAll('named').map((pair) => JSON.parse(pair) as [string, string]),
  };
}
