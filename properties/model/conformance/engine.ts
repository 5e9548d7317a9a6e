import type { ServerVersion } from '../../../sim/core/server-version.ts';
import type { Mode } from './case.ts';
import type { Driver } from './driver.ts';

/** Something that the cases run on: the simulator with one of its engines, or a real server. */
export interface Engine {
  readonly name: string;
  /** How many cases may run side by side; more than one only where time is real. */
  readonly parallel: number;
  /** Whether what a case waits for takes real time, which a busy machine stretches. */
  readonly isRealTime: boolean;
  /** @param version of the server. Default: the newest stable one */
  open(mode: Mode, alwaysSuspend: boolean, version?: ServerVersion): Promise<Room>;
}

/** An engine that is up, configured in one way. */
export interface Room {
  /** A driver for one case; called again for each. */
  driver(): Promise<Driver>;
  close(): Promise<void>;
}
