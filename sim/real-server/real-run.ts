import { durationText } from '../core/duration-text.ts';
import { setUpName } from '../core/address.ts';
import type { BoundService } from '../attempt/definition.ts';
import type { Invariant } from '../checks/invariant.ts';
import { RunWatch } from '../checks/run-watch.ts';
import { canJudge, UNSEEN } from './can-judge.ts';
import type { InvariantResult } from '../simulation/run/run-plan.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import type { TraceEvent } from '../trace/event.ts';
import { textOf } from './admin-api.ts';
import { storedInvocations, storedState, type StoredInvocation } from './journals.ts';
import { missingInvocation } from './missing-invocation.ts';
import { observe, type Observed } from './observe.ts';
import { ObservedState } from './observed-state.ts';
import type { Outside } from './outside.ts';
import { pause, RealClients } from './real-clients.ts';
import type { RealRoom } from './room.ts';

export interface RealRunOptions {
  readonly scenario: Scenario;
  readonly plan: Plan;
  readonly outside: Outside;
  /** The definitions, to know what kind of handler each is. */
  readonly services: ReadonlyMap<string, BoundService>;
  /** How long the whole run may take, in ms of real time. */
  readonly limitMs: number;
  /** Lets things go wrong at the entries that the plan names, or no longer. */
  readonly troubles: (isOn: boolean) => void;
}

/** What became of a run on the real server. */
export interface RealResult {
  readonly events: readonly TraceEvent[];
  readonly invariants: readonly InvariantResult[];
  readonly invocations: number;
  /** Why nothing can be said, in a sentence. */
  readonly undecided: string | undefined;
}

/** Runs the operations of a plan on a real server, and checks what can be seen of it. */
export async function realRun(room: RealRoom, options: RealRunOptions): Promise<RealResult> {
  const { scenario, plan, outside, services, limitMs, troubles } = options;
  const began = performance.now();
  const left = (): number => Math.max(1, limitMs - (performance.now() - began));
  const clients = new RealClients(room.server.ingressUrl, limitMs);
  const isFrozen = outside.frozen;
  outside.frozen = true;
  const setup = scenario.setup.map((spec, at) => ({ ...spec, id: setUpName(at + 1), client: 'setup', troubles: [] }));
  const late = [...(await clients.run({ operations: setup }))];
  outside.frozen = isFrozen;
  const worldFaults = injectWorldFaults(room, plan);
  troubles(true);
  late.push(...(await clients.run(plan)));
  await worldFaults;
  // From here on nothing new goes wrong: whatever has begun must come to an end.
  outside.frozen = true;
  troubles(false);
  const seen = [...clients.seen, ...outside.seen];
  for (let looks = 1; ; looks++) {
    const open = await untilQuiet(room, left);
    if (room.server.death !== undefined) throw room.server.death;
    const invocations = await storedInvocations(room.admin);
    const stored = await storedState(room.admin);
    const observed = observe(seen, invocations, services, clients.answeredBy);
    const unclear = gapIn(invocations, clients.answeredBy) ?? disorderIn(observed, new ObservedState(stored, outside));
    // A query leaves out the rows of a partition that is busy.
    if (unclear !== undefined && looks < MAX_LOOKS && left() > 1) {
      await pause(LOOK_INTERVAL_MS);
      continue;
    }
    const undecided = undecidedBy(late, open, limitMs) ?? unclear;
    const state = new ObservedState(stored, outside);
    // With rows missing or in a wrong order, any invariant may look broken.
    const invariants =
      unclear === undefined ? judge(scenario.invariants, observed, state, undecided === undefined) : [];
    return { events: observed.map(({ event }) => event), invariants, invocations: invocations.length, undecided };
  }
}

const MAX_LOOKS = 20;
const LOOK_INTERVAL_MS = 50;

function judge(
  invariants: readonly Invariant[],
  observed: readonly Observed[],
  state: ObservedState,
  isOver: boolean,
): readonly InvariantResult[] {
  const watch = new RunWatch(
    state.view,
    invariants.filter((invariant) => canJudge(invariant, state.view, UNSEEN)),
  );
  for (const each of observed) {
    state.see(each);
    watch.see(each.event);
    if (watch.broken) break;
  }
  state.end();
  if (isOver && !watch.broken) watch.end();
  return watch.results();
}

/** Real time is expensive: faults that a plan injects later happen at this time. */
const MAX_FAULT_TIME_MS = 300;

/** The server is killed and started again, or the process that serves the handlers dies, at a moment of the plan. */
async function injectWorldFaults(room: RealRoom, { world }: Plan): Promise<void> {
  let passedMs = 0;
  for (const { kind, atMs } of world.toSorted((a, b) => a.atMs - b.atMs)) {
    const injectMs = Math.min(atMs, MAX_FAULT_TIME_MS);
    await pause(injectMs - passedMs);
    passedMs = injectMs;
    if (kind === 'server restart') await room.server.restart();
    if (kind === 'process crash') room.service.kill();
  }
}

const LOOK_AGAIN_MS = 20;

/** Waits until every invocation has ended. @returns those that have not, in words */
async function untilQuiet({ admin, server }: RealRoom, left: () => number): Promise<readonly string[]> {
  for (;;) {
    if (server.death !== undefined) throw server.death;
    const rows = await admin.query(
      `SELECT id, target, status, retry_count FROM sys_invocation WHERE status != 'completed'`,
    );
    if (rows.length === 0) return [];
    if (left() <= 1) return rows.map((row) => `${textOf(row, 'target')} is ${textOf(row, 'status')}`);
    await pause(LOOK_AGAIN_MS);
  }
}

function undecidedBy(late: readonly string[], open: readonly string[], limitMs: number): string | undefined {
  if (late.length === 0 && open.length === 0) return undefined;
  const answers = late.length === 0 ? '' : ` No response came for ${late.join(', ')}.`;
  const waits =
    open.length === 0
      ? ''
      : ` ${open.slice(0, MAX_LISTED).join('; ')}${open.length > MAX_LISTED ? '; and others' : ''}.`;
  return `The run was not over after ${durationText(limitMs)} of real time.${answers}${waits}`;
}

/** Every invocation that responded, called or was called must be in the tables. @returns a sentence when one is missing */
function gapIn(invocations: readonly StoredInvocation[], answeredBy: ReadonlyMap<string, string>): string | undefined {
  const missing = missingInvocation(invocations, answeredBy.values());
  if (missing === undefined) return undefined;
  return `The tables of the server lack ${missing}, which has run, so the run is undecided.`;
}

/** The clocks behind the tables may lag: the value that was written last must be the stored one. */
function disorderIn(observed: readonly Observed[], state: ObservedState): string | undefined {
  for (const each of observed) state.see(each);
  const { differing } = state;
  if (differing === undefined) return undefined;
  return `The tables of the server do not show in which order ${differing} was written, so the run is undecided.`;
}

const MAX_LISTED = 4;
