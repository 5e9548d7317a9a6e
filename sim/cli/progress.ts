import { SingleBar } from 'cli-progress';
import { durationText } from '../core/duration-text.ts';
import { WIDTH } from '../core/wrapped.ts';

/** How far a command is. */
export interface Progress {
  /** Scenario, and what is being done with it. */
  readonly where: string;
  /** Runs that were made so far, of all scenarios. */
  readonly runs: number;
  /** Part of the budget that was used so far, from 0 to 1. */
  readonly share: number;
  /** What is printed where there is no bar; absent for what is not worth a line. */
  readonly line?: string;
}

/** Shows progress on a stream: as a bar with rate and remaining time on a terminal, else as lines. */
export interface ProgressBar {
  show(at: Progress): void;
  clear(): void;
}

/** Columns of the bar itself. */
const SIZE = 16;
/** Before, a rate says nothing. */
const SETTLED_MS = 1_000;
const STEPS = 1_000;

export function progressBar(stream: NodeJS.WriteStream): ProgressBar {
  return stream.isTTY ? new TerminalBar(stream) : new PlainLines(stream);
}

class TerminalBar implements ProgressBar {
  readonly #bar: SingleBar;
  readonly #startedMs: number = performance.now();
  #isShown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#bar = new SingleBar({
      stream,
      format: '{bar} {about}',
      barsize: SIZE,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
      fps: 10,
      // Ctrl-C is ours: the search ends with what was found so far.
      gracefulExit: false,
    });
  }

  show({ where, runs, share }: Progress): void {
    const elapsedMs = performance.now() - this.#startedMs;
    const about = { about: aboutOf({ where, runs, share }, elapsedMs) };
    if (!this.#isShown) this.#bar.start(STEPS, 0, about);
    this.#isShown = true;
    this.#bar.update(Math.min(STEPS, Math.round(share * STEPS)), about);
  }

  clear(): void {
    if (this.#isShown) this.#bar.stop();
    this.#isShown = false;
  }
}

class PlainLines implements ProgressBar {
  readonly #stream: NodeJS.WriteStream;
  #last = '';

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show({ line }: Progress): void {
    if (line === undefined || line === this.#last) return;
    this.#last = line;
    this.#stream.write(`${line}\n`);
  }

  clear(): void {
    this.#last = '';
  }
}

/** @returns the words next to the bar, which fit in the rest of the line */
export function aboutOf({ where, runs, share }: Progress, elapsedMs: number): string {
  const rate = `, ${Math.round(runs / (elapsedMs / 1_000)).toLocaleString('en')} runs/s`;
  const left = share > 0 ? `, ${leftOf((elapsedMs * (1 - share)) / share)} left` : '';
  const about = `${Math.floor(share * 100)}%${elapsedMs < SETTLED_MS ? '' : rate + left}: ${where}`;
  const columns = WIDTH - SIZE - 2;
  return about.length > columns ? `${about.slice(0, columns - 1)}…` : about;
}

/** @returns a duration in whole seconds or more */
function leftOf(ms: number): string {
  return durationText(Math.ceil(ms / 1_000) * 1_000, 1);
}
