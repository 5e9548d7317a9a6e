/** A room of the repository: a folder, or the file `sim/index.ts`, with the rooms that its files may import. */
export interface Layer {
  /** Path from the root of the repository. */
  readonly room: string;
  /** What it contains: a phrase for the tables. */
  readonly holds: string;
  /** Rooms that its files may import. Anything else is refused. */
  readonly mayImport: readonly string[];
  /** The files of another room that this one may import, where it may not import all of that room. */
  readonly onlyFiles?: Readonly<Record<string, readonly string[]>>;
  /** Packages that it may import, where it may not import every installed package. */
  readonly packages?: readonly string[];
  /** Why not more. Lint prints it. */
  readonly why: string;
}

const vocabulary = ['sim/core', 'sim/journal', 'sim/trace'];
const oneRun = [...vocabulary, 'sim/server', 'sim/attempt', 'sim/checks', 'sim/simulation'];

/**
 * The layers, lowest first. This table is the only place that says which room may import which: `npm run layers` writes the
 * lint rules, the picture in ARCHITECTURE.md and docs/internals/layers.md from it.
 */
export const LAYERS: readonly Layer[] = [
  {
    room: 'sim/core',
    holds: 'clock, agenda of steps, choices, random numbers, footprints, limits, errors',
    mayImport: [],
    why: 'sim/core is the lowest layer.',
  },
  {
    room: 'sim/journal',
    holds: 'commands and notifications in terms of the service protocol; replay matching',
    mayImport: ['sim/core'],
    why: 'sim/journal is vocabulary: types and the comparison of entries.',
  },
  {
    room: 'sim/trace',
    holds: 'event types, the recorder, the trace hash, the story as text, data for charts',
    mayImport: ['sim/core', 'sim/journal'],
    why: 'sim/trace is vocabulary: what a run records.',
  },
  {
    room: 'sim/attempt',
    holds: 'the `Engine` and `Attempt` interfaces; `fake/`, `sdk/` and `ambient/`',
    mayImport: ['sim/core', 'sim/journal'],
    why: 'sim/attempt runs user code against a journal; it does not know who keeps the journal.',
  },
  {
    room: 'sim/server',
    holds: 'the model of restate-server; `ingress/` is its HTTP interface',
    mayImport: vocabulary,
    onlyFiles: { 'sim/attempt': ['attempt.ts', 'definition.ts', 'process.ts', 'remark.ts'] },
    why: 'sim/server knows an attempt by its interface only.',
  },
  {
    room: 'sim/checks',
    holds: 'the invariant interface, the built-in invariants, linearizability',
    mayImport: vocabulary,
    why: 'sim/checks judges traces; it does not know what produced them.',
  },
  {
    room: 'sim/simulation',
    holds: 'one run: step loop, clients, effects, faults, scenarios; the `Simulation` class',
    mayImport: [...vocabulary, 'sim/server', 'sim/attempt', 'sim/checks'],
    why: 'sim/simulation is one run; it does not know that there are many.',
  },
  {
    room: 'sim/real-server',
    holds: 'runs a scenario on a real restate-server and records a trace of it',
    mayImport: [...vocabulary, 'sim/attempt', 'sim/checks', 'sim/simulation'],
    why: 'sim/real-server runs one scenario for real; it knows neither the model of the server nor the search.',
  },
  {
    // Its own rooms point one way, types included: record <- plan <- strategies <- exhaustive <- run <- shrink <- finding <-
    // campaign. `search-rooms.test.ts` holds it.
    room: 'sim/search',
    holds: 'plans, strategies, shrinking, exhaustive exploration, campaigns, findings',
    mayImport: oneRun.filter((room) => room !== 'sim/journal'),
    why: 'sim/search makes many runs; it does not know who asked for them or how they are shown.',
  },
  {
    room: 'sim/exported',
    holds: 'journals of a real server: export, files, redaction, and their replay on other code',
    mayImport: ['sim/core', 'sim/journal', 'sim/attempt', 'sim/real-server'],
    onlyFiles: { 'sim/search': ['plan/schema.ts'] },
    why: 'sim/exported replays journals that are there; it runs no worlds and searches nothing.',
  },
  {
    room: 'sim/config',
    holds: 'what `restate-sim.config.ts` may say, and `defineConfig`',
    mayImport: ['sim/simulation', 'sim/search'],
    why: 'sim/config is vocabulary of the command line; it reads no files.',
  },
  {
    room: 'reports',
    holds: 'the HTML report: its data, layout, viewer and builder',
    mayImport: ['sim/core', 'sim/trace'],
    why: 'reports read recorded data, never live objects.',
  },
  {
    room: 'sim/report',
    holds: 'gathers what a report shows: repeats findings, measures, writes files',
    mayImport: ['sim/core', 'sim/trace', 'sim/attempt', 'sim/simulation', 'sim/search', 'reports'],
    why: 'sim/report serves the command line and the test runners; it knows neither.',
  },
  {
    room: 'sim/debug',
    holds: 'a run that is looked at step by step: where it stands, what else could happen, branches',
    mayImport: ['sim/core', 'sim/trace', 'sim/checks', 'sim/simulation', 'sim/search', 'reports', 'sim/report'],
    why: 'sim/debug takes and returns plain data; it knows neither the terminal nor the protocol that asks.',
  },
  {
    room: 'sim/manifest',
    holds: 'what two versions of services declare, compared: names, kinds, schemas, options',
    mayImport: ['sim/core', 'sim/attempt', 'sim/simulation'],
    why: 'sim/manifest compares definitions; it runs nothing, and does not know how they were loaded.',
  },
  {
    room: 'sim/test-environment',
    holds: '`RestateTestEnvironment`, a replacement for suites that use containers',
    mayImport: ['sim/core', 'sim/attempt', 'sim/simulation', 'sim/real-server'],
    why: 'sim/test-environment wraps single runs; it does not search.',
  },
  {
    room: 'sim/vitest',
    holds: 'the entry `restate-sim/vitest`: fixtures, matchers, a search inside a test',
    mayImport: ['sim/core', 'sim/trace', 'sim/attempt', 'sim/checks', 'sim/simulation', 'sim/search'].concat([
      'reports',
      'sim/report',
    ]),
    why: 'sim/vitest is one of the faces; faces do not import each other.',
  },
  {
    room: 'sim/cli',
    holds: 'the command line `restate-sim`',
    mayImport: ['sim/core', 'sim/trace', 'sim/attempt', 'sim/checks', 'sim/simulation', 'sim/search'].concat([
      'sim/real-server',
      'sim/exported',
      'sim/config',
      'sim/manifest',
      'reports',
      'sim/report',
      'sim/debug',
    ]),
    why: 'sim/cli is one of the faces; faces do not import each other.',
  },
  {
    room: 'sim/index.ts',
    holds: 'the entry `restate-sim`: re-exports, nothing of its own',
    mayImport: [...vocabulary, 'sim/attempt', 'sim/checks', 'sim/simulation', 'sim/search', 'sim/config'].concat([
      'sim/test-environment',
    ]),
    why: 'sim/index.ts re-exports what users need.',
  },
  {
    room: 'objects',
    holds: 'services to copy: the objects of the guide, hardened',
    mayImport: [],
    packages: ['@restatedev/restate-sdk', 'node:crypto'],
    why: 'objects are what a user would copy: they import the SDK and each other.',
  },
  {
    room: 'docs',
    holds: 'the documentation, and the sources of its examples',
    mayImport: ['sim/index.ts'],
    why: 'examples show what a user can write.',
  },
  {
    room: 'scenarios',
    holds: 'for each object a workload and its invariants; `npm run sim` searches them',
    mayImport: ['sim/index.ts', 'objects'],
    onlyFiles: { 'sim/cli': ['command.ts'] },
    why: 'scenarios are written like those of a user: of the library they know the public entry only.',
  },
  {
    room: 'properties',
    holds: 'test suites, conformance cases, planted bugs, benchmarks, tests of the tools',
    mayImport: ['sim/index.ts', 'sim/test-environment', 'sim/vitest', 'sim/cli', 'sim/report', 'sim/search'].concat([
      'sim/real-server',
      'sim/manifest',
      'sim/exported',
      'sim/debug',
      ...oneRun,
      'reports',
      'objects',
      'docs',
      'scenarios',
    ]),
    why: 'properties test every other room; no room imports them.',
  },
];
