import type { ErrorCode } from '../../../core/error-codes.ts';
import type { ServerVersion } from '../../../core/server-version.ts';
import type { CampaignOptions, Report } from '../types.ts';

/** The data that a worker starts with. */
export interface WorkerBirth {
  /** URL of the module that exports the scenarios. */
  readonly module: string;
  /** See {@link CREDIT}, {@link CAMPAIGN}, {@link GIVE_UP} and {@link CUT}. */
  readonly control: Int32Array;
  /** The worker's heartbeat, for a watchdog. */
  readonly beat: Int32Array;
}

/** Index: how many units of the current campaign the worker may finish; it waits once it has finished as many. */
export const CREDIT = 0;
/** Index: number of the current campaign; a worker that runs another one stops. */
export const CAMPAIGN = 1;
/** Index: 1 ends shrinking. */
export const GIVE_UP = 2;

/** Index: 1 ends the run that is going on, and with it the worker's part of the campaign. */
export const CUT = 3;
/** How many numbers there are. */
export const CONTROLS = 4;

/** A task for a worker. */
export interface WorkerTask {
  readonly campaign: number;
  readonly scenario: string;
  /** The horizon of its runs in ms, where it is not the one that the module says. */
  readonly horizonMs: number | undefined;
  /** The version of the server, where it is not the one that the module says. */
  readonly serverVersion: ServerVersion | undefined;
  readonly options: Pick<CampaignOptions, 'seed' | 'strategy' | 'bounds' | 'shrink' | 'keepGoing' | 'shard' | 'engine'>;
}

/** A message of a worker about one of its units, in order. */
export type WorkerMessage = { readonly campaign: number } & (
  | { readonly type: 'reports'; readonly reports: readonly Report[]; readonly last: boolean }
  | { readonly type: 'shrinking'; readonly runs: number; readonly parts: number }
  /** A run has broken an invariant, and is investigated. */
  | { readonly type: 'found' }
  /** The budget of time ended its part in the middle of a run. */
  | { readonly type: 'cut' }
  | { readonly type: 'failed'; readonly failure: WorkerFailure }
);

/** Why a worker stopped. */
export interface WorkerFailure {
  readonly message: string;
  readonly code: ErrorCode;
}
