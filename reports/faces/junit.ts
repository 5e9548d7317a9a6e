import type { Encoded } from '../../sim/core/encoded.ts';
import type { Exhibit, Report } from '../data/report.ts';
import { unreachedGroups } from '../data/unreached.ts';
import { xml } from './xml.ts';

/** The verdicts as JUnit XML: a suite for each scenario, a case for each invariant and for all else that no run reached. */
export function junitOf(report: Report): Encoded<'xml'> {
  const { markup, joined } = xml;
  const suites = report.scenarios.map((scenario) => suiteOf(report, scenario));
  const all = joined([...suites, ...unreachedSuite(report)], '\n');
  return markup`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="restate-sim, seed ${report.seed}"${timeOf(report)}>\n${all}\n</testsuites>\n`;
}

type Scenario = Report['scenarios'][number];
type Xml = Encoded<'xml'>;

function suiteOf(report: Report, scenario: Scenario): Xml {
  const { markup, joined } = xml;
  const cases = scenario.invariants.flatMap((invariant) => casesOf(report, scenario, invariant));
  // Invariants that judged nothing have a case already.
  const unreached = scenario.missing.filter((what) => !what.startsWith('invariant '));
  const skipped = unreached.map((what) =>
    caseOf(scenario.name, `reached: ${what}`, markup`      <skipped message="no run reached it"/>`),
  );
  const times = (verdict: string): number => scenario.invariants.filter((each) => each.verdict === verdict).length;
  const more = scenario.invariants.reduce(
    (sum, { name }) => sum + Math.max(0, findingsOf(report, scenario.name, name).length - 1),
    0,
  );
  const head = markup`tests="${scenario.invariants.length + skipped.length + more}" failures="${times('broken') + more}" errors="${times('undecided')}" skipped="${times('not exercised') + skipped.length}"${timeOf(report, scenario.steps)}`;
  const body = joined([...cases, ...skipped, ...outOf(scenario)], '\n');
  return markup`  <testsuite name="${xml(scenario.name)}" ${head}>\n${body}\n  </testsuite>`;
}

/** A case has one failure. Findings of one invariant differ in the handler, or else in the kind of breach. */
function casesOf(
  report: Report,
  scenario: Scenario,
  { name, verdict, exercised }: Scenario['invariants'][number],
): readonly Xml[] {
  const { markup } = xml;
  switch (verdict) {
    case 'held':
      return [markup`    <testcase classname="${xml(scenario.name)}" name="${xml(name)}"/>`];
    case 'broken': {
      const [first, ...others] = findingsOf(report, scenario.name, name);
      return [
        caseOf(scenario.name, name, failureOf(first, report.command)),
        ...others.map((finding, index) =>
          caseOf(
            scenario.name,
            `${name}: ${finding.handler ?? 'finding'} (${index + 2})`,
            failureOf(finding, report.command),
          ),
        ),
      ];
    }
    case 'undecided': {
      const why = xml(`undecided: ${scenario.undecided.join(' ')}`);
      return [caseOf(scenario.name, name, markup`      <error message="${why}"/>`)];
    }
    case 'not exercised': {
      const skipped = markup`      <skipped message="not exercised: it spoke about ${exercised} things"/>`;
      return [caseOf(scenario.name, name, skipped)];
    }
  }
}

function caseOf(suite: string, name: string, body: Xml): Xml {
  return xml.markup`    <testcase classname="${xml(suite)}" name="${xml(name)}">\n${body}\n    </testcase>`;
}

function findingsOf({ exhibits }: Report, scenario: string, invariant: string): readonly Exhibit[] {
  return exhibits.filter((each) => each.scenario === scenario && each.invariant === invariant);
}

function failureOf(finding: Exhibit | undefined, command: string): Xml {
  const confirmation = finding?.confirmation === undefined ? [] : [finding.confirmation.words, ''];
  const lines = [...(finding?.story ?? []), '', ...confirmation, finding?.repeat.shell ?? command];
  return xml.markup`      <failure message="${xml(finding?.message ?? 'broken')}">${lineByLine(lines)}</failure>`;
}

/** Real time in s. That of one scenario is its share of all steps: what else there is to do is done for all together. */
function timeOf({ wallMs, scenarios }: Report, steps?: number): Xml {
  if (wallMs === undefined) return xml('');
  const all = scenarios.reduce((sum, scenario) => sum + scenario.steps, 0);
  const share = steps === undefined || all === 0 ? 1 : steps / all;
  return xml.markup` time="${xml(((wallMs * share) / 1000).toFixed(3))}"`;
}

/** Lines that no run reached, where they were measured: a case is skipped for each handler, and for the rest of each file. */
function unreachedSuite(report: Report): readonly Xml[] {
  const { markup, joined } = xml;
  const name = 'lines that no run reached';
  const cases = (unreachedGroups(report) ?? []).map(({ file, lines, handler }) =>
    caseOf(name, `${file}:${lines}${handler}`, markup`      <skipped message="no run reached it"/>`),
  );
  if (cases.length === 0) return [];
  const head = markup`tests="${cases.length}" failures="0" errors="0" skipped="${cases.length}"`;
  return [markup`  <testsuite name="${xml(name)}" ${head}>\n${joined(cases, '\n')}\n  </testsuite>`];
}

/** A suite may end with output of its own. */
function outOf({ waived, marks }: Scenario): readonly Xml[] {
  const lines = [...waived.map((what) => `waived: ${what}`), ...marks];
  return lines.length === 0 ? [] : [xml.markup`    <system-out>${lineByLine(lines)}</system-out>`];
}

/** Texts may have lines of their own, which stay. */
function lineByLine(texts: readonly string[]): Xml {
  return xml.joined(
    texts.flatMap((text) => text.split('\n')).map((line) => xml(line)),
    '\n',
  );
}
