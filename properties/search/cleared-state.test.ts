/**
 * Goal: an operator who clears state waits in line for it like anybody who writes. Method: a plan in which state is cleared
 * while a handler holds the key, and one in which another request queues behind it.
 */
import { describe, expect, it } from 'vitest';
import { everythingScenario } from '../../scenarios/everything-a-handler-can-do.ts';
import { stateReadsScenario } from '../../scenarios/state-reads.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { readPlan } from '../../sim/search/plan/plan-schema.ts';
import type { Plan, PlannedOperation, Trouble } from '../../sim/simulation/faults/plan.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import { decodeUtf8 } from '../../sim/core/utf8.ts';

describe('state that an operator clears while a handler holds its key', () => {
  it('is cleared when the handler has ended, and what it wrote goes with it', async () => {
    const { events, verdict } = await run([
      asks('a', 'rearrange', { troubles: [{ ...CLEARS, entry: 2 }] }),
      asks('b', 'look', { client: 'client 1' }),
    ]);
    expect(verdict).toBe('held');
    const types = events.map(({ type }) => type);
    expect(types.indexOf('trouble')).toBeLessThan(types.indexOf('lock released'));
    expect(types.indexOf('state replaced')).toBeGreaterThan(types.indexOf('lock released'));
    expect(outputOf(events, 'b')).toBe('["nothing","nothing","nothing"]');
  });

  it('is none where the handler is of no object', async () => {
    const nap: PlannedOperation = { ...asks('a', 'sleepsTwice', {}), service: 'Errands', troubles: [CLEARS] };
    const { key: _, ...operation } = nap;
    const { events, verdict } = await new Runner(everythingScenario).run(planOf([operation]));
    expect(verdict).toBe('held');
    expect(events.some(({ type }) => type === 'trouble')).toBe(true);
    expect(events.some(({ type }) => type === 'state replaced')).toBe(false);
  });

  it('may stand in a plan', () => {
    const plan = planOf([asks('a', 'rearrange', { troubles: [CLEARS] })]);
    expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  });
});

const CLEARS = { kind: 'clear state', path: '', attempt: 1, entry: 1, phase: 'after' } as const satisfies Trouble;

const run = (operations: readonly PlannedOperation[]) => new Runner(stateReadsScenario).run(planOf(operations));

function planOf(operations: readonly PlannedOperation[]): Plan {
  const scenario = stateReadsScenario.name;
  return { version: 1, scenario, seed: 0, operations, world: [], holds: [], choices: {} };
}

function asks(id: string, handler: string, rest: Partial<PlannedOperation>): PlannedOperation {
  return { id, client: 'client 1', kind: 'call', service: 'Shelf', handler, key: 'x', troubles: [], ...rest };
}

function outputOf(events: readonly TraceEvent[], operation: string): string | undefined {
  for (const event of events)
    if (event.type === 'answer' && event.operation === operation) return decodeUtf8(event.body);
  return undefined;
}
