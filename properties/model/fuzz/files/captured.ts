import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve } from 'node:path';
import workers from 'node:worker_threads';

/** What a command has said and written. */
export interface Captured {
  readonly status: number;
  readonly out: string;
  readonly error: string;
  /** Where it has written, as absolute paths. */
  readonly written: readonly string[];
}

let written: string[] | undefined;

/** Functions of `node:fs` that change what stands at a path, with the places of the paths among the arguments. */
const WRITES: Readonly<Record<string, readonly number[]>> = {
  writeFileSync: [0],
  appendFileSync: [0],
  mkdirSync: [0],
  rmSync: [0],
  rmdirSync: [0],
  unlinkSync: [0],
  truncateSync: [0],
  createWriteStream: [0],
  renameSync: [0, 1],
  copyFileSync: [1],
  symlinkSync: [1],
  linkSync: [1],
};

/** Notes each write from here on, and starts no watchdogs: this process has one that watches from outside. */
export function observe(): void {
  const table = fs as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
  for (const [name, places] of Object.entries(WRITES)) {
    const { [name]: original } = table;
    if (original === undefined) continue;
    table[name] = (...args) => {
      for (const place of places) if (typeof args[place] === 'string') written?.push(resolve(args[place]));
      return original(...args);
    };
  }
  const { Worker } = workers;
  const withoutWatchdogs = class extends Worker {
    constructor(file: string | URL, options: workers.WorkerOptions = {}) {
      super(options.eval === true ? '' : file, options);
    }
  };
  // A thread for each of 100,000 files costs more than all the rest.
  const idle = { unref: () => undefined, on: () => undefined, terminate: () => Promise.resolve(0) };
  workers.Worker = new Proxy(withoutWatchdogs, {
    construct: (target, [file, options]: [string, workers.WorkerOptions?]) =>
      options?.eval === true ? idle : new target(file, options),
  });
  syncBuiltinESMExports();
}

/** Runs a command of this process. An error that it throws counts as an end with status -1 and the error on standard error. */
export async function captured(command: () => Promise<number>): Promise<Captured> {
  const said = { out: '', error: '' };
  const { stdout, stderr } = process;
  const originals = [stdout, stderr].map((stream) => Object.getOwnPropertyDescriptor(stream, 'write'));
  const noted: string[] = [];
  written = noted;
  stdout.write = noting((text) => (said.out += text));
  stderr.write = noting((text) => (said.error += text));
  let status = -1;
  try {
    status = await command();
  } catch (error) {
    said.error += `thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  } finally {
    for (const [place, stream] of [stdout, stderr].entries()) {
      const original = originals[place];
      if (original === undefined) Reflect.deleteProperty(stream, 'write');
      else Object.defineProperty(stream, 'write', original);
    }
    written = undefined;
  }
  return { status, ...said, written: noted };
}

function noting(note: (text: string) => void): typeof process.stdout.write {
  return (text: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    note(typeof text === 'string' ? text : new TextDecoder().decode(text));
    const last = rest.at(-1);
    if (typeof last === 'function') last();
    return true;
  };
}
