import type { ErrorCode } from '../../../core/error-codes.ts';
import type { CampaignOptions, Report } from '../types.ts';

/** What a worker is born with. */
export interface WorkerBirth {
  /** Exports the scenarios. */
  readonly module: string;
  /** See {@link CREDIT}, {@link CAMPAIGN} and {@link GIVE_UP}. */
  readonly control: Int32Array;
  /** Where the worker's heart beats, for a watchdog. */
  readonly beat: Int32Array;
}

/** How many units of the present campaign the worker may have finished; it waits when it is further ahead. */
export const CREDIT = 0;
/** Number of the present campaign: a worker that does another one is to stop. */
export const CAMPAIGN = 1;
/** 1 once nothing is to be made smaller any more. */
export const GIVE_UP = 2;

/** What a worker is told to do. */
export interface WorkerTask {
  readonly campaign: number;
  readonly scenario: string;
  readonly options: Pick<CampaignOptions, 'seed' | 'strategy' | 'bounds' | 'shrink' | 'shard' | 'engine'>;
}

/** What a worker tells: something of one of its units, in order. */
export type WorkerMessage = { readonly campaign: number } & (
  | { readonly type: 'reports'; readonly reports: readonly Report[]; readonly last: boolean }
  | { readonly type: 'shrinking'; readonly runs: number; readonly parts: number }
  | { readonly type: 'failed'; readonly failure: WorkerFailure }
);

/** Why a worker could not go on. */
export interface WorkerFailure {
  readonly message: string;
  readonly code: ErrorCode;
}
