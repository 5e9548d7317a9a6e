import type { AttemptHost } from '../attempt.ts';
import type { Hops } from '../hops.ts';
import type { Vm } from './vm.ts';

/** Sends to the server what the state machine has written. */
export class Output {
  readonly #vm: Vm;
  readonly #host: AttemptHost;
  readonly #hops: Hops;
  #isMuted = false;

  constructor(vm: Vm, host: AttemptHost, hops: Hops) {
    this.#vm = vm;
    this.#host = host;
    this.#hops = hops;
  }

  /** True once the stream is gone: nothing reaches the server any more. */
  get isMuted(): boolean {
    return this.#isMuted;
  }

  mute(): void {
    this.#isMuted = true;
  }

  /** Sends what was written since the last call. @returns true when there was anything */
  flush(): boolean {
    const output = this.#vm.takeOutput();
    if (output === undefined) return false;
    if (!this.#isMuted) for (const message of output) this.#host.emit(message);
    return true;
  }

  /** The next hop: the moment at which a write counts as done. */
  hop(): Promise<void> {
    return this.#hops.next();
  }
}
