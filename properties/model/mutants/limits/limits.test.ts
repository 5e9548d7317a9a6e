/**
 * Goal: a model that loses slots of concurrency limits, or gives them to the wrong one, is noticed. Method: each rule is broken once; a
 * campaign on a world of 1.8 reports it by the invariant that is there for it, and a conformance case breaks.
 */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { limitsKept } from '../../../../sim/checks/limits/limits-kept.ts';
import { noStarvation } from '../../../../sim/checks/limits/no-starvation.ts';
import { slotsComeBack } from '../../../../sim/checks/limits/slots-come-back.ts';
import { campaign, scenario, type Scenario } from '../../../../sim/index.ts';
import { cases } from '../../conformance/cases.ts';
import { runCase } from '../../conformance/run-case.ts';
import { simulatorEngine } from '../../conformance/simulator/simulator-engine.ts';
import { casesOn } from '../../conformance/versions.ts';
import { named, type Mutant } from '../mutant.ts';
import { limitMutants } from './broken-rules.ts';

const mail = restate.service({
  name: 'Mail',
  handlers: {
    send: async (ctx: restate.Context): Promise<void> => {
      await ctx.run('hand over', () => 'sent');
      await ctx.sleep(90_000);
      await ctx.run('note', () => 'noted');
    },
  },
});

const mails: Scenario = scenario('mails with a limit', {
  services: [mail],
  operations: ({ call }) => [call(mail, 'send', { scope: 'mails' })],
  maxOperations: 6,
  clients: 4,
  faults: { operators: true },
  owed: ['resume'],
  server: { version: '1.8', limits: { mails: 1 } },
});

const search = (sabotage: Mutant, runs: number = 200) =>
  campaign(mails, { seed: 1, runs, judgeReach: false, shrink: false, sabotage });

/** By which invariants a campaign may see it; undefined where only a conformance case does. */
const SEEN_BY: Readonly<Record<string, readonly string[] | undefined>> = {
  'a suspended holder keeps its slot': [slotsComeBack.name],
  'a paused holder keeps its slot': [slotsComeBack.name],
  'a killed holder keeps its slot': [slotsComeBack.name],
  'a cancelled holder keeps its slot': [slotsComeBack.name],
  'a holder keeps its slot over a restart of the server': undefined,
  'a queue of a scope is last in, first out': [noStarvation.name],
  'a limit lets one more run': [limitsKept.name],
};

const CASES: Readonly<Record<string, number>> = {
  'a suspended holder keeps its slot': 510,
  'a paused holder keeps its slot': 518,
  'a killed holder keeps its slot': 519,
  'a cancelled holder keeps its slot': 520,
  'a holder keeps its slot over a restart of the server': 552,
  'a queue of a scope is last in, first out': 506,
  'a limit lets one more run': 507,
};

const seen = Object.keys(limitMutants).filter((name) => SEEN_BY[name] !== undefined);
it.each(seen)('%s is a finding of a campaign', async (name) => {
  const { findings } = await search(named(limitMutants, name));
  expect(SEEN_BY[name]).toContain(findings[0]?.invariant);
  expect(findings[0]?.message).toContain('This is a fault of the server model.');
});

describe.each(Object.keys(limitMutants))('%s', (name) => {
  const mutant = named(limitMutants, name);

  it('breaks a conformance case', async () => {
    const test = casesOn('1.8', cases).find(({ number }) => number === CASES[name]);
    if (test === undefined) throw new Error(`There is no case for "${name}".`);
    const sabotage = ({ assembled }: { readonly assembled: { readonly server: Parameters<Mutant>[0] } }): void =>
      mutant(assembled.server);
    const room = await simulatorEngine({ name: 'fake', sabotage }).open(test.needs.mode, false, '1.8');
    expect((await runCase(test, room)).verdict).toBe('broken');
  });
});

it('and the model as it is has no finding', async () => {
  const { findings, invariants } = await search(() => undefined, 600);
  expect(findings).toEqual([]);
  for (const { name } of [limitsKept, slotsComeBack, noStarvation]) {
    expect(invariants.find((one) => one.name === name)?.exercised).toBeGreaterThan(0);
  }
});
