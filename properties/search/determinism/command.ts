import { SIM, startProgram } from '../../harness/command.ts';

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
  const program = [...flags, SIM, ...args, '--json', '-'];
  const { status, out, error } = await startProgram(node, program, { cwd: folder, env: environment }).ended;
  // A broken invariant is a result, too.
  if (!out.startsWith('{')) throw new Error(`${node} gave no result and ended with ${status}:\n${error}`);
  const { wall: _varies, ...result } = JSON.parse(out) as { wall: unknown; scenarios: readonly ScenarioJson[] };
  return { text: JSON.stringify(result, undefined, 2), scenarios: result.scenarios };
}
