import { join } from 'node:path';
import { node } from '../../harness/command.ts';
import type { Repository } from './two-versions.ts';
import type { Found } from './versions-main.ts';

const MAIN = join(import.meta.dirname, 'versions-main.ts');

/** @returns the code of a service, one of whose handlers has the name that a module exports as `label` */
export function app(module: string): string {
  return `import * as restate from '@restatedev/restate-sdk';
import { label } from '${module}';
export const orders = restate.service({ name: 'Order', handlers: { [label]: async (_ctx: restate.Context) => 1 } });
`;
}

/** @returns the code of such a module */
export function label(text: string): string {
  return `export const label = '${text}';\n`;
}

/** The code of such a module, of which each instance has another label. */
export const COUNTED = `(globalThis as any).loads = ((globalThis as any).loads ?? 0) + 1;
export const label = \`load\${(globalThis as any).loads}\`;
`;

type Answer = Partial<Found> & { readonly error?: string; readonly folders?: readonly string[] };

/**
 * Loads two versions in a process of its own.
 * @param words the two versions, and `thread` where a worker thread loads them
 * @param folder working directory in the repository
 */
export function versions(at: Repository, words: string, env: NodeJS.ProcessEnv = {}, folder: string = ''): Answer {
  const { error } = node([MAIN, ...words.split(' ')], { cwd: join(at.path, folder), env, timeoutMs: 60_000 });
  const answer: Answer = JSON.parse(error);
  return answer;
}
