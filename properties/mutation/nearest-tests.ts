import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { importsOf, sources } from '../toolchain/imports.ts';

/** The test files that could notice a change of one source file. */
export interface NearestTests {
  /** Test files in the same folder, and those that import the file themselves. */
  readonly near: readonly string[];
  /** Others that load it, from the wing of `properties/` that is about the room of the file. */
  readonly wing: readonly string[];
  /** The others that load it. */
  readonly far: readonly string[];
}

/** The tests outside of each room that are about what it does. */
const WINGS: readonly (readonly [room: string, wing: RegExp])[] = [
  ['sim/server/', /^properties\/model\/(?:conformance|fuzz\/ingress)\//],
  ['sim/attempt/', /^properties\/model\/engines\//],
  ['sim/checks/', /^properties\/checks\//],
  ['sim/simulation/', /^properties\/faces\//],
  ['sim/search/', /^(?:properties|sim)\/search\//],
  ['sim/trace/', /^(?:sim\/trace|reports|properties\/search\/horizon)\//],
  ['reports/', /^reports\//],
];

/**
 * Tests that are not run, and why: they start other processes, servers or browsers, which costs seconds for each mutant; or
 * they compare bytes with a stored copy, so that they fail after any change, whether or not it breaks a rule.
 */
const NOT_RUN: readonly RegExp[] = [
  /\.deep\.test\.ts$/,
  /^properties\/(?:toolchain|bench|newcomer|mutation)\//,
  /^properties\/faces\/(?:package|docs|examples|cli|vitest|bad-input|reports)\//,
  /^properties\/search\/(?:determinism|exercised|time-budget)\//,
  /^properties\/guide\//,
];

/** Modules that start processes: a test that imports one is not run. */
const STARTS_PROCESSES = /^properties\/harness\/(?:command|serve-on-server|debugging)\.ts$/;

/** @returns finds the tests of a source file by the imports in a checkout */
export function nearestTests(root: string): (file: string) => NearestTests {
  const files = sources(root);
  const importers = new Map<string, string[]>();
  const excluded = new Set<string>();
  for (const { from, to, typeOnly } of importsOf(files, root)) {
    if (typeOnly) continue;
    if (STARTS_PROCESSES.test(to)) excluded.add(from);
    importers.set(to, [...(importers.get(to) ?? []), from]);
  }
  const tests = new Set(
    files.filter(
      (file) =>
        file.endsWith('.test.ts') &&
        !excluded.has(file) &&
        !NOT_RUN.some((one) => one.test(file)) &&
        !/node:child_process|quotes the source/.test(readFileSync(join(root, file), 'utf8')),
    ),
  );
  return (file) => {
    const inFolder = [...tests].filter((test) => dirname(test) === dirname(file)).toSorted(byLikeness(file));
    const [direct, ...others] = loadedBy(file, importers).map((layer) => layer.filter((one) => tests.has(one)));
    const near = [...new Set([...inFolder, ...(direct ?? [])])];
    const rest = others.flat().filter((test) => !near.includes(test));
    const own = WINGS.find(([room]) => file.startsWith(room))?.[1];
    const isOwn = (test: string): boolean => own?.test(test) === true;
    return { near, wing: rest.filter(isOwn), far: rest.filter((test) => !isOwn(test)) };
  };
}

/** @returns what loads a file: first its own importers, then theirs, and so on */
function loadedBy(file: string, importers: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const seen = new Set([file]);
  const layers: string[][] = [];
  for (let layer = [file]; layer.length > 0;) {
    const next = [...new Set(layer.flatMap((one) => importers.get(one) ?? []))].filter((one) => !seen.has(one));
    for (const one of next) seen.add(one);
    if (next.length > 0) layers.push(next.toSorted());
    layer = next;
  }
  return layers;
}

/** The test that is named after the file first. */
function byLikeness(file: string): (a: string, b: string) => number {
  const own = file.replace(/\.ts$/, '.test.ts');
  return (a, b) => Number(b === own) - Number(a === own) || (a < b ? -1 : 1);
}
