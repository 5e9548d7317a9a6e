import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const SIM: string = fileURLToPath(new URL('../../../scenarios/main.ts', import.meta.url));
export const WORLDS: string = fileURLToPath(new URL('worlds/run.ts', import.meta.url));

/** Runs a command to its end, as a user would. */
export function run(file: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...environment },
  });
  return { status, out: stdout, error: stderr };
}

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

/** Text that was broken into lines for the terminal, in one line again. */
export function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
