import type { Step } from '../core/agenda.ts';
import type { Footprint } from '../core/footprint.ts';
import type { World } from './world.ts';

/** Something one partition tells another (or itself). Delivery is always a later step. */
export interface Message {
  /** Stable address: who sends, and for which command of its journal. */
  readonly address: string;
  /** What its delivery touches, beside the channel. Computed when asked, because the target may have changed. */
  footprint(): Footprint;
  deliver(): void;
}

/** Channels between partitions: first in, first out from one to another, no order between different channels. */
export class Outbox {
  readonly #world: World;
  readonly #channels = new Map<string, Channel>();

  constructor(world: World) {
    this.#world = world;
  }

  /** The resource that sending from one partition to another writes. */
  resource(from: number, to: number): string {
    return this.#channel(from, to).resource;
  }

  send(from: number, to: number, message: Message): void {
    this.#channel(from, to).push(message);
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
  readonly #world: World;
  readonly #queue: Message[] = [];
  #delivering = false;

  constructor(name: string, world: World) {
    this.chain = `channel ${name}`;
    this.resource = `channel:${name}`;
    this.#world = world;
  }

  get address(): string {
    return this.#queue[0]?.address ?? this.chain;
  }

  get footprint(): Footprint {
    const inner = this.#queue[0]?.footprint();
    return { reads: inner?.reads ?? [], writes: [this.resource, ...(inner?.writes ?? [])] };
  }

  push(message: Message): void {
    this.#queue.push(message);
    if (this.#queue.length === 1 && !this.#delivering) this.#world.agenda.add(this);
  }

  perform(): void {
    const message = this.#queue.shift();
    this.#delivering = true;
    message?.deliver();
    this.#delivering = false;
    if (this.#queue.length > 0) this.#world.agenda.add(this);
  }
}
