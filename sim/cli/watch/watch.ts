import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { relative } from 'node:path';
import { count } from '../../core/count.ts';
import type { Request } from '../parse-command.ts';
import { paint, type Terminal } from '../terminal.ts';
import { ROUND, type RoundMessage } from './round.ts';
import { WatchedFiles } from './watched-files.ts';

/** What a watch repeats. */
export interface Watched {
  /** The arguments of the command, as they were typed. */
  readonly args: readonly string[];
  /** The same, read, and with the config. */
  readonly request: Request;
}

/**
 * Runs the command again each time that one of its files changes, in a process of its own, until Ctrl-C. A finding is
 * replayed first, and the search follows once it is fixed.
 * @returns the exit status of the last round
 */
export async function watchRounds(terminal: Terminal, watched: Watched): Promise<number> {
  const rounds = new Rounds(terminal, watched);
  try {
    return await rounds.run();
  } finally {
    rounds.close();
  }
}

/** Undecided, as long as no round has ended. */
const UNDECIDED = 2;

class Rounds {
  readonly #terminal: Terminal;
  readonly #watched: Watched;
  readonly #files: WatchedFiles;
  /** Files of the findings that the last search had, and that were not seen fixed. */
  #findings: readonly string[] = [];
  #child: ChildProcess | undefined;
  #status = UNDECIDED;
  /** The file that has changed since the round began. */
  #change: string | undefined;
  #isOver = false;
  #wake: () => void = () => undefined;
  readonly #interrupt = (): void => {
    this.#isOver = true;
    // The terminal sends the signal to both; where it comes from elsewhere, this passes it on.
    this.#child?.kill('SIGINT');
    this.#wake();
  };

  constructor(terminal: Terminal, watched: Watched) {
    this.#terminal = terminal;
    this.#watched = watched;
    this.#files = new WatchedFiles((file) => {
      this.#change = relative('.', file);
      this.#child?.kill('SIGTERM');
      this.#wake();
    });
    this.#files.name(watched.request.files);
    process.on('SIGINT', this.#interrupt);
    process.on('SIGTERM', this.#interrupt);
  }

  async run(): Promise<number> {
    while (!this.#isOver) {
      const change = this.#change;
      this.#change = undefined;
      this.#files.settle();
      if (change !== undefined) this.#begin(change);
      const isFixed = await this.#replayed();
      if (isFixed && !this.#hasNews()) this.#status = await this.#searched();
      if (this.#hasNews()) continue;
      this.#terminal.out(`\nwatching ${count(this.#files.count, 'file')}; a change runs it again, Ctrl-C ends`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (this.#hasNews()) resolve();
      });
    }
    return this.#status;
  }

  close(): void {
    this.#files.close();
    process.off('SIGINT', this.#interrupt);
    process.off('SIGTERM', this.#interrupt);
  }

  #begin(change: string): void {
    if (this.#terminal.color) this.#terminal.out('\u001B[2J\u001B[3J\u001B[H');
    this.#terminal.out(`\n${change} changed`);
  }

  /** Whether the round is to end. */
  #hasNews(): boolean {
    return this.#isOver || this.#change !== undefined;
  }

  /** Runs the findings again. @returns whether the search can follow */
  async #replayed(): Promise<boolean> {
    const { files, values } = this.#watched.request;
    const { hints, config, noConfig } = values;
    const more = [
      ...(hints === undefined ? [] : ['--hints', hints]),
      ...(config === undefined ? [] : ['--config', config]),
      ...(noConfig === true ? ['--no-config'] : []),
    ];
    for (const finding of this.#findings) {
      const { status, out } = await this.#spawn(['replay', finding, ...files, ...more], 'pipe');
      if (this.#hasNews()) return false;
      if (status === BROKEN) {
        this.#status = BROKEN;
        this.#terminal.out(out.trimEnd());
        return false;
      }
      // What cannot be replayed is for the search to say.
      if (status !== 0) return true;
      this.#terminal.out(`${paint(this.#terminal, 'green', '✓')} no longer broken: ${finding}`);
      this.#findings = this.#findings.filter((other) => other !== finding);
    }
    return true;
  }

  async #searched(): Promise<number> {
    this.#findings = [];
    const args = this.#watched.args.filter((word) => word !== '--watch');
    return (await this.#spawn(args, 'inherit')).status ?? UNDECIDED;
  }

  async #spawn(
    args: readonly string[],
    stdout: 'inherit' | 'pipe',
  ): Promise<{ readonly status: number | null; readonly out: string }> {
    const [, program = ''] = process.argv;
    const child = spawn(process.execPath, [...process.execArgv, program, ...args], {
      env: { ...process.env, [ROUND]: '1' },
      stdio: ['ignore', stdout, 'inherit', 'ipc'],
    });
    this.#child = child;
    let out = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.on('message', ({ file, contents, names, findings }: RoundMessage) => {
      if (file !== undefined) this.#files.add(file, contents);
      if (names !== undefined) this.#files.name(names);
      if (findings !== undefined) this.#findings = findings;
    });
    const [status] = (await once(child, 'close')) as [number | null];
    this.#child = undefined;
    return { status, out };
  }
}

const BROKEN = 1;
