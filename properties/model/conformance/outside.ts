import type { JsonObject } from './json.ts';

/**
 * Everything that a conformance handler does outside Restate. An engine brings its own: on the real server it writes
 * files that outlive the service process, in the simulator it belongs to the world.
 */
export interface Outside {
  /** Appends a line; the engine adds the time. */
  log(line: LogLine): void;
  /** Counts one more, over all attempts and processes, and returns how many that makes. */
  count(counter: string): number;
  /** Plain waiting in the service process. */
  wait(ms: number): Promise<void>;
  /** Ends the service process with everything that it has in memory. Never resolves. */
  crash(): Promise<never>;
}

export interface LogLine extends JsonObject {
  readonly tag: string;
  /** The invocation that wrote it. */
  readonly id: string;
}
