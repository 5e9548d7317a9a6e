/**
 * Goal: an order is shipped and paid, or neither, and everybody is told the truth about it. Method: orders at a warehouse and
 * a bank that fail and forget to answer, approvals in time and too late, crashes; for each invariant a workflow with one
 * slip, which it must catch. Cancellations, which no scenario has, are enumerated, and so is the second of two.
 */
import { describe, expect, it, vi } from 'vitest';
import {
  answersAreTrue,
  nothingIsLeft,
  outcomesAreTrue,
  shippedAsApproved,
} from '../../scenarios/invariants/order-workflow.ts';
import { warehouseThat } from '../../scenarios/order-services.ts';
import { orderWorkflows, orderWorkflowScenario } from '../../scenarios/order-workflow.ts';
import type { Phase } from '../../sim/core/address.ts';
import type { Trouble } from '../../sim/simulation/faults/plan.ts';
import type { OperationSpec } from '../../sim/simulation/scenario/scenario.ts';
import * as broken from './order-workflow.broken.ts';
import { objection, search } from '../harness/search.ts';
import { breaches, singleClient } from '../harness/single-client.ts';

// A search takes about a second on a quiet machine.
vi.setConfig({ testTimeout: 60_000 });

describe('an order workflow', () => {
  it('keeps its promises in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(orderWorkflowScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { slip: 'never releases', by: nothingIsLeft, make: broken.neverReleases },
    { slip: 'never refunds', by: nothingIsLeft, make: broken.neverRefunds },
    { slip: 'ships before it is approved', by: shippedAsApproved, make: broken.shipsFirst },
    { slip: 'gives up without completing the decision', by: answersAreTrue, make: broken.leavesTheDoorOpen },
    { slip: 'lets an order be approved that it has given up', by: answersAreTrue, make: broken.decidesOnlyInTime },
    { slip: 'ships in words only', by: outcomesAreTrue, make: broken.shipsInWordsOnly },
  ])('is caught when it $slip', async ({ by, make }) => {
    expect(await objection(orderWorkflows(make), by)).not.toBe('');
  });

  it('is at the mercy of a warehouse that forgets what it released: a late reservation stays for ever', async () => {
    const { effects } = orderWorkflowScenario;
    const forgetful = { ...orderWorkflowScenario, effects: { ...effects, warehouse: warehouseThat(false) } };
    expect(await objection(forgetful, nothingIsLeft)).toContain('are still reserved');
  });
});

const ask = { kind: 'call', service: 'OrderWorkflow', key: 'o1' } as const;
const ORDER: OperationSpec = { ...ask, kind: 'send', handler: 'run', input: { item: 'pen', quantity: 1, amount: 20 } };
const PHASES: readonly Phase[] = ['before', 'inside', 'after'];

const cancelAt = (entry: number, phase: Phase): Trouble => ({ kind: 'cancel', path: '', attempt: 1, entry, phase });

/** @returns how often operators struck, and what is wrong afterwards */
async function cancelled(
  troubles: readonly Trouble[],
  scenario = orderWorkflowScenario,
): Promise<{ struck: number; wrong: readonly string[] }> {
  const told = await singleClient(scenario, [
    { ...ORDER, troubles },
    { ...ask, handler: 'approve', input: { approved: true, by: 'mia' }, afterMs: 10 },
    { ...ask, handler: 'status', afterMs: 600_000 },
  ]);
  const status = told.answers.at(-1)?.body;
  const wrong = status === 'shipped' || status === 'refused' ? [] : [`its status is ${JSON.stringify(status)}`];
  const struck = told.result.events.filter(({ type }) => type === 'trouble').length;
  return { struck, wrong: [...breaches(told), ...wrong] };
}

it('leaves nothing behind when it is cancelled, wherever that is', async () => {
  let all = 0;
  for (const entry of Array.from({ length: 14 }, (_, index) => index))
    for (const phase of PHASES) {
      const { struck, wrong } = await cancelled([cancelAt(entry, phase)]);
      expect(wrong).toEqual([]);
      all += struck;
    }
  expect(all).toBeGreaterThan(20);
});

describe('an order that is cancelled once more, while it is undone,', () => {
  it('leaves nothing behind, wherever that is', async () => {
    let both = 0;
    for (const entry of Array.from({ length: 9 }, (_, index) => index + 5))
      for (const phase of PHASES) {
        // Entry 4 is where it waits for its approval.
        const { struck, wrong } = await cancelled([cancelAt(4, 'after'), cancelAt(entry, phase)]);
        expect(wrong).toEqual([]);
        if (struck === 2) both++;
      }
    expect(both).toBeGreaterThan(8);
  });

  it('is left half undone by a workflow that waits for its steps as for any other', async () => {
    // It waits for its approval at entry 3, and gives back at entries 4 and 5.
    const tries = [cancelAt(3, 'after'), cancelAt(4, 'after')];
    const slip = { ...orderWorkflows(broken.decidesOnlyInTime), invariants: [nothingIsLeft] };
    const { wrong } = await cancelled(tries, slip);
    expect(wrong.join()).toContain('are still reserved');
  });
});
