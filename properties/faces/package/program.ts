/** A small program of a kind that people write, and what the installed package makes of it. */
export interface EverydayCode {
  /** The kind of mistake of the tool that it would show. */
  readonly name: string;
  /** Its files; `node_modules/...` are packages that it has installed. */
  readonly files: Readonly<Record<string, string>>;
  /** What follows `restate-sim` on the command line; absent where vitest runs its tests. */
  readonly command?: readonly string[];
  readonly status: number;
  /** What is printed to standard output, line breaks aside. */
  readonly says: readonly (string | RegExp)[];
  readonly neverSays?: readonly (string | RegExp)[];
  /** Whether all of standard output is JSON. */
  readonly isJson?: boolean;
}

export const SDK = "import * as restate from '@restatedev/restate-sdk';\n";
export const HELD = 'everything held: 1 scenario, 40 runs';
export const FAULT_OF_OURS = /fault of the simulator|fault of restate-sim/i;
export const run = (entry = 'app.ts', runs = '40', ...more: readonly string[]): readonly string[] => [
  'run',
  `./${entry}`,
  '--seed',
  '1',
  '--runs',
  runs,
  ...more,
];
