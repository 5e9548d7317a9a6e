/**
 * Goal: an order is shipped and paid, or neither, and everybody is told the truth about it. Method: orders at a warehouse and
 * a bank that fail and forget to answer, approvals in time and too late, crashes; for each invariant a workflow with one
 * slip, which it must catch. Cancellations, which no scenario has, are enumerated.
 */
import { describe, expect, it, vi } from 'vitest';
import {
  answersAreTrue,
  nothingIsLeft,
  outcomesAreTrue,
  shippedAsApproved,
} from '../scenarios/invariants/order-workflow.ts';
import { warehouseThat } from '../scenarios/order-services.ts';
import { orderWorkflows, orderWorkflowScenario } from '../scenarios/order-workflow.ts';
import type { Phase } from '../sim/simulation/plan.ts';
import type { OperationSpec } from '../sim/simulation/scenario.ts';
import * as broken from './broken/order-workflow.ts';
import { objection, search } from './search.ts';
import { breaches, singleClient } from './single-client.ts';

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

it('leaves nothing behind when it is cancelled, wherever that is', async () => {
  let struck = 0;
  for (const entry of Array.from({ length: 14 }, (_, index) => index))
    for (const phase of PHASES) {
      const told = await singleClient(orderWorkflowScenario, [
        { ...ORDER, troubles: [{ kind: 'cancel', path: '', attempt: 1, entry, phase }] },
        { ...ask, handler: 'approve', input: { approved: true, by: 'mia' }, afterMs: 10 },
        { ...ask, handler: 'status', afterMs: 600_000 },
      ]);
      if (told.result.events.some(({ type }) => type === 'trouble')) struck++;
      expect(breaches(told)).toEqual([]);
      expect(['shipped', 'refused']).toContain(told.answers.at(-1)?.body);
    }
  expect(struck).toBeGreaterThan(20);
});
