import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import type { Case } from './case.ts';
import { cases } from './cases.ts';
import type { Engine, Room } from './engine.ts';
import { engines } from './engines.ts';
import { unseenPairs } from './expectation.ts';
import { runInRealTime } from './real-server/run-in-real-time.ts';
import { runCase, runTogether, type CaseResult } from './run-case.ts';
import { tableOf, type Standing } from './table.ts';
import { DEFAULT_SERVER_VERSION, SERVER_VERSIONS, type ServerVersion } from '../../../sim/core/server-version.ts';
import { isInstalled } from '../../../sim/real-server/binary.ts';
import { casesOn } from './versions.ts';
import { inParallel } from '../../harness/in-parallel.ts';
import { writeFormatted } from '../../harness/write-formatted.ts';

const usage = `npm run conformance -- --engine NAME [--case NUMBER|NAME ...] [--repeat N] [--always-suspend] [--protocol 6|7] [--server-version ${SERVER_VERSIONS.join('|')}] [--json FILE]
npm run conformance -- --table [FILE ...]
engines: ${engines.map(({ name }) => name).join(', ')}
--server-version 1.8 plays the installed server: with the flags that 1.8 enables by default, as long as it is a 1.7
--protocol 7 plays the cases of the default mode with service protocol v7, where they must come out the same
--table writes CONFORMANCE.md from what --json has written, or else plays every engine now`;

