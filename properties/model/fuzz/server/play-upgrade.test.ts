/** Programs that are upgraded while they wait, without a real server: `server-programs.test.ts` plays them on one, too. */
import * as fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../../../sim/attempt/attempt.ts';
import { loadEngine } from '../../../../sim/attempt/engines.ts';
import { UPGRADE_ROUTES } from '../../../../sim/simulation/scenario/upgrade.ts';
import type { Program } from '../engines/program.ts';
import { EDITS, nextVersion } from '../engines/upgrade.ts';
import { upgradedProgram } from './arbitraries.ts';
import { FLAWS, type Sabotage } from './flaws.ts';
import { playUpgrade } from './play-upgrade.ts';
import { SimulatorStage } from './simulator-stage.ts';

const PROGRAMS = fc.sample(upgradedProgram(), { seed: 3, numRuns: 60 });

let fake: Engine;
let sdk: Engine;
beforeAll(async () => {
  fake = await loadEngine('fake');
  sdk = await loadEngine('sdk');
});

async function played(engine: Engine, program: Program, sabotage: Sabotage = FLAWS.none): Promise<readonly string[]> {
  const { upgrade } = program;
  if (upgrade === undefined) throw new Error('it has no next version');
  return playUpgrade(new SimulatorStage(engine, {}, sabotage), program, upgrade, 'p', 100);
}

it('each edit and each route is drawn', () => {
  const drawn = PROGRAMS.flatMap((program) => [program.upgrade?.route, ...nextVersion(program).made]);
  expect([...EDITS, ...UPGRADE_ROUTES].filter((name) => !drawn.includes(name))).toEqual([]);
});

it('programs come out the same on fake and sdk, and many of them on both versions, with mismatches among them', async () => {
  const counts = { mismatched: 0, moved: 0, opened: 0 };
  for (const program of PROGRAMS) {
    const lines = await played(fake, program);
    expect(await played(sdk, program)).toEqual(lines);
    const text = lines.join('\n');
    if (/^troubles .*570/m.test(text)) counts.mismatched++;
    if (text.includes('pinned to B')) counts.moved++;
    if (text.includes('open')) counts.opened++;
  }
  expect(counts.mismatched).toBeGreaterThan(2);
  expect(counts.moved).toBeGreaterThan(10);
  expect(counts.opened).toBeGreaterThan(30);
});

it.each(['state', 'pins'] as const)('a model without %s comes out differently', async (flaw) => {
  const different: boolean[] = [];
  for (const program of PROGRAMS) {
    const [right, wrong] = [await played(fake, program), await played(fake, program, FLAWS[flaw])];
    different.push(right.join('\n') !== wrong.join('\n'));
  }
  expect(different).toContain(true);
});
