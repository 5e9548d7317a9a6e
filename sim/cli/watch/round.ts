import { onFile } from '../load/imports.ts';
import { contentsOf } from './contents.ts';

/** Set in the process of one round of a watch. */
export const ROUND = 'RESTATE_SIM_ROUND';

/** What the process of a round sends to the one that watches. */
export interface RoundMessage {
  /** A file of the user that it loads, reads or looks for. */
  readonly file?: string;
  /** What the file had before it was loaded; absent where there was none. */
  readonly contents?: string | undefined;
  /** Files, folders and patterns that it searches, with those of the config. */
  readonly names?: readonly string[];
  /** The files of its findings. */
  readonly findings?: readonly string[];
}

/** @returns whether this process is one round of a watch, which prints a short result */
export function isRound(): boolean {
  return process.env[ROUND] === '1' && process.send !== undefined;
}

/** From here on sends each file as it is loaded, also where loading fails. Nothing where no process watches. */
export function sendFiles(): void {
  if (isRound()) onFile((file) => send({ file, contents: contentsOf(file) }));
}

/** Sends what is searched. */
export function sendNames(names: readonly string[]): void {
  send({ names });
}

/** Sends the files of the findings. */
export function sendFindings(findings: readonly string[]): void {
  send({ findings });
}

function send(message: RoundMessage): void {
  if (isRound()) process.send?.(message);
}
