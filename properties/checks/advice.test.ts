/**
 * Goal: what is often a bug is named without test code, with its place and time, one time for each place; what only looks like
 * it is not. Method: for each kind a small bug and an innocent twin, run by the same plan; and our own scenarios, in which no
 * advice of these kinds is left.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL } from '../../scenarios/index.ts';
import { scenario } from '../../sim/index.ts';
import { ADVICE_CODES, type AdviceCode } from '../../sim/checks/advice/advice.ts';
import { BUILT_IN } from '../../sim/checks/built-in.ts';
import { quiet } from '../../sim/core/choices.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { runPlan, type RunResult } from '../../sim/simulation/run/run-plan.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import type { OperationSpec } from '../../sim/simulation/scenario/operation-spec.ts';
import * as fc from 'fast-check';
import { depth } from '../harness/depth.ts';
import { TWINS, type Twins } from './advice-services.ts';

const CODES: ReadonlySet<string> = new Set(ADVICE_CODES);

function scenarioOf(
  { services, requests }: Twins,
  isInnocent: boolean,
  waivesAdvice: readonly AdviceCode[] = [],
): Scenario {
  return scenario('twins', {
    services: services(isInnocent),
    operations: () => requests.map((request) => fc.constant<OperationSpec>({ kind: 'call', ...request })),
    waivesAdvice,
  });
}

/** Runs the plan of the twins once. */
function play(twins: Twins, isInnocent: boolean, waived?: readonly AdviceCode[]): Promise<RunResult> {
  const operations = twins.requests.map((request, place) => ({
    kind: 'call' as const,
    ...request,
    id: String.fromCodePoint(97 + place),
    client: `client ${place + 1}`,
    troubles:
      twins.cancelAt === undefined || place > 0
        ? []
        : [{ kind: 'cancel' as const, path: '', attempt: 1, entry: twins.cancelAt, phase: 'after' as const }],
  }));
  const plan = { version: 1 as const, scenario: 'twins', seed: 0, operations, world: [], holds: [], choices: {} };
  return runPlan(scenarioOf(twins, isInnocent, waived), plan, { decider: quiet, builtIn: BUILT_IN });
}

const adviceOf = ({ invariants }: RunResult): { kind: string | undefined; message: string }[] =>
  invariants.flatMap(({ advice }) => advice.map(({ kind, message }) => ({ kind, message })));

describe.each(TWINS.map((twins) => [twins.code, twins] as const))('%s', (code, twins) => {
  it('is advice for the bug, with the place and the time, and never a finding', async () => {
    const result = await play(twins, false);
    const [given, ...more] = adviceOf(result).filter(({ kind }) => CODES.has(kind ?? ''));
    expect(more).toEqual([]);
    expect(given?.kind).toBe(code);
    for (const words of twins.words) expect(given?.message).toContain(words);
    expect(given?.message).toMatch(new RegExp(`\\(${code}\\)$`));
    expect(result.verdict).toBe('held');
  });

  it('is not given to the twin that only looks like it', async () => {
    expect(adviceOf(await play(twins, true)).filter(({ kind }) => CODES.has(kind ?? ''))).toEqual([]);
  });

  it('can be waived', async () => {
    expect(adviceOf(await play(twins, false, [code])).filter(({ kind }) => kind === code)).toEqual([]);
  });

  it('is explained in the documentation', () => {
    const page = readFileSync(new URL('../../docs/built-in-checks.md', import.meta.url), 'utf8');
    expect(page).toContain(`\`${code}\``);
  });
});

it('late-resolution is not given for a run that an operator has cancelled', async () => {
  const [twins] = TWINS.filter(({ code }) => code === 'late-resolution');
  if (twins === undefined) throw new Error('There are such twins.');
  const result = await play({ ...twins, cancelAt: 1 }, false);
  expect(result.events.map(({ type }) => type)).toContain('promise completed');
  expect(adviceOf(result)).toEqual([]);
});

describe('a campaign', () => {
  it('gives advice of one place one time, with the number of runs', async () => {
    const [twins] = TWINS.filter(({ code }) => code === 'failure-unseen');
    if (twins === undefined) throw new Error('There are such twins.');
    const { advice } = await campaign(scenarioOf(twins, false), { seed: 1, runs: 20, judgeReach: false });
    const given = advice.filter(({ message }) => message.endsWith('(failure-unseen)'));
    expect(given).toHaveLength(1);
    expect(given[0]?.times).toBeGreaterThan(10);
  });

  it.each(TWINS.filter(({ code }) => code === 'half-change'))(
    'gives no $code where both values are written without a wait, whatever comes in between',
    async (twins) => {
      const { advice } = await campaign(scenarioOf(twins, true), { seed: 1, runs: 150, judgeReach: false });
      expect(advice.filter(({ message }) => message.endsWith(`(${twins.code})`))).toEqual([]);
    },
  );

  it.each(ALL.map((each) => [each.name, each] as const))('has no such advice on "%s"', async (_name, each) => {
    const { advice } = await campaign(each, { seed: 11, runs: depth({ slice: 12, deep: 300 }), judgeReach: false });
    expect(advice.filter(({ message }) => ADVICE_CODES.some((code) => message.endsWith(`(${code})`)))).toEqual([]);
  });
});
