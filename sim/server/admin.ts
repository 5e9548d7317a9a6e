import { done, refused, type AdminResponse } from './admin-response.ts';
import type { Deployments } from './deployments/deployments.ts';
import type { RegisterOptions, Registrations, UpdateOptions } from './deployments/registrations.ts';
import { fixed, isKeep, type DeploymentChoice, type Repinning } from './deployments/repinning.ts';
import { isCopyable } from './journal-prefix.ts';
import { invocationIdProblem } from './id-problem.ts';
import type { Cleaner } from './cleaner.ts';
import type { Invocation } from './invocation.ts';
import { REQUESTED_BY_OPERATOR, type Invoker } from './invoker.ts';
import type { RestartAsNew } from './restart-as-new.ts';
import type { StateEdits } from './state-edits.ts';
import type { Termination } from './termination.ts';
import { patternProblem } from './versions/rule-book.ts';
import type { Slots } from './versions/slots.ts';
import type { VersionRules } from './versions/version-rules.ts';

/** How an invocation is resumed. */
export interface ResumeOptions {
  /** Default `keep`: where it is pinned. Only one that is paused or suspended, and pinned, can be moved. */
  readonly deployment?: DeploymentChoice;
}

/** How an invocation is restarted as a new one. */
export interface RestartOptions {
  /** The last row of the journal that is kept, the input being 0. Default 0. */
  readonly from?: number;
  /** Default `latest`. */
  readonly deployment?: DeploymentChoice;
}

/** The parts of the server that carry out what an operator requests. */
export interface AdminPorts {
  readonly rules: Pick<VersionRules, 'pauseOfRunning' | 'pauseOfSuspended' | 'resumeOfBackingOff'>;
  readonly invocations: ReadonlyMap<string, Invocation>;
  readonly termination: Pick<Termination, 'cancel' | 'kill'>;
  readonly invoker: Pick<Invoker, 'pause' | 'requestPause' | 'resume' | 'retryNow'>;
  readonly cleaner: Pick<Cleaner, 'forget'>;
  readonly restarts: Pick<RestartAsNew, 'start'>;
  readonly deployments: Pick<Deployments, 'byId'>;
  readonly registrations: Pick<Registrations, 'register' | 'remove' | 'update'>;
  readonly repinning: Pick<Repinning, 'problem' | 'restarted' | 'resumed'>;
  readonly stateEdits: Pick<StateEdits, 'refusal' | 'replace'>;
  readonly slots: Pick<Slots, 'ruleChanged'>;
}

/**
 * What an operator can do to invocations and state. Each method takes effect at once, in one step of the world, and
 * responds as the admin API does: 400 for malformed ids, 404 for unknown invocations, 409 and 425 for requests that come
 * too late or too early.
 * Rule: docs/internals/runtime-semantics.md#admin-operations
 */
export class Admin {
  readonly #ports: AdminPorts;

  constructor(ports: AdminPorts) {
    this.#ports = ports;
  }

