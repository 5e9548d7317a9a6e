import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../scenarios/main.ts', import.meta.url));

/** What must not make a difference. */
export interface Surroundings {
  /** The Node binary. Default: the one that runs this. */
  readonly node?: string;
  /** Options of Node and V8. */
  readonly flags?: readonly string[];
  /** Default: wherever this runs. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What the command says about one scenario, as far as it is looked at here. */
export interface ScenarioJson {
  readonly name: string;
  readonly traceHash: string;
}

/** The result of a command as data, without `wall`, which alone may differ. */
export interface CommandResult {
  readonly text: string;
  readonly scenarios: readonly ScenarioJson[];
}

/**
 * Runs `npm run sim` with these arguments in a process of its own.
 * @throws with what the process has said when it gives no result
 */
export async function simulate(args: readonly string[], surroundings: Surroundings = {}): Promise<CommandResult> {
  const { node = process.execPath, flags = [], folder = process.cwd(), environment = {} } = surroundings;
  const output = await outputOf(node, [...flags, MAIN, ...args, '--json', '-'], folder, environment);
  const { wall: _varies, ...result } = JSON.parse(output) as { wall: unknown; scenarios: readonly ScenarioJson[] };
  return { text: JSON.stringify(result, undefined, 2), scenarios: result.scenarios };
}

function outputOf(
  file: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, ...environment }, maxBuffer: 256 * 1024 * 1024 };
    execFile(file, args, options, (error, stdout, stderr) => {
      // A broken invariant is a result, too.
      if (stdout.startsWith('{')) resolve(stdout);
      else reject(new Error(`${file} gave no result: ${error?.message ?? ''}\n${stderr}`));
    });
  });
}
