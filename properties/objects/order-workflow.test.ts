/**
 * Goal: an order is shipped and paid, or neither, and every response about it is true. Method: a warehouse and a bank that fail
 * and lose responses, approvals in time and too late, crashes; for each invariant a workflow with one planted bug, which the
 * invariant must catch. Cancellations, which no scenario has, are enumerated, and so are pairs of two.
 */
import { describe, expect, it } from 'vitest';
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
import type { OperationSpec } from '../../sim/simulation/scenario/operation-spec.ts';
import * as broken from './order-workflow.broken.ts';
import { objection, search } from '../harness/search.ts';
import { breaches, singleClient } from '../harness/single-client.ts';

// A search takes about a second on an idle machine.
describe('an order workflow', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(orderWorkflowScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { bug: 'never releases', by: nothingIsLeft, make: broken.neverReleases },
    { bug: 'never refunds', by: nothingIsLeft, make: broken.neverRefunds },
    { bug: 'ships before it is approved', by: shippedAsApproved, make: broken.shipsFirst },
    { bug: 'ends without completing the decision', by: answersAreTrue, make: broken.leavesTheDoorOpen },
    { bug: 'lets a client approve an order that it has aborted', by: answersAreTrue, make: broken.decidesOnlyInTime },
    { bug: 'reports a shipment that was refused', by: outcomesAreTrue, make: broken.reportsARefusedShipment },
  ])('is caught when it $bug', async ({ by, make }) => {
    expect(await objection(orderWorkflows(make), by)).not.toBe('');
  });

  it('depends on a warehouse that remembers releases: otherwise a late reservation stays', async () => {
    const { effects } = orderWorkflowScenario;
    const forgetful = { ...orderWorkflowScenario, effects: { ...effects, warehouse: warehouseThat(false) } };
    expect(await objection(forgetful, nothingIsLeft)).toContain('are still reserved');
  });
});

const ask = { kind: 'call', service: 'OrderWorkflow', key: 'o1' } as const;
const ORDER: OperationSpec = { ...ask, kind: 'send', handler: 'run', input: { item: 'pen', quantity: 1, amount: 20 } };
const PHASES: readonly Phase[] = ['before', 'inside', 'after'];

const cancelAt = (entry: number, phase: Phase): Trouble => ({ kind: 'cancel', path: '', attempt: 1, entry, phase });

/** @returns how often operators intervened, and what is wrong afterwards */
async function cancelled(
  troubles: readonly Trouble[],
  scenario = orderWorkflowScenario,
): Promise<{ injected: number; wrong: readonly string[] }> {
  const run = await singleClient(scenario, [
    { ...ORDER, troubles },
    { ...ask, handler: 'approve', input: { approved: true, by: 'mia' }, afterMs: 10 },
    { ...ask, handler: 'status', afterMs: 600_000 },
  ]);
  const status = run.answers.at(-1)?.body;
  const wrong = status === 'shipped' || status === 'refused' ? [] : [`its status is ${JSON.stringify(status)}`];
  const injected = run.result.events.filter(({ type }) => type === 'trouble').length;
  return { injected, wrong: [...breaches(run), ...wrong] };
}

it('leaves nothing behind when it is cancelled, at whichever entry that is', async () => {
  let all = 0;
  for (const entry of Array.from({ length: 14 }, (_, index) => index))
    for (const phase of PHASES) {
      const { injected, wrong } = await cancelled([cancelAt(entry, phase)]);
      expect(wrong).toEqual([]);
      all += injected;
    }
  expect(all).toBeGreaterThan(20);
});

describe('an order that is cancelled again during its compensation', () => {
  it('leaves nothing behind, at whichever entry that is', async () => {
    let both = 0;
    for (const entry of Array.from({ length: 9 }, (_, index) => index + 5))
      for (const phase of PHASES) {
        // Entry 4 is where it waits for its approval.
        const { injected, wrong } = await cancelled([cancelAt(4, 'after'), cancelAt(entry, phase)]);
        expect(wrong).toEqual([]);
        if (injected === 2) both++;
      }
    expect(both).toBeGreaterThan(8);
  });

  it('is half compensated by a workflow whose compensating steps can be cancelled', async () => {
    // It waits for its approval at entry 3, and compensates at entries 4 and 5.
    const tries = [cancelAt(3, 'after'), cancelAt(4, 'after')];
    const variant = { ...orderWorkflows(broken.decidesOnlyInTime), invariants: [nothingIsLeft] };
    const { wrong } = await cancelled(tries, variant);
    expect(wrong.join()).toContain('are still reserved');
  });
});
