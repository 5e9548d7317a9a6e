import type { Engine } from '../../../../sim/attempt/attempt.ts';
import { loadEngine } from '../../../../sim/attempt/engines.ts';
import type { Program } from '../engines/program.ts';
import { UpgradeTally } from '../engines/upgrade-tally.ts';
import type { Sabotage } from './flaws.ts';
import type { Mode } from './mode.ts';
import { ProgramServer } from './on-server.ts';
import { onSimulator } from './on-simulator.ts';
import { linesOf } from './outcome.ts';
import { playUpgrade } from './play-upgrade.ts';
import { SimulatorStage } from './simulator-stage.ts';

/** The engines of the simulator and a real server, on which programs must come out the same. */
export class ThreeEngines implements AsyncDisposable {
  readonly upgrades: UpgradeTally = new UpgradeTally();
  /** Lines that were compared. */
  lines = 0;
  readonly #mode: Mode;
  readonly #sabotage: Sabotage;
  readonly #engines: Readonly<Record<'fake' | 'sdk', Engine>>;
  readonly #server: ProgramServer;
  #tags = 0;
  #simulating: Promise<void> = Promise.resolve();

  /** @throws {UsageError} when the server does not start */
  static async open(mode: Mode, sabotage: Sabotage): Promise<ThreeEngines> {
    const engines = { fake: await loadEngine('fake'), sdk: await loadEngine('sdk') };
    return new ThreeEngines(mode, sabotage, engines, await ProgramServer.open(mode));
  }

  private constructor(mode: Mode, sabotage: Sabotage, engines: Record<'fake' | 'sdk', Engine>, server: ProgramServer) {
    this.#mode = mode;
    this.#sabotage = sabotage;
    this.#engines = engines;
    this.#server = server;
  }

  /** @returns where the engines part; undefined when they do not */
  async differenceOf(program: Program): Promise<string | undefined> {
    const tag = `p${++this.#tags}`;
    const real = reportOf(this.#onServer(program, tag));
    // An engine moves one world at a time.
    const before = this.#simulating;
    const mine = Promise.withResolvers<void>();
    this.#simulating = mine.promise;
    await before;
    const fake = await reportOf(this.#onSimulator(this.#engines.fake, program, tag));
    const sdk = await reportOf(this.#onSimulator(this.#engines.sdk, program, tag));
    mine.resolve();
    const outcomes = { fake, sdk, server: await real };
    this.lines += outcomes.server.length;
    this.upgrades.add(
      program,
      outcomes.server.some((line) => line.startsWith('troubles') && line.includes('570')),
    );
    return partOf(outcomes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  async #onServer(program: Program, tag: string): Promise<readonly string[]> {
    const { upgrade } = program;
    if (upgrade === undefined) return linesOf(await this.#server.run(program, tag));
    return playUpgrade(this.#server.stage(), program, upgrade, tag, this.#mode.inactivityMs);
  }

  async #onSimulator(engine: Engine, program: Program, tag: string): Promise<readonly string[]> {
    const { upgrade } = program;
    const { inactivityMs } = this.#mode;
    const model = modelOf(this.#mode);
    if (upgrade === undefined) return linesOf(await onSimulator(engine, program, tag, model, this.#sabotage));
    return playUpgrade(new SimulatorStage(engine, model, this.#sabotage), program, upgrade, tag, inactivityMs);
  }
}

function modelOf({ model, version, limits, inactivityMs }: Mode): Mode['model'] {
  return { ...model, version, ...(limits !== undefined && { limits, inactivityTimeoutMs: inactivityMs }) };
}

/** A program that does not end is reported as well. */
async function reportOf(lines: Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await lines;
  } catch (error) {
    return [`no outcome: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** Lines that are shown before a difference. */
const BEFORE = 6;

/** @returns where the lines part, with a few before; undefined when they do not */
function partOf(outcomes: Readonly<Record<string, readonly string[]>>): string | undefined {
  const [[, first], ...others] = Object.entries(outcomes) as [
    [string, readonly string[]],
    ...[string, readonly string[]][],
  ];
  const lengths = Object.values(outcomes).map(({ length }) => length);
  for (let at = 0; at < Math.max(...lengths); at++) {
    if (others.every(([, lines]) => lines[at] === first[at])) continue;
    const before = first.slice(Math.max(0, at - BEFORE), at).map((line) => `          ${line}`);
    const last = Object.entries(outcomes).map(([name, lines]) => `${name.padEnd(8)}> ${lines[at] ?? 'ends here'}`);
    return ['the engines differ:', ...before, ...last].join('\n');
  }
  return undefined;
}
