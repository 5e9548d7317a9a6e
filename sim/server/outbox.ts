import type { Step } from '../core/agenda.ts';
import { invariant } from '../core/errors.ts';
import type { Footprint } from '../core/footprint.ts';
import type { World } from './world.ts';

/** What one partition sends to another, or to itself. Delivery is always a later step. */
export interface Message {
  /** Stable address: the sender, and the command of its journal. */
  readonly address: string;
  /** What its delivery touches, except the channel. Computed on demand, because the target may have changed. */
  footprint(): Footprint;
  deliver(): void;
}

/**
 * Channels between partitions: first in, first out from one to another, no order between different channels.
 * Rule: docs/internals/runtime-semantics.md#message-order
 */
export class Outbox {
  readonly #world: Pick<World, 'agenda'>;
  readonly #partitions: { ofInvocation(id: string): number };
  readonly #channels = new Map<string, Channel>();

  constructor(world: Pick<World, 'agenda'>, partitions: { ofInvocation(id: string): number }) {
    this.#world = world;
    this.#partitions = partitions;
  }

  /** The resource that sending from one partition to another writes. */
  resource(from: number, to: number): string {
    return this.#channel(from, to).resource;
  }

  /** The resource that sending to the partition of an invocation writes. */
  resourceTo(from: number, invocationId: string): string {
    return this.resource(from, this.#partitions.ofInvocation(invocationId));
  }

  send(from: number, to: number, message: Message): void {
    this.#channel(from, to).push(message);
  }

  /** Sends to the partition of an invocation, whether or not the server has a record of it. */
  sendTo(from: number, invocationId: string, message: Message): void {
    this.send(from, this.#partitions.ofInvocation(invocationId), message);
  }

  #channel(from: number, to: number): Channel {
    const name = `p${from}>p${to}`;
    let channel = this.#channels.get(name);
    if (channel === undefined) {
      channel = new Channel(name, this.#world);
      this.#channels.set(name, channel);
    }
    return channel;
  }
}

/** The head of a channel's queue is the step that may move next. */
class Channel implements Step {
  readonly chain: string;
  readonly resource: string;
  readonly runsUserCode = false;
  readonly #world: Pick<World, 'agenda'>;
  readonly #queue: Message[] = [];
  #delivering = false;

  constructor(name: string, world: Pick<World, 'agenda'>) {
    this.chain = `channel ${name}`;
    this.resource = `channel:${name}`;
    this.#world = world;
  }

  get address(): string {
    return this.#head.address;
  }

  get footprint(): Footprint {
    const { reads, writes } = this.#head.footprint();
    return { reads, writes: [this.resource, ...writes] };
  }

  push(message: Message): void {
    this.#queue.push(message);
    if (this.#queue.length === 1 && !this.#delivering) this.#world.agenda.add(this);
  }

  perform(): void {
    const message = this.#head;
    this.#queue.shift();
    this.#delivering = true;
    message.deliver();
    this.#delivering = false;
    if (this.#queue.length > 0) this.#world.agenda.add(this);
  }

  get #head(): Message {
    const head = this.#queue[0];
    invariant(head !== undefined, () => `The ${this.chain} is on the agenda and has no message.`);
    return head;
  }
}