  /** 202 when the cancel signal was stored, 200 when the invocation had not started and was removed. */
  cancel(id: string, by: string = 'operator'): AdminResponse {
    return this.#with(id, (invocation) => {
      const taken = this.#ports.termination.cancel(invocation, by);
      if (taken === undefined) return conflict(`The invocation '${id}' was already completed.`);
      return { status: taken === 'removed' ? 200 : 202, body: undefined };
    });
  }

  kill(id: string, by: string = 'operator'): AdminResponse {
    return this.#with(id, (invocation) =>
      this.#ports.termination.kill(invocation, by)
        ? done(200)
        : conflict(`The invocation '${id}' was already completed.`),
    );
  }

  /**
   * 202: it is paused now, or, before 1.8, one that runs when it next suspends or fails. 200 does nothing: it was paused before,
   * or is suspended, which a server before 1.8 cannot pause.
   */
  pause(id: string): AdminResponse {
    const { rules, invoker } = this.#ports;
    return this.#with(id, (invocation) => {
      switch (invocation.status) {
        case 'scheduled':
        case 'inboxed':
        case 'completed':
          return conflict(`The invocation '${id}' is not running, cannot be paused.`);
        case 'suspended':
          return rules.pauseOfSuspended === 'pauses' ? this.#pauseNow(invocation) : done(200);
        case 'paused':
          return done(200);
        case 'running':
          if (rules.pauseOfRunning === 'at once') return this.#pauseNow(invocation);
          invoker.requestPause(invocation);
          return done(202);
        case 'ready':
        case 'backing-off':
          return this.#pauseNow(invocation);
      }
    });
  }

  /**
   * Starts a new attempt of a paused or suspended invocation, on another deployment if that is requested; one that waits for
   * a retry is retried at once.
   */
  resume(id: string, { deployment = 'keep' }: ResumeOptions = {}): AdminResponse {
    const { rules, invoker } = this.#ports;
    return this.#with(id, (invocation) => {
      const problem = this.#ports.repinning.problem(deployment);
      if (problem !== undefined) return problem;
      switch (invocation.status) {
        case 'scheduled':
        case 'inboxed':
          return tooEarly(`The invocation '${id}' is either inboxed or scheduled, cannot be resumed.`);
        case 'completed':
          return conflict(`The invocation '${id}' is completed, cannot be resumed.`);
        case 'suspended':
        case 'paused':
          return this.#resumeOn(invocation, deployment);
        case 'ready':
        case 'running':
        case 'backing-off':
          if (invocation.queuedUntilMs !== undefined) return this.#retryOn(invocation, deployment);
          if (!isKeep(deployment)) return fixed(id);
          if (rules.resumeOfBackingOff === 'retries at once') invoker.retryNow(invocation);
          return done(200);
      }
    });
  }

  /** Forgets a completed invocation; with a workflow's run go its state and promises. */
  purge(id: string): AdminResponse {
    return this.#with(id, (invocation) => {
      if (invocation.status !== 'completed') return conflict(`The invocation '${id}' is not yet completed.`);
      this.#ports.cleaner.forget(invocation, 'purged');
      return done(200);
    });
  }

  /** The old way of cancelling, killing and purging: 202 whether or not it has an effect. */
  delete(id: string, mode: 'cancel' | 'kill' | 'purge' = 'cancel'): AdminResponse {
    const { status, body } = this[mode](id);
    return status === 400 ? { status, body } : done(202);
  }

  /**
   * Runs a completed invocation once more with the same input, under a new id and without its idempotency key. State that it
   * has written stays as it is.
   */
  restartAsNew(id: string, { from = 0, deployment = 'latest' }: RestartOptions = {}): AdminResponse {
    if (!isRow(from)) return refused(400, 'Failed to deserialize query string: from: invalid digit found in string');
    return this.#with(id, (invocation) => {
      const problem = this.#ports.repinning.problem(deployment);
      if (problem !== undefined) return problem;
      const { status, origin } = invocation;
      if (status === 'scheduled' || status === 'inboxed') {
        return tooEarly(`The invocation '${id}' cannot be restarted because it's not running yet.`);
      }
      if (status !== 'completed') return conflict(`The invocation '${id}' is still running.`);
      if (origin.retention.journalMs <= 0) return gone(id);
      if (origin.serviceKind === 'workflow' || (from > 0 && !keepsRandom(invocation))) return unsupported(id);
      const repinned = this.#ports.repinning.restarted(invocation, deployment);
      if ('refusal' in repinned) return repinned.refusal;
      if (!isCopyable(invocation.journal, from)) return incomplete(id);
      return { status: 200, body: { new_invocation_id: this.#ports.restarts.start(invocation, from, repinned.pin) } };
    });
  }

  /** See {@link Registrations.register}. */
  register(uri: string, options: RegisterOptions = {}): AdminResponse {
    return this.#ports.registrations.register(uri, options);
  }

  /** See {@link Registrations.update}. */
  updateDeployment(id: string, options: UpdateOptions): AdminResponse {
    return this.#ports.registrations.update(id, options);
  }

  /** See {@link Registrations.remove}. */
  removeDeployment(id: string, options: { readonly force?: boolean } = {}): AdminResponse {
    return this.#ports.registrations.remove(id, options);
  }

  #pauseNow(invocation: Invocation): AdminResponse {
    this.#ports.invoker.pause(invocation, REQUESTED_BY_OPERATOR);
    return done(202);
  }

  /** What waits in its queue is retried at once, and may be moved. */
  #retryOn(invocation: Invocation, choice: DeploymentChoice): AdminResponse {
    const { repinning, invoker } = this.#ports;
    const repinned = repinning.resumed(invocation, choice);
    if ('refusal' in repinned) return repinned.refusal;
    invocation.pinned = repinned.pin;
    invoker.retryNow(invocation);
    return done(200);
  }

  #resumeOn(invocation: Invocation, choice: DeploymentChoice): AdminResponse {
    const { repinning, invoker, deployments } = this.#ports;
    const repinned = repinning.resumed(invocation, choice);
    if ('refusal' in repinned) return repinned.refusal;
    const { pin } = repinned;
    const moved = pin === undefined || pin.deployment === invocation.pinned?.deployment ? undefined : pin.deployment;
    invocation.pinned = pin;
    invoker.resume(
      invocation,
      REQUESTED_BY_OPERATOR,
      moved === undefined ? undefined : deployments.byId(moved)?.number,
    );
    return done(200);
  }

  /**
   * Replaces the whole state of a key, in line with its exclusive handlers. Always asynchronous: the response says
   * neither when it happens, nor that it does not because the version does not match.
   * @param version the version that the state must have then, see `StateStore.version`
   */
  setState(service: string, key: string, state: ReadonlyMap<string, Uint8Array>, version?: string): AdminResponse {
    const { stateEdits } = this.#ports;
    const refusal = stateEdits.refusal(service, state.size === 0);
    if (refusal !== undefined) return refused(refusal.status, refusal.message);
    stateEdits.replace(service, key, state, version);
    return done(202);
  }

  /**
   * Sets a rule of the rule book, or removes it. Invocations that run keep their slots where it is lowered.
   * @param concurrency undefined removes the rule
   */
  setLimit(pattern: string, concurrency: number | undefined): AdminResponse {
    const problem = patternProblem(pattern);
    if (problem !== undefined) return unprocessable(`[0].pattern: ${problem}`);
    if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1 && concurrency < 2 ** 32)) {
      return unprocessable(`[0].limits.concurrency: invalid value: integer \`${concurrency}\`, expected a nonzero u32`);
    }
    this.#ports.slots.ruleChanged(pattern, concurrency);
    return done(200);
  }

  #with(id: string, act: (invocation: Invocation) => AdminResponse): AdminResponse {
    const problem = invocationIdProblem(id);
    if (problem !== undefined) {
      return refused(400, `The request field 'invocation_id' is invalid. Reason: ${problem.words}`);
    }
    const invocation = this.#ports.invocations.get(id);
    if (invocation === undefined) return refused(404, `The requested invocation '${id}' does not exist`);
    return act(invocation);
  }
}

const unprocessable = (why: string): AdminResponse =>
  refused(422, `Failed to deserialize the JSON body into the target type: ${why}`);

const conflict = (message: string): AdminResponse => refused(409, message);

const tooEarly = (message: string): AdminResponse => refused(425, message);

const incomplete = (id: string): AdminResponse =>
  refused(
    400,
    `The prefix of the journal '${id}' up to 'from' (included) contains some Commands without respective Completions.`,
  );

/** Numbers of rows have 32 bits. */
function isRow(from: number): boolean {
  return Number.isInteger(from) && from >= 0 && from < 2 ** 32;
}

/** Before version 6 of the protocol, what `ctx.rand` draws depends on the engine of the SDK. */
function keepsRandom({ pinned }: Invocation): boolean {
  return pinned !== undefined && pinned.protocol >= 6;
}

const gone = (id: string): AdminResponse =>
  refused(
    410,
    `The invocation '${id}' cannot be restarted because the input is not available. This indicates that the journal ` +
      'was already purged, or not retained at all.',
  );

const unsupported = (id: string): AdminResponse =>
  refused(
    422,
    `Restarting the invocation '${id}' is not supported. Restarting workflows is not supported, and restarting ` +
      'invocations created using the old service protocol.',
  );
