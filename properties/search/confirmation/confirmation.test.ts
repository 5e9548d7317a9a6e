/**
 * Goal: no user hunts a bug that does not exist. Method: findings of all kinds are planted, and the report about each is
 * checked, in the library and on the command line. The faulty engine is one that suspends too soon.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flat, node, type Ended } from '../../harness/command.ts';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import { confirm, type Reruns } from '../../../sim/search/finding/confirm/confirm.ts';
import { faultName, faultsOf } from '../../../sim/search/record/fault.ts';
import type { Finding } from '../../../sim/search/finding/finding.ts';
import { repeat } from '../../../sim/search/finding/fresh/repeat.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import { eventsIn, writeTrace } from '../../../sim/trace/file.ts';
import { partingOf } from '../../../sim/trace/parting.ts';
import { itInDepth } from '../../harness/depth.ts';
import { HastyEngine } from '../../model/fuzz/engines/hasty-engine.ts';
import { tidyScenario } from './planted-bugs.ts';

async function planted(): Promise<Finding> {
  const { findings } = await campaign(tidyScenario, { seed: 1, runs: 20, judgeReach: false });
  const [finding] = findings;
  if (finding === undefined) throw new Error('the planted bug was not found');
  return finding;
}

const honest: Reruns['here'] = ({ plan }, engine) => repeat(tidyScenario, { plan, engine });

/** The engine that goes by the name `sdk` has a flaw. */
const flawed: Reruns['here'] = async (finding, engine) => {
  if (engine === 'fake') return honest(finding, engine);
  const result = await new Runner(tidyScenario, { engine: new HastyEngine() }).run(finding.plan);
  const header = { scenario: tidyScenario.name, seed: finding.seed, versions: {} };
  const faults = faultsOf(result).map((fault) => faultName(fault));
  return { hash: result.hash, faults, trace: writeTrace(header, result.events) };
};

describe('a finding that is run again', () => {
  it('is confirmed when both engines go the same way', async () => {
    const { standing, words } = await confirm(await planted(), 'fake', { fresh: honest, here: honest });
    expect(standing).toBe('confirmed');
    expect(words).toContain('engines fake and sdk');
  });

  it('is confirmed whichever engine has found it', async () => {
    expect((await confirm(await planted(), 'sdk', { fresh: honest, here: honest })).standing).toBe('confirmed');
  });

  it('is run on both engines in one worker, and alone where the second run differs', async () => {
    const alone: string[] = [];
    const fresh: Reruns['fresh'] = (finding, engine) => {
      alone.push(engine);
      return honest(finding, engine);
    };
    const both: Reruns['both'] = async (finding, [first, second]) => [
      await honest(finding, first),
      { ...(await honest(finding, second)), ...spoiled },
    ];
    let spoiled = {};
    const standing = async (): Promise<string> =>
      (await confirm(await planted(), 'fake', { fresh, both, here: honest })).standing;
    expect([await standing(), alone]).toEqual(['confirmed', []]);
    spoiled = { hash: 'by what the first run left in a module' };
    expect([await standing(), alone]).toEqual(['confirmed', ['sdk']]);
  });

  it('is a fault of the simulator when the engines go different ways, each time the same', async () => {
    const { standing, words, traces } = await confirm(await planted(), 'fake', { fresh: flawed, here: flawed });
    expect(standing).toBe('simulator fault');
    expect(words).toMatch(/their traces diverge at event \d+/);
    const parting = partingOf(eventsIn(traces?.fake ?? ''), eventsIn(traces?.sdk ?? ''));
    expect(words).toContain(`at event ${parting?.common.length}`);
  });

  it('is not repeatable when it diverges on the same engine, and user code is named', async () => {
    const { standing, words } = await confirm(await planted(), 'fake', {
      fresh: ({ plan, ...finding }, engine) => {
        const [operation] = plan.operations;
        if (operation === undefined) throw new Error('the plan is empty');
        const other = { ...plan, operations: [{ ...operation, key: 'another' }] };
        return honest({ ...finding, plan: other }, engine);
      },
      here: honest,
    });
    expect(standing).toBe('not repeatable');
    expect(words).toContain('They diverge');
  });

  it('is not repeatable when only the other engine never gives the same trace twice', async () => {
    let runs = 0;
    const fresh: Reruns['fresh'] = async (finding, engine) => {
      const result = await honest(finding, engine);
      return engine === 'fake' ? result : { ...result, hash: `${++runs}` };
    };
    expect((await confirm(await planted(), 'fake', { fresh, here: honest })).standing).toBe('not repeatable');
  });

  it('is advice when the other engine gives the same trace and sees nothing wrong', async () => {
    const fresh: Reruns['fresh'] = async (finding, engine) => {
      const result = await honest(finding, engine);
      return engine === 'fake' ? result : { ...result, faults: [] };
    };
    const { standing, words } = await confirm(await planted(), 'fake', { fresh, here: honest });
    expect(standing).toBe('advice');
    expect(words).toContain('only the engine fake can detect');
  });
});

