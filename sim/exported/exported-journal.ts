import type { Target } from '../journal/command.ts';

/** The journal of one invocation of a real server, with what a replay needs. Plain data. */
export interface ExportedJournal {
  readonly invocation: string;
  readonly target: Target;
  /** As in `sys_invocation`: `running`, `suspended`, `paused`, `completed`, ... */
  readonly status: string;
  readonly idempotencyKey?: string;
  /** Id of the deployment that it is pinned to; absent before it has stored anything. */
  readonly deployment?: string;
  /** Version of the service protocol that its attempts speak; absent before its first. */
  readonly protocol?: number;
  /** When it was accepted, in ms since 1970. */
  readonly createdAt: number;
  /** When it completed, in ms since 1970; absent while it is in flight. */
  readonly completedAt?: number;
  /** `[409] killed`, for one that has failed. */
  readonly failure?: string;
  /** Id of the invocation that called or sent it; absent for requests at the ingress. */
  readonly invokedBy?: string;
  /** Id of the invocation that it was restarted from. */
  readonly restartedFrom?: string;
  readonly rows: readonly JournalRow[];
  /**
   * State of its key at the time of the export, by name, each in hexadecimal digits. Absent for plain services, and for
   * invocations that have completed: theirs has gone on without them.
   */
  readonly state?: Readonly<Record<string, string>>;
  /** Why the rows may be of different moments; absent for a journal that was read in one piece. */
  readonly torn?: string;
}

/** A row of `sys_journal`: its type, when it was appended in ms since 1970, and the message in hexadecimal digits. */
export type JournalRow = readonly [type: string, appendedAt: number, raw: string];

/** What a file of journals says about all of them. */
export interface JournalsHeader {
  readonly format: typeof FORMAT;
  readonly version: typeof FORMAT_VERSION;
  /** Version of the server; `unknown` where it does not say. */
  readonly server: string;
  /** What was replaced by its shape: nothing, all values, or the fields of these names. */
  /** Whether the server draws the seed of `ctx.rand` from more than the id of the invocation. */
  readonly uniqueSeeds: boolean;
  readonly redacted: 'nothing' | 'all' | readonly string[];
}

export const FORMAT = 'restate journals';
export const FORMAT_VERSION = 1;

/** @returns whether an invocation is still in flight */
export function isInFlight({ status }: Pick<ExportedJournal, 'status'>): boolean {
  return status !== 'completed';
}
