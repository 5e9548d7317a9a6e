/** Files that declare the encoder of a border. */
const ENCODERS: ReadonlySet<string> = new Set([
  'sim/cli/shown.ts',
  'sim/report/shell.ts',
  'sim/trace/json.ts',
  'reports/faces/annotation.ts',
  'reports/faces/summary.ts',
  'reports/faces/xml.ts',
  'reports/html/escape.ts',
  // What a test types.
  'reports/testing/run-builder.ts',
]);

/** Files that write to a standard stream: those of the command take encoded text. */
const SINKS: ReadonlySet<string> = new Set([
  'sim/cli/own-stdout.ts',
  'sim/cli/standard-error.ts',
  // Before anything may be imported.
  'sim/cli/bin.ts',
  // Words of our own.
  'sim/attempt/ambient/until-verdict.ts',
  // What a handler prints, where the user asks for it.
  'sim/attempt/ambient/printing.ts',
  'sim/simulation/simulation.ts',
]);

const DEFINITION = 'sim/core/encoded.ts';

/**
 * Finds text that becomes encoded, or leaves, next to the one encoder and the one way out of its border.
 * @returns what is wrong, a sentence each
 */
export function bordersCrossed(file: string, text: string): readonly string[] {
  if (!/^(sim|reports)\//.test(file) || /\.test\.tsx?$/.test(file) || file === DEFINITION) return [];
  const wrong: string[] = [];
  if (/\bas Encoded\b/.test(text)) wrong.push('makes text encoded by `as`; call the encoder of its border');
  if (/\bencoderFor\s*</.test(text) && !ENCODERS.has(file))
    wrong.push('declares an encoder; each border has one, in the files that properties/toolchain/borders.ts lists');
  if (/\bstd(out|err)\.write\s*\(|\bwriteSync\(\s*[12]\b/.test(text) && !SINKS.has(file))
    wrong.push('writes to a standard stream; use Terminal, standardError or lastWords, which take encoded text');
  return wrong;
}
