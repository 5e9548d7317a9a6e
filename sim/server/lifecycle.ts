import type { Outcome } from '../journal/outcome.ts';
import { CANCEL_SIGNAL } from '../journal/notification.ts';
import type { Invocation, Waiter } from './invocation.ts';
import type { ObjectKey, StateMutation } from './object-key.ts';
import type { Server } from './server.ts';

/** A removed invocation's waiters are told this; note the spelling, it differs from what a handler is told. */
const CANCELED: Outcome = { failure: { code: 409, message: 'canceled' } };
const KILLED: Outcome = { failure: { code: 409, message: 'killed' } };

/** From acceptance to the end: lock and inbox, completion, cancel and kill. */
export class Lifecycle {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** It waits for its time in the schedule of its partition, and joins the inbox only then. */
  schedule(invocation: Invocation, atMs: number): void {
    invocation.status = 'scheduled';
    const disarm = this.#server.timers.arm({
      atMs,
      partition: invocation.origin.partition,
      address: invocation.address,
      owner: invocation.address,
      rank: 0,
      footprint: () => ({ reads: [], writes: [invocation.journalResource, ...this.#keyResources(invocation)] }),
      fire: () => {
        this.#server.world.trace.add({ type: 'timer fired', invocation: invocation.address, completion: undefined });
        this.enter(invocation);
      },
    });
    this.#server.commands.rememberTimer(invocation, disarm);
  }

  /** Takes the lock or joins the inbox, if the handler is exclusive; otherwise it may begin at once. */
  enter(invocation: Invocation): void {
    const key = invocation.origin.objectKey;
    if (key === undefined || !invocation.exclusive) this.#server.invoker.ready(invocation);
    else if (key.locked()) {
      invocation.status = 'inboxed';
      key.enqueue(invocation);
      this.#server.world.trace.add({
        type: 'queued',
        invocation: invocation.address,
        key: key.name,
        ahead: key.inbox.length - 1,
      });
    } else this.#takeLock(key, invocation);
  }

  /** Puts an operator's replacement of the state in line; applied at once when nobody holds the key. */
  mutate(key: ObjectKey, mutation: StateMutation): void {
    if (key.locked()) key.enqueue(mutation);
    else this.applyMutation(key, mutation);
  }

  applyMutation(key: ObjectKey, mutation: StateMutation): void {
    const applied = mutation.version === undefined || mutation.version === this.#server.commands.stateVersion(key);
    if (applied) key.state.replace(mutation.state);
    const state = Object.fromEntries(mutation.state);
    this.#server.world.trace.add({ type: 'state replaced', key: key.name, applied, state });
  }

  /** The one atomic step that ends an invocation: answers, the record, the lock, and the next in line. */
  end(invocation: Invocation, result: Outcome): void {
    const { world, cleaner, commands, invoker } = this.#server;
    invoker.release(invocation);
    commands.forgetTimers(invocation);
    invocation.status = 'completed';
    invocation.result = result;
    invocation.completedAtMs = world.clock.now;
    world.trace.add({ type: 'completed', invocation: invocation.address, result });
    for (const waiter of invocation.waiters.splice(0)) this.respond(invocation, waiter, result);
    const key = invocation.origin.objectKey;
    if (key !== undefined && key.holder === invocation) this.releaseLock(key, invocation);
    cleaner.completed(invocation);
  }

  releaseLock(key: ObjectKey, invocation: Invocation): void {
    key.holder = undefined;
    this.#server.world.trace.add({ type: 'lock released', invocation: invocation.address, key: key.name });
    for (let next = key.dequeue(); next !== undefined; next = key.dequeue()) {
      if (next.kind === 'invocation') {
        this.#takeLock(key, next);
        return;
      }
      this.applyMutation(key, next);
    }
  }

  /** Tells a waiter when the invocation has ended, at once if it has. */
  await(invocation: Invocation, waiter: Waiter): void {
    if (invocation.result === undefined) invocation.waiters.push(waiter);
    else this.respond(invocation, waiter, invocation.result);
  }

  respond(invocation: Invocation, waiter: Waiter, result: Outcome): void {
    if (waiter.kind === 'ingress') {
      waiter.answer(result, invocation);
      return;
    }
    const { of, completion } = waiter;
    const caller = this.#server.invocations.get(waiter.invocation);
    if (caller === undefined) return;
    this.#server.outbox.send(invocation.origin.partition, caller.origin.partition, {
      address: `${caller.address}:result ${completion}`,
      footprint: () => ({ reads: [], writes: [caller.journalResource] }),
      deliver: () => {
        if (caller.status === 'completed') return;
        this.#server.journals.appendNotification(caller, { type: 'completion', of, completion, result });
      },
    });
  }

  /**
   * Cancels: a queued or scheduled invocation is removed and leaves no record, a begun one gets the cancel signal and
   * decides for itself.
   * @returns how it was taken, undefined when it has completed
   */
  cancel(invocation: Invocation, by: string): 'removed' | 'signalled' | undefined {
    if (invocation.status === 'completed') return undefined;
    this.#server.world.trace.add({ type: 'cancel requested', invocation: invocation.address, by });
    if (this.#remove(invocation, CANCELED, 'cancel')) return 'removed';
    this.#server.journals.appendNotification(invocation, {
      type: 'signal',
      signal: { index: CANCEL_SIGNAL },
      result: 'empty',
    });
    return 'signalled';
  }

  /** Kills at once, lock and all; the code may run on as a zombie. Children, sends included, are killed too. */
  kill(invocation: Invocation, by: string): boolean {
    if (invocation.status === 'completed') return false;
    this.#server.world.trace.add({ type: 'killed', invocation: invocation.address, by });
    if (this.#remove(invocation, KILLED, 'kill')) return true;
    const children = this.#server.commands.childrenOf(invocation);
    this.end(invocation, KILLED);
    for (const [index, child] of children) {
      this.#server.outbox.send(invocation.origin.partition, this.#server.partitionOf(child), {
        address: `${invocation.address}/kill ${index}`,
        footprint: () => this.killFootprint(child),
        deliver: () => {
          const target = this.#server.invocations.get(child);
          if (target !== undefined) this.kill(target, invocation.address);
        },
      });
    }
    return true;
  }

  killFootprint(invocationId: string): { reads: string[]; writes: string[] } {
    const target = this.#server.invocations.get(invocationId);
    if (target === undefined) return { reads: [], writes: [] };
    return { reads: [], writes: ['tree', target.journalResource, ...this.#keyResources(target)] };
  }

  #remove(invocation: Invocation, result: Outcome, why: string): boolean {
    const from = invocation.status === 'inboxed' ? 'inbox' : invocation.status === 'scheduled' ? 'schedule' : undefined;
    if (from === undefined) return false;
    invocation.origin.objectKey?.removeQueued(invocation);
    this.#server.commands.forgetTimers(invocation);
    invocation.status = 'completed';
    invocation.result = result;
    this.#server.world.trace.add({ type: 'removed', invocation: invocation.address, from, why });
    for (const waiter of invocation.waiters.splice(0)) this.respond(invocation, waiter, result);
    this.#server.invocations.delete(invocation.id);
    return true;
  }

  #takeLock(key: ObjectKey, invocation: Invocation): void {
    key.holder = invocation;
    this.#server.world.trace.add({ type: 'lock taken', invocation: invocation.address, key: key.name });
    this.#server.invoker.ready(invocation);
  }

  #keyResources(invocation: Invocation): string[] {
    const key = invocation.origin.objectKey;
    return key === undefined || !invocation.exclusive ? [] : [key.lockResource, key.inboxResource];
  }
}