describe('npm run sim', () => {
  let folder = '';
  let out = '';
  const command = (...args: readonly string[]): Ended =>
    node([join(import.meta.dirname, 'planted-bugs-main.ts'), ...args], { cwd: folder });
  const run = (...args: readonly string[]): Ended => command('--seed', '1', '--runs', '20', ...args);
  const text = (...path: readonly string[]): string => readFileSync(join(folder, ...path), 'utf8');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
    const ended = run('--json', 'out.json', '--junit', 'out.xml');
    expect(ended.status).toBe(1);
    out = flat(ended.out);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says what each finding is worth, and where user code diverges', () => {
    expect(out).toContain('Not repeatable: run again on the engine fake, the same plan gives another trace.');
    expect(out).toContain('They diverge in Leaky/count');
    expect(out).toContain('Confirmed: run again, it gives the same trace on the engines fake and sdk');
  });

  it('says it in the data, in the file of the finding, on the page and in JUnit XML', () => {
    const { scenarios } = JSON.parse(text('out.json')) as {
      readonly scenarios: readonly { readonly findings: readonly Finding[] }[];
    };
    const standings = scenarios.flatMap(({ findings }) => findings.map(({ confirmation }) => confirmation?.standing));
    expect(new Set(standings)).toEqual(new Set(['not repeatable', 'confirmed']));
    const files = readdirSync(join(folder, '.sim', 'findings')).map((file) => text('.sim', 'findings', file));
    expect(files.filter((file) => file.includes('"standing": "not repeatable"'))).not.toHaveLength(0);
    expect(files.filter((file) => file.includes('"standing": "confirmed"'))).not.toHaveLength(0);
    for (const file of ['.sim/report.html', 'out.xml']) {
      expect(text(file)).toContain('Confirmed: run again');
      expect(text(file)).toContain('Not repeatable: run again');
    }
  });

  itInDepth('says the same of the findings of the engine sdk, and the second time', () => {
    const sdk = run('--engine', 'sdk', '--scenario', 'a counter in the state');
    expect(sdk.out.replaceAll(/\s+/g, ' ')).toContain(
      'Confirmed: run again, it gives the same trace on the engines sdk and fake',
    );
    const before = text('out.json').replace(/"wall": [^]*/, '');
    run('--json', 'out.json');
    expect(text('out.json').replace(/"wall": [^]*/, '')).toBe(before);
  });

  it('replays a finding that has a standing, on either engine', () => {
    const [file = ''] = readdirSync(join(folder, '.sim', 'findings')).filter((name) =>
      name.startsWith('a-counter-in-the-state'),
    );
    for (const engine of ['fake', 'sdk']) {
      const { status, out: replayed } = command('replay', join('.sim', 'findings', file), '--engine', engine);
      expect([status, replayed.includes('with the same trace as when it was found')]).toEqual([1, true]);
    }
  });
});
