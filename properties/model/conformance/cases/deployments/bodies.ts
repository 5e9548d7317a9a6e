import type { Bench } from '../../bench.ts';
import { Rollout } from '../../deployments/rollout.ts';
import { service, type Body } from '../../deployments/services-of.ts';

/** Says which version it is. */
export const who: Body = ({ version }) => version;

/** A step, then an awakeable: suspended, and pinned. */
export const park: Body = async ({ run, awakeable, version }) => {
  const recorded = await run('a', version);
  const answer = await awakeable();
  return [version, recorded, answer];
};

/** A step, then a plain wait: running, and pinned. */
export const hold: Body = async ({ run, gate, version }) => {
  await run('a', version);
  await gate('hold');
  return version;
};

/** Why an attempt failed whose deployment has no such handler. */
export const NOT_THERE = 'RT0012 unexpected http status code: 404 Not Found';

/** Why an attempt of a shared handler failed that set state. */
export const READ_ONLY =
  'RT0017 cannot process command Command: SetState (command index 2) because of a failed precondition: unsupported ' +
  'entry type, this handler type cannot write state';

/** Why an attempt failed whose deployment was removed. */
export const LOST =
  'RT0011 the invocation has a deployment id associated, but it was not found in the registry. This might indicate ' +
  'that a deployment was forcefully removed from the registry, but there are still in-flight invocations pinned to it';

/** Well-formed ids of nothing. */
export const UNKNOWN_DEPLOYMENT = 'dp_16MxrCfgsoUBTaCJEjCp7ZR';
export const UNKNOWN_INVOCATION = 'inv_1bOSr7FhiU6H64BfxZCa20oWifVpj7fTxf';

/** Why a deployment cannot be chosen for an invocation that is not at rest, or not pinned. */
export const STILL_RUNNING =
  'The invocation INV is still running or the deployment id is not pinned yet, deployment id cannot be changed.';

export const WRONG_PROTOCOL =
  "400 The invocation INV is running on protocol version '6', while the chosen deployment DP supports the range 5..=5.";

/** An invocation that is suspended and pinned to A; the same code as v2 is registered at B. */
export async function pinnedAtA(
  bench: Bench,
  protocols?: readonly [number, number],
): Promise<{ readonly rollout: Rollout; readonly id: string }> {
  const code = { S: service({ park, who }) };
  const rollout = await Rollout.begin(bench, code, code);
  const id = await rollout.send(rollout.to('S', 'park'));
  await rollout.reaches(id, 'suspended');
  await rollout.serve('B', 'v2', protocols);
  await rollout.register('B');
  return { rollout, id };
}

/** A completed invocation of v1; v2 is registered at B. */
export async function completedOnA(
  bench: Bench,
  go: Body,
): Promise<{ readonly rollout: Rollout; readonly id: string }> {
  const code = { S: service({ go, echo: ({ input }) => input ?? null }) };
  const rollout = await Rollout.begin(bench, code, code);
  const { id } = await bench.call(rollout.to('S', 'go'));
  await rollout.next();
  return { rollout, id };
}

/** What a stricter input refuses. */
export const REFUSED =
  'Failed to deserialize input: Standard schema validation failed: | * (at /currency) Invalid input: expected string, received undefined';
