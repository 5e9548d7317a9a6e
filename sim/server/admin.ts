import { done, refused, type AdminResponse } from './admin-response.ts';
import { invocationIdProblem } from './ingress/ids.ts';
import type { Cleaner } from './cleaner.ts';
import type { Invocation } from './invocation.ts';
import { REQUESTED_BY_OPERATOR, type Invoker } from './invoker.ts';
import type { RestartAsNew } from './restart-as-new.ts';
import type { StateEdits } from './state-edits.ts';
import type { Termination } from './termination.ts';

/** The parts of the server that carry out what an operator requests. */
export interface AdminPorts {
  readonly invocations: ReadonlyMap<string, Invocation>;
  readonly termination: Pick<Termination, 'cancel' | 'kill'>;
  readonly invoker: Pick<Invoker, 'pause' | 'requestPause' | 'resume' | 'retryNow'>;
  readonly cleaner: Pick<Cleaner, 'forget'>;
  readonly restarts: Pick<RestartAsNew, 'start'>;
  readonly stateEdits: Pick<StateEdits, 'refusal' | 'replace'>;
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
   * 202: an invocation that runs is paused when it next suspends or fails, one that does not is paused now. 200 does
   * nothing: it was paused before, or is suspended, which this server cannot pause.
   */
  pause(id: string): AdminResponse {
    return this.#with(id, (invocation) => {
      switch (invocation.status) {
        case 'scheduled':
        case 'inboxed':
        case 'completed':
          return conflict(`The invocation '${id}' is not running, cannot be paused.`);
        case 'suspended':
        case 'paused':
          return done(200);
        case 'running':
          this.#ports.invoker.requestPause(invocation);
          return done(202);
        case 'ready':
        case 'backing-off':
          this.#ports.invoker.pause(invocation, REQUESTED_BY_OPERATOR);
          return done(202);
      }
    });
  }

  /** Starts a new attempt of a paused or suspended invocation; one that waits for a retry is retried at once. */
  resume(id: string): AdminResponse {
    return this.#with(id, (invocation) => {
      switch (invocation.status) {
        case 'scheduled':
        case 'inboxed':
          return tooEarly(`The invocation '${id}' is either inboxed or scheduled, cannot be resumed.`);
        case 'completed':
          return conflict(`The invocation '${id}' is completed, cannot be resumed.`);
        case 'suspended':
        case 'paused':
          this.#ports.invoker.resume(invocation, REQUESTED_BY_OPERATOR);
          return done(200);
        case 'backing-off':
          this.#ports.invoker.retryNow(invocation);
          return done(200);
        case 'ready':
        case 'running':
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

  /** Runs a completed invocation once more with the same input, under a new id and without its idempotency key. */
  restartAsNew(id: string): AdminResponse {
    return this.#with(id, (invocation) => {
      const { status, origin } = invocation;
      if (status === 'scheduled' || status === 'inboxed') {
        return tooEarly(`The invocation '${id}' cannot be restarted because it's not running yet.`);
      }
      if (status !== 'completed') return conflict(`The invocation '${id}' is still running.`);
      if (origin.retention.journalMs <= 0) return gone(id);
      if (origin.serviceKind === 'workflow') return unsupported(id);
      return { status: 200, body: { new_invocation_id: this.#ports.restarts.start(invocation) } };
    });
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

  #with(id: string, act: (invocation: Invocation) => AdminResponse): AdminResponse {
    const problem = invocationIdProblem(id);
    if (problem !== undefined) {
      return refused(400, `The request field 'invocation_id' is invalid. Reason: ${problem}`);
    }
    const invocation = this.#ports.invocations.get(id);
    if (invocation === undefined) return refused(404, `The requested invocation '${id}' does not exist`);
    return act(invocation);
  }
}

const conflict = (message: string): AdminResponse => refused(409, message);

const tooEarly = (message: string): AdminResponse => refused(425, message);

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
