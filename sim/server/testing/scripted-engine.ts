import type { Attempt, AttemptHost, AttemptMessage, AttemptSetup, Engine } from '../../attempt/attempt.ts';

/** The messages that an attempt sends when it starts; without any it keeps running. */
export type Script = (setup: AttemptSetup) => readonly AttemptMessage[];

/** An engine whose handlers send what a script returns. A handler that has not ended suspends when its input is closed. */
export class ScriptedEngine implements Engine {
  readonly name = 'fake';
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  open(setup: AttemptSetup, host: AttemptHost): Attempt {
    return new ScriptedAttempt(host, () => this.#script(setup));
  }

  settle(): Promise<void> {
    return Promise.resolve();
  }
}

class ScriptedAttempt implements Attempt {
  readonly awaiting = undefined;
  readonly waitsOutside = false;
  readonly busy = false;
  finished = false;
  readonly #host: AttemptHost;
  readonly #script: () => readonly AttemptMessage[];

  constructor(host: AttemptHost, script: () => readonly AttemptMessage[]) {
    this.#host = host;
    this.#script = script;
  }

  start(): void {
    for (const message of this.#script()) this.#send(message);
  }

  closeInput(): void {
    if (!this.finished) this.#send({ type: 'suspension', awaiting: { single: 'c1' } });
  }

  notify(): void {}
  release(): void {}
  disconnect(): void {}
  crash(): void {}

  #send(message: AttemptMessage): void {
    this.finished ||= message.type === 'end' || message.type === 'suspension' || message.type === 'error';
    this.#host.emit(message);
  }
}
