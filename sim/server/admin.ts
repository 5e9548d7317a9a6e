import { invocationIdProblem } from './ingress/ids.ts';
import type { InvokeRequest } from './acceptance.ts';
import type { Invocation } from './invocation.ts';
import type { Server } from './server.ts';

/** What the admin API answers: a status, and a body where there is one. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

const WHY_PAUSED = 'asked for by an operator';

/**
 * What an operator can do to invocations and state. Each method takes effect at once, as one move of the world, and
 * answers as the admin API does: 400 for malformed ids, 404 for unknown invocations, 409 and 425 for wrong moments.
 */
export class Admin {
  readonly #server: Server;
  readonly #restarts = new Map<string, number>();

  constructor(server: Server) {
    this.#server = server;
  }

  /** 202 when the cancel signal was stored, 200 when the invocation had not begun and was removed. */
  cancel(id: string, by: string = 'operator'): AdminAnswer {
    return this.#with(id, (invocation) => {
      const taken = this.#server.lifecycle.cancel(invocation, by);
      if (taken === undefined) return conflict(`The invocation '${id}' was already completed.`);
      return { status: taken === 'removed' ? 200 : 202, body: undefined };
    });
  }

  kill(id: string, by: string = 'operator'): AdminAnswer {
    return this.#with(id, (invocation) =>
      this.#server.lifecycle.kill(invocation, by)
        ? done(200)
        : conflict(`The invocation '${id}' was already completed.`),
    );
  }

  /**
   * 202: an invocation that runs is paused when it next suspends or fails, one that does not is paused now. 200 does
   * nothing: it was paused before, or is suspended, which this server cannot pause.
   */
  pause(id: string): AdminAnswer {
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
          invocation.pauseRequested = true;
          if (invocation.stream?.attempt.finished === false) invocation.stream.closeInput();
          return done(202);
        case 'ready':
        case 'backing-off':
          this.#server.invoker.pause(invocation, WHY_PAUSED);
          return done(202);
      }
    });
  }

  /** Begins a new attempt of a paused or suspended invocation; one that waits for a retry does not wait any longer. */
  resume(id: string): AdminAnswer {
    return this.#with(id, (invocation) => {
      switch (invocation.status) {
        case 'scheduled':
        case 'inboxed':
          return tooEarly(`The invocation '${id}' is either inboxed or scheduled, cannot be resumed.`);
        case 'completed':
          return conflict(`The invocation '${id}' is completed, cannot be resumed.`);
        case 'suspended':
        case 'paused':
          this.#server.invoker.resume(invocation, WHY_PAUSED);
          return done(200);
        case 'backing-off':
          this.#server.invoker.retryNow(invocation);
          return done(200);
        case 'ready':
        case 'running':
          return done(200);
      }
    });
  }

  /** Forgets a completed invocation; with a workflow's run go its state and promises. */
  purge(id: string): AdminAnswer {
    return this.#with(id, (invocation) => {
      if (invocation.status !== 'completed') return conflict(`The invocation '${id}' is not yet completed.`);
      this.#server.cleaner.forget(invocation, 'purged');
      return done(200);
    });
  }

  /** The old way of cancelling, killing and purging: 202 whatever becomes of it. */
  delete(id: string, mode: 'cancel' | 'kill' | 'purge' = 'cancel'): AdminAnswer {
    const { status, body } = this[mode](id);
    return status === 400 ? { status, body } : done(202);
  }

  /** Runs a completed invocation once more with the same input, under a new id and without its idempotency key. */
  restartAsNew(id: string): AdminAnswer {
    return this.#with(id, (invocation) => {
      const { status, origin } = invocation;
      if (status === 'scheduled' || status === 'inboxed') {
        return tooEarly(`The invocation '${id}' cannot be restarted because it's not running yet.`);
      }
      if (status !== 'completed') return conflict(`The invocation '${id}' is still running.`);
      if (origin.retention.journalMs <= 0) return gone(id);
      if (this.#server.deployment.services.get(origin.target.service)?.kind === 'workflow') return unsupported(id);
      return { status: 200, body: { new_invocation_id: this.#startAgain(invocation) } };
    });
  }

  /**
   * Replaces the whole state of a key, in line with its exclusive handlers. Always asynchronous: nobody is told when
   * it happens, nor that it did not because the version did not match.
   * @param version the version that the state must have had, see `Commands.stateVersion`
   */
  setState(service: string, key: string, state: ReadonlyMap<string, Uint8Array>, version?: string): AdminAnswer {
    const kind = this.#server.deployment.services.get(service)?.kind;
    if (kind === 'service') return refused(400, 'Cannot modify state for service type Service');
    if (kind === undefined && state.size > 0) {
      return refused(404, `The requested service '${service}' does not exist`);
    }
    this.#server.lifecycle.mutate(this.#server.objectKey(service, key), { kind: 'mutation', state, version });
    return done(202);
  }

  #startAgain(old: Invocation): string {
    const { acceptance } = this.#server;
    const { address, id, target, handler, headers, input, retention } = old.origin;
    const times = (this.#restarts.get(id) ?? 0) + 1;
    this.#restarts.set(id, times);
    const request: Omit<InvokeRequest, 'id'> = {
      address: `${address}~${times}`,
      target,
      handler: this.#server.handler(target) ?? handler,
      headers,
      input,
      idempotencyKey: undefined,
      executeAtMs: undefined,
      by: undefined,
      waiter: undefined,
      restartedFrom: id,
      retention,
    };
    return acceptance.apply({ ...request, id: acceptance.identify(request).id }).invocation.id;
  }

  #with(id: string, act: (invocation: Invocation) => AdminAnswer): AdminAnswer {
    const problem = invocationIdProblem(id);
    if (problem !== undefined) {
      return refused(400, `The request field 'invocation_id' is invalid. Reason: ${problem}`);
    }
    const invocation = this.#server.invocations.get(id);
    if (invocation === undefined) return refused(404, `The requested invocation '${id}' does not exist`);
    return act(invocation);
  }
}

const done = (status: number): AdminAnswer => ({ status, body: undefined });

const refused = (status: number, message: string): AdminAnswer => ({ status, body: { message, restate_code: null } });

const conflict = (message: string): AdminAnswer => refused(409, message);

const tooEarly = (message: string): AdminAnswer => refused(425, message);

const gone = (id: string): AdminAnswer =>
  refused(
    410,
    `The invocation '${id}' cannot be restarted because the input is not available. This indicates that the journal ` +
      'was already purged, or not retained at all.',
  );

const unsupported = (id: string): AdminAnswer =>
  refused(
    422,
    `Restarting the invocation '${id}' is not supported. Restarting workflows is not supported, and restarting ` +
      'invocations created using the old service protocol.',
  );
