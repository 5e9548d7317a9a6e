import { SERVER_VERSIONS, type ServerVersion } from '../../../sim/core/server-version.ts';
import type { Case } from './case.ts';
import type { Expectation } from './expectation.ts';
import type { Json } from './json.ts';
import type { CaseResult } from './run-case.ts';
import { ALL_RULES } from './rules.ts';

/** What `--json` writes: how the cases stand on one engine. */
export interface Standing {
  readonly version: 1;
  readonly engine: string;
  /** Of the server. */
  readonly serverVersion: ServerVersion;
  /** Whether every attempt was suspended at each await. */
  readonly alwaysSuspend: boolean;
  readonly results: readonly CaseResult[];
}

/** The published table: each rule, its cases, and how they stand on each engine. */
export function tableOf(cases: readonly Case[], standings: readonly Standing[], engines: readonly string[]): string {
  const stands = SERVER_VERSIONS.flatMap((version) =>
    engines.map((engine) => new EngineStanding(engine, version, standings)),
  );
  const sections = ALL_RULES.flatMap(({ rule, title, page }) => {
    const own = cases.filter((test) => test.rule === rule);
    return own.length === 0 ? [] : [`## ${title}\n\n[The rule](${page}#${rule})\n\n${caseTable(own, stands)}`];
  });
  return [INTRODUCTION, totals(cases, stands), ...sections, ''].join('\n\n');
}

const INTRODUCTION = `# Conformance

Facts about restate-server with handlers of the TypeScript SDK 1.17.2. Each fact is a case: a small program and its
expected outcome, written one time and run on each engine. Engine \`fake\` is the default of the simulator, \`sdk\` runs the real
SDK in the simulator, \`server\` is a real restate-server. Columns with 1.7 are about restate-server 1.7.12; with 1.8, about the
same binary with the flags that 1.8 enables by default, as npm does not have 1.8 yet. What only the release notes of 1.8 announce
is not played on the server. Each section links the rule that its cases test. The last sections are
about services that are deployed in two versions.
\`npm run conformance -- --table\` writes this file.

The column _outcome_ says how many outcomes a case has. For a case with several (\`one of\`, \`any order\`), the simulator must
produce each of them in some order of steps, and no other. † marks outcomes that the source of the server allows but that were
never observed, ‡ outcomes that the server shows and the simulator shows only with a fault.`;

function totals(cases: readonly Case[], stands: readonly EngineStanding[]): string {
  const rows = stands.map((stand) => {
    const all = cases.map((test) => stand.of(test));
    const count = (verdict: string): string => String(all.filter((one) => one === verdict).length);
    return [stand.name, count('held'), count('broken'), count(NOT_PLAYED)];
  });
  return markdown([['engine', 'held', 'broken', 'not played'], ...rows]);
}

function caseTable(cases: readonly Case[], stands: readonly EngineStanding[]): string {
  const head = ['case', 'name', 'outcome', ...stands.map(({ name }) => name)];
  const rows = cases.map((test) => [
    String(test.number),
    test.name,
    [test.expect, ...Object.values(test.on ?? {}).map(({ expect }) => expect)].map(outcomeOf).join('; on 1.8: '),
    ...stands.map((stand) => stand.of(test)),
  ]);
  return markdown([head, ...rows]);
}

function outcomeOf(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'is':
      return 'one';
    case 'one-of': {
      const { outcomes, sourceOnly = [], serverOnly = [] } = expectation;
      const marked = (mark: string, { length }: readonly Json[]): string => (length === 0 ? '' : ` + ${length}${mark}`);
      return `one of ${outcomes.length}${marked('†', sourceOnly)}${marked('‡', serverOnly)}`;
    }
    case 'permutation':
      return `any order of ${expectation.of.length}`;
    default:
      return expectation satisfies never;
  }
}

const NOT_PLAYED = '–';

/** How the cases stand on one engine and one version of the server, over all its results. */
class EngineStanding {
  readonly name: string;
  readonly #verdicts = new Map<number, 'held' | 'broken'>();

  constructor(engine: string, version: ServerVersion, standings: readonly Standing[]) {
    this.name = `${engine} ${version}`;
    const own = standings.filter((standing) => standing.engine === engine && standing.serverVersion === version);
    for (const { results } of own) {
      for (const { number, verdict } of results) {
        if (this.#verdicts.get(number) !== 'broken') this.#verdicts.set(number, verdict);
      }
    }
  }

  of({ number }: Case): string {
    return this.#verdicts.get(number) ?? NOT_PLAYED;
  }
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
