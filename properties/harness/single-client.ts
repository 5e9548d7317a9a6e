import { BUILT_IN } from '../../sim/checks/built-in.ts';
import { quiet } from '../../sim/core/choices.ts';
import type { Plan, Trouble } from '../../sim/simulation/faults/plan.ts';
import { runPlan, type RunResult } from '../../sim/simulation/run/run-plan.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import type { OperationSpec } from '../../sim/simulation/scenario/operation-spec.ts';
import { decodeUtf8 } from '../../sim/core/utf8.ts';

/** A request, and the faults that are injected while it is handled. */
export type Request = OperationSpec & { readonly troubles?: readonly Trouble[] };

/** A run with one client, and the response to each of its requests. */
export interface ClientRun {
  readonly result: RunResult;
  readonly answers: readonly { readonly status: number; readonly body: unknown }[];
}

/** Runs the requests of one client, each after the response to the previous one; the only faults are those that they carry. */
export async function singleClient(scenario: Scenario, requests: readonly Request[]): Promise<ClientRun> {
  const plan: Plan = {
    version: 1,
    scenario: scenario.name,
    seed: 1,
    operations: requests.map((request, index) => ({ id: `r${index}`, client: 'client', troubles: [], ...request })),
    world: [],
    holds: [],
    choices: {},
  };
  const result = await runPlan(scenario, plan, { decider: quiet, builtIn: BUILT_IN });
  const answers = new Map<string, ClientRun['answers'][number]>();
  for (const event of result.events)
    if (event.type === 'answer') answers.set(event.operation, { status: event.status, body: parsed(event.body) });
  return { result, answers: requests.map((_, index) => answers.get(`r${index}`) ?? { status: 0, body: undefined }) };
}

/** The messages of all breaches. */
export function breaches({ result }: ClientRun): string[] {
  return result.invariants.flatMap(({ breach }) => (breach === undefined ? [] : [breach.message]));
}

function parsed(body: Uint8Array): unknown {
  const text = decodeUtf8(body);
  return text === '' ? undefined : JSON.parse(text);
}
