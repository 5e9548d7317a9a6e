/**
 * Goal: what a report says on running a finding again is true. Method: the test that it shows is written into an empty
 * folder with a `scenario.ts` and run by vitest: it fails with the planted bug, and passes after the fix. The line
 * for a shell is given to a shell.
 */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Repeat, Report } from '../../../reports/data/report.ts';
import { execute, flat, node, outputOf, ROOT, UNHURRIED, VITEST, type Ended } from '../../harness/command.ts';
import { itInDepth } from '../../harness/depth.ts';
import { CASES } from './cases.ts';
import { exampleReport } from './example-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'restate-sim-reproduce-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a pasted test. @param scenario the module that it names, as code */
function pasted(test: string, scenario: string): Ended {
  const own = mkdtempSync(join(folder, 'pasted-'));
  symlinkSync(join(ROOT, 'node_modules'), join(own, 'node_modules'), 'junction');
  writeFileSync(join(own, 'regression.test.ts'), test);
  writeFileSync(join(own, 'scenario.ts'), scenario);
  const alias = JSON.stringify({ 'restate-sim': join(ROOT, 'sim', 'index.ts') });
  writeFileSync(join(own, 'vitest.config.mjs'), `export default { resolve: { alias: ${alias} } };\n`);
  return node([VITEST, 'run', ...UNHURRIED, '--root', own], { cwd: own });
}

const url = (path: string): string => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));
const [example] = CASES;

describe('what a report says on running a finding again', () => {
  let repeat: Repeat | undefined;
  let invariant = '';
  const repeatOf = async (): Promise<Repeat> => {
    if (repeat === undefined) {
      if (example === undefined) throw new Error('There is no example.');
      const [finding] = (await exampleReport(example)).exhibits;
      if (finding?.kind !== 'finding') throw new Error('The example finds nothing.');
      ({ repeat, invariant = '' } = finding);
    }
    return repeat;
  };

  it('as a test fails with the planted bug, by the invariant of the finding', async () => {
    const ended = pasted(
      (await repeatOf()).vitest,
      `import { CASES } from ${url('cases.ts')};\nexport const { scenario } = CASES[0]!;\n`,
    );
    expect(outputOf(ended)).toContain(invariant);
    expect(outputOf(ended)).toMatch(/1 failed/);
    expect(ended.status).toBe(1);
  });

  itInDepth('as a test passes after the fix', async () => {
    const fixed = `export { rateLimiterScenario as scenario } from ${url('../../../scenarios/rate-limiter.ts')};\n`;
    const ended = pasted((await repeatOf()).vitest, fixed);
    const [status, out] = [ended.status, outputOf(ended)];
    expect({ status, passed: /1 passed/.test(out), out }).toMatchObject({ status: 0, passed: true });
  });

  itInDepth('as a line for a shell finds it again, where the search was', async () => {
    const own = mkdtempSync(join(folder, 'shell-'));
    const sim = (line: string): Ended => {
      const main = join(import.meta.dirname, 'sim-main.ts');
      return execute('sh', ['-c', line.replace('npm run sim --', `'${process.execPath}' '${main}'`)], { cwd: own });
    };
    expect(sim("npm run sim -- --scenario 'rate limiter' --seed 42 --runs 300").status).toBe(1);
    const html = readFileSync(join(own, '.sim', 'report.html'), 'utf8');
    const data = /id="report-data">([^<]*)</.exec(html)?.[1] ?? '';
    const [finding] = (JSON.parse(data) as Report).exhibits;
    expect(finding?.kind).toBe('finding');
    expect(finding?.repeat.shell).toMatch(/^npm run sim -- /);
    const { status, out } = sim(finding?.repeat.shell ?? '');
    expect(flat(out)).toContain(finding?.invariant ?? 'an invariant');
    expect(status).toBe(1);
  });
});
