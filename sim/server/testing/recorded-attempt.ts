import type { Attempt } from '../../attempt/attempt.ts';

/** An attempt without code that records what the server does to it. */
export class RecordedAttempt implements Attempt {
  readonly done: string[] = [];
  readonly awaiting = undefined;
  readonly waitsOutside = false;
  busy = false;
  finished: boolean;

  constructor(finished: boolean = false) {
    this.finished = finished;
  }

  start(): void {
    this.done.push('start');
  }

  notify(): void {
    this.done.push('notify');
  }

  closeInput(): void {
    this.done.push('closeInput');
  }

  release(): void {
    this.done.push('release');
  }

  disconnect(): void {
    this.done.push('disconnect');
  }

  crash(): void {
    this.done.push('crash');
  }
}
