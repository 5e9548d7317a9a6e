import { loadedFiles } from '../load/imports.ts';

/** Set in the process of one round of a watch. */
export const ROUND = 'RESTATE_SIM_ROUND';

/** What the process of a round sends to the one that watches. */
export interface RoundMessage {
  /** Every file of the user that it loaded. */
  readonly files?: readonly string[];
  /** The files of its findings. */
  readonly findings?: readonly string[];
}

/** @returns whether this process is one round of a watch, which prints a short result */
export function isRound(): boolean {
  return process.env[ROUND] === '1' && process.send !== undefined;
}

/** Sends the files that were loaded, also where loading failed. Nothing where no process watches. */
export function sendFiles(): void {
  send({ files: loadedFiles() });
}

/** Sends the files of the findings. */
export function sendFindings(findings: readonly string[]): void {
  send({ findings });
}

function send(message: RoundMessage): void {
  if (isRound()) process.send?.(message);
}
