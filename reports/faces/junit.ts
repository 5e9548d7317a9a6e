import type { Exhibit, Report } from '../data/report.ts';
import { unreachedGroups } from '../data/unreached.ts';
import { visible } from '../../sim/trace/visible.ts';

/** The verdicts as JUnit XML: a suite for each scenario, a case for each invariant and for all else that no run reached. */
export function junitOf(report: Report): string {
  const suites = report.scenarios.map((scenario) => {
    const cases = scenario.invariants.map(({ name, verdict, exercised }) => {
      const own = `    <testcase classname="${xml(scenario.name)}" name="${xml(name)}">`;
      switch (verdict) {
        case 'held':
          return `    <testcase classname="${xml(scenario.name)}" name="${xml(name)}"/>`;
        case 'broken': {
          const [first, ...others] = findingsOf(report, scenario.name, name);
          return [
            `${own}\n${failureOf(first, report.command)}\n    </testcase>`,
            // A case has one failure. Findings differ in the handler, or else in the kind of breach.
            ...others.map((finding, index) => {
              const which = `${name}: ${finding.handler ?? 'finding'} (${index + 2})`;
              return `    <testcase classname="${xml(scenario.name)}" name="${xml(which)}">\n${failureOf(finding, report.command)}\n    </testcase>`;
            }),
          ].join('\n');
        }
        case 'undecided':
          return `${own}\n      <error message="${xml(`undecided: ${scenario.undecided.join(' ')}`)}"/>\n    </testcase>`;
        case 'not exercised':
          return `${own}\n      <skipped message="not exercised: it spoke about ${exercised} things"/>\n    </testcase>`;
      }
    });
    // Invariants that judged nothing have a case already.
    const unreached = scenario.missing.filter((what) => !what.startsWith('invariant '));
    const skipped = unreached.map(
      (what) =>
        `    <testcase classname="${xml(scenario.name)}" name="${xml(`reached: ${what}`)}">\n      <skipped message="no run reached it"/>\n    </testcase>`,
    );
    const times = (verdict: string): number => scenario.invariants.filter((each) => each.verdict === verdict).length;
    const time = timeOf(report, scenario.steps);
    const more = scenario.invariants.reduce(
      (sum, { name }) => sum + Math.max(0, findingsOf(report, scenario.name, name).length - 1),
      0,
    );
    const head = `tests="${scenario.invariants.length + skipped.length + more}" failures="${times('broken') + more}" errors="${times('undecided')}" skipped="${times('not exercised') + skipped.length}"${time}`;
    return `  <testsuite name="${xml(scenario.name)}" ${head}>\n${[...cases, ...skipped, ...outOf(scenario)].join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="restate-sim, seed ${report.seed}"${timeOf(report)}>\n${[...suites, ...unreachedSuite(report)].join('\n')}\n</testsuites>\n`;
}

function findingsOf({ exhibits }: Report, scenario: string, invariant: string): readonly Exhibit[] {
  return exhibits.filter((each) => each.scenario === scenario && each.invariant === invariant);
}

function failureOf(finding: Exhibit | undefined, command: string): string {
  const confirmation = finding?.confirmation === undefined ? [] : [finding.confirmation.words, ''];
  const lines = [...(finding?.story ?? []), '', ...confirmation, finding?.repeat.shell ?? command];
  return `      <failure message="${xml(finding?.message ?? 'broken')}">${xml(lines.join('\n'), true)}</failure>`;
}

/** Real time in s. That of one scenario is its share of all steps: what else there is to do is done for all together. */
function timeOf({ wallMs, scenarios }: Report, steps?: number): string {
  if (wallMs === undefined) return '';
  const all = scenarios.reduce((sum, scenario) => sum + scenario.steps, 0);
  const share = steps === undefined || all === 0 ? 1 : steps / all;
  return ` time="${((wallMs * share) / 1000).toFixed(3)}"`;
}

/** Lines that no run reached, where they were measured: a case is skipped for each handler, and for the rest of each file. */
function unreachedSuite(report: Report): string[] {
  const name = 'lines that no run reached';
  const cases = (unreachedGroups(report) ?? []).map(
    ({ file, lines, handler }) =>
      `    <testcase classname="${name}" name="${xml(`${file}:${lines}${handler}`)}">\n      <skipped message="no run reached it"/>\n    </testcase>`,
  );
  if (cases.length === 0) return [];
  const head = `tests="${cases.length}" failures="0" errors="0" skipped="${cases.length}"`;
  return [`  <testsuite name="${name}" ${head}>\n${cases.join('\n')}\n  </testsuite>`];
}

/** A suite may end with output of its own. */
function outOf({ waived, marks }: Report['scenarios'][number]): string[] {
  const lines = [...waived.map((what) => `waived: ${what}`), ...marks];
  return lines.length === 0 ? [] : [`    <system-out>${xml(lines.join('\n'), true)}</system-out>`];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for XML, in which most control characters must not be. */
function xml(text: string, keepLines: boolean = false): string {
  return visible(text, keepLines).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
