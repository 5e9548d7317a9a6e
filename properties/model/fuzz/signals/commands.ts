/** A command that receives a signal. */
export interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** The signal comes at a moment of this time, in ms. */
  readonly withinMs: number;
  /** Files that it may leave in addition to those in `.sim`. */
  readonly outputs: readonly string[];
  /** What standard output is. */
  readonly prints: 'text' | 'json' | 'xml';
}

const LONG = ['--seed', '1', '--time', '60s'];
const FEW = ['--seed', '1', '--runs', '40'];
const OUTPUTS = ['--json', 'result.json', '--junit', 'junit.xml', '--report', 'page.html'];
const FILES = ['result.json', 'junit.xml', 'page.html'];

function text(args: readonly string[], withinMs: number, outputs: readonly string[] = []): Command {
  return { name: args.join(' '), args, withinMs, outputs, prints: 'text' };
}

function data(prints: 'json' | 'xml', args: readonly string[], withinMs: number): Command {
  return { name: args.join(' '), args, withinMs, outputs: [], prints };
}

/** Every command, with the engines, workers and outputs that change what is under way when a signal comes. */
export const COMMANDS: readonly Command[] = [
  text(['run', 'sound.ts', ...LONG], 3_000),
  text(['run', 'broken.ts', ...FEW], 4_000),
  text(['run', 'broken.ts', '--keep-going', ...LONG], 4_000),
  text(['run', 'broken.ts', ...FEW, ...OUTPUTS], 4_000, FILES),
  text(['run', 'broken.ts', '--keep-going', ...LONG, ...OUTPUTS], 4_000, FILES),
  data('json', ['run', 'broken.ts', ...FEW, '--json', '-'], 4_000),
  data('json', ['run', 'sound.ts', ...LONG, '--json', '-'], 3_000),
  data('xml', ['run', 'broken.ts', ...FEW, '--junit', '-'], 4_000),
  text(['run', 'sound.ts', '--workers', '2', ...LONG], 4_000),
  text(['run', 'broken.ts', '--workers', '2', '--keep-going', ...LONG], 5_000),
  text(['run', 'broken.ts', '--engine', 'sdk', ...FEW], 4_000),
  text(['run', 'sound.ts', '--engine', 'sdk', ...LONG], 3_000),
  text(['run', 'sound.ts', '--coverage', ...LONG], 3_000),
  text(['run', 'sound.ts', '--strategy', 'exhaustive', '--seed', '1'], 3_000),
  text(['run', 'broken.ts', '--watch', '--seed', '1', '--runs', '40'], 5_000),
  text(['replay', 'kept/finding.json', 'broken.ts'], 2_000),
  text(['replay', 'kept', 'broken.ts'], 2_000),
  text(['report', 'kept/finding.json', 'broken.ts', '--out', 'page.html'], 2_500, ['page.html']),
  text(['promote', 'kept/finding.json', 'broken.ts', '--to', 'corpus'], 1_500, ['corpus/finding.json']),
  text(['list', 'broken.ts'], 1_500),
];

/** The same on a real server, which each run starts: it takes seconds. */
export const SERVER_COMMANDS: readonly Command[] = [
  text(['run', 'sound.ts', '--engine', 'server', ...LONG], 6_000),
  text(['run', 'broken.ts', '--engine', 'server', '--seed', '1', '--runs', '3'], 8_000),
];