process.exitCode = await main().catch((error: unknown) => {
  // An engine that does not start explains itself; where in our code that was noticed does not help.
  console.error(error instanceof Error ? error.message : error);
  return 3;
});

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      engine: { type: 'string', default: 'server' },
      case: { type: 'string', multiple: true, default: [] },
      repeat: { type: 'string', default: '1' },
      'always-suspend': { type: 'boolean', default: false },
      protocol: { type: 'string', default: '6' },
      'server-version': { type: 'string', default: DEFAULT_SERVER_VERSION },
      json: { type: 'string' },
      table: { type: 'boolean', default: false },
    },
  });
  if (values.table) return writeTable(positionals);
  const engine = engines.find(({ name }) => name === values.engine);
  const version = SERVER_VERSIONS.find((name) => name === values['server-version']);
  const wanted = casesOn(version ?? DEFAULT_SERVER_VERSION, cases, isByFlags(engine, version))
    .filter((test) => isWanted(test, values.case) && (!values['always-suspend'] || test.needs.alwaysSuspend))
    .flatMap((test) => (values.protocol === '7' ? onProtocol7(test) : [test]));
  const isUsage = !['6', '7'].includes(values.protocol) || positionals.length > 0;
  if (engine === undefined || version === undefined || wanted.length === 0 || isUsage) {
    console.error(usage);
    return 3;
  }
  const began = performance.now();
  const results: CaseResult[] = [];
  for (let round = 0; round < Number(values.repeat); round += 1) {
    results.push(...(await runAll(engine, wanted, values['always-suspend'], version)));
  }
  for (const test of wanted) printUnseenPairs(test, results);
  const broken = results.filter(({ verdict }) => verdict === 'broken');
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${results.length - broken.length} of ${results.length} held on ${engine.name} ${version}, ${seconds} s`);
  if (values.json !== undefined) {
    const alwaysSuspend = values['always-suspend'];
    const standing: Standing = { version: 1, engine: engine.name, serverVersion: version, alwaysSuspend, results };
    writeFileSync(values.json, `${JSON.stringify(standing, undefined, 2)}\n`);
  }
  return broken.length === 0 ? 0 : 1;
}

/** Whether an engine is the installed server, with the flags of a version that it is not. From the day on that it is, all cases are played. */
function isByFlags(engine: Engine | undefined, version: ServerVersion | undefined): boolean {
  return engine?.isRealTime === true && version !== undefined && !isInstalled(version);
}

/** Writes the published table from the standings in these files; without any, every engine is played now. */
async function writeTable(files: readonly string[]): Promise<number> {
  const standings = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Standing);
  if (files.length === 0) {
    for (const serverVersion of SERVER_VERSIONS) {
      for (const engine of engines) {
        const played = casesOn(serverVersion, cases, isByFlags(engine, serverVersion));
        const results = await runAll(engine, played, false, serverVersion);
        standings.push({ version: 1, engine: engine.name, serverVersion, alwaysSuspend: false, results });
      }
    }
  }
  const names = engines.map(({ name }) => name);
  await writeFormatted(new URL('../../../CONFORMANCE.md', import.meta.url), tableOf(cases, standings, names));
  return standings.some(({ results }) => results.some(({ verdict }) => verdict === 'broken')) ? 1 : 0;
}

/** The case with the newer protocol; none, where the older one is what it is about. */
function onProtocol7(test: Case): readonly Case[] {
  const { mode, anyProtocol } = test.needs;
  return mode === 'default' && anyProtocol ? [{ ...test, needs: { ...test.needs, mode: 'protocol-v7' } }] : [];
}

function isWanted(test: Case, names: readonly string[]): boolean {
  return names.length === 0 || names.includes(String(test.number)) || names.includes(test.name);
}

/** Opens the engine once for each mode that is needed, and once more for the cases that must be alone. */
async function runAll(
  engine: Engine,
  wanted: readonly Case[],
  alwaysSuspend: boolean,
  version: ServerVersion,
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  const keep = ({ before = [], ...result }: CaseResult & { readonly before?: readonly string[] }): void => {
    print(result, before);
    results.push(result);
  };
  const groups = Map.groupBy(wanted, ({ needs: { mode, alone } }) => `${mode}, alone: ${alone}`);
  // Nearly all are in the largest one. The others mostly wait, for a server that starts or sweeps, while that is played.
  const largestFirst = [...groups.values()].toSorted((left, right) => right.length - left.length);
  await inParallel(engine.isRealTime ? 2 : 1, largestFirst, (group) =>
    playInRoom(engine, group, { alwaysSuspend, version }, keep),
  );
  return results.sort((left, right) => left.number - right.number);
}

/** Plays cases that need the same mode, and are all alone or all not. */
async function playInRoom(
  engine: Engine,
  tests: readonly Case[],
  { alwaysSuspend, version }: { readonly alwaysSuspend: boolean; readonly version: ServerVersion },
  keep: (result: CaseResult & { readonly before?: readonly string[] }) => void,
): Promise<void> {
  const [first] = tests;
  if (first === undefined) return;
  const { mode, alone } = first.needs;
  const room = await engine.open(mode, alwaysSuspend, version);
  try {
    const single = engine.isRealTime && !alone ? await playTogether(tests, room, keep) : tests;
    await inParallel(alone ? 1 : engine.parallel, single, async (test) => {
      keep(engine.isRealTime ? await runInRealTime(test, room) : await runCase(test, room));
    });
  } finally {
    await room.close();
  }
}

/** Plays those at once that can be. @returns the others, and those that did not hold so */
async function playTogether(
  tests: readonly Case[],
  room: Room,
  keep: (result: CaseResult) => void,
): Promise<readonly Case[]> {
  const groups = Map.groupBy(tests, ({ together }) => together);
  const single = [...(groups.get(undefined) ?? [])];
  for (const [together, group] of groups) {
    if (together === undefined) continue;
    const results = await runTogether(together, group, room);
    for (const result of results.filter(({ verdict }) => verdict === 'held')) keep(result);
    const held = new Set(results.flatMap(({ verdict, number }) => (verdict === 'held' ? [number] : [])));
    single.push(...group.filter(({ number }) => !held.has(number)));
  }
  return single;
}

function print({ number, name, verdict, reason, ms }: CaseResult, before: readonly string[]): void {
  const again = before.map((other) => `\n    played again, because: ${other}`).join('');
  const why = `${again}${reason === undefined ? '' : `\n    ${reason}`}`;
  console.log(
    `${verdict.padEnd(6)} ${String(number).padStart(3)} ${name.padEnd(36)} ${String(ms).padStart(6)} ms${why}`,
  );
}

/** One order is only a member; that each pair occurs in both orders takes many, so it is reported for repeated runs. */
function printUnseenPairs(test: Case, results: readonly CaseResult[]): void {
  const outcomes = results.flatMap(({ number, outcome }) => (number === test.number ? [outcome ?? null] : []));
  if (test.expect.kind !== 'permutation' || outcomes.length < 2) return;
  const unseen = unseenPairs(test.expect.of, outcomes);
  console.log(`${test.name}: ${unseen.length} pairs not seen in that order in ${outcomes.length} runs`);
}
