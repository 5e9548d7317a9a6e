import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tryAsProcesses } from './as-processes.ts';
import type { Message } from './try-files.ts';

const USAGE = `npm run fuzz:files -- [--count N] [--seed S] [--path P] [--processes N]

Changes N valid files (findings, plans, hints, configs, journals, package.json, run data) and runs each command that reads
them: it ends in time, with a documented status, a refusal is one sentence, nothing is printed that a terminal obeys, nothing
is evaluated, and nothing is written but outputs. Faults are grouped, made smaller, and printed with the seed and the path that
repeat them. A few files (--processes) are tried by commands in processes of their own, among them every tsconfig.json.`;

/** A command that takes longer hangs, in ms of real time: the machine may be busy. */
const PATIENCE_MS = 60_000;

type Fault = Omit<Extract<Message, { readonly type: 'fault' }>, 'type'>;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '3000' },
      seed: { type: 'string', default: '42' },
      path: { type: 'string' },
      processes: { type: 'string', default: '10' },
      help: { type: 'boolean', default: false },
    },
  });
  const [count, seed, processes] = [Number(values.count), Number(values.seed), Number(values.processes)];
  const [place, edits] = /^(\d+)(?::([\d,]*))?$/.exec(values.path ?? '0')?.slice(1) ?? [];
  if (values.help || !(count > 0) || !Number.isSafeInteger(seed) || !(processes >= 0) || place === undefined) {
    console.error(USAGE);
    return values.help ? 0 : 3;
  }
  const began = performance.now();
  const [from, to] = values.path === undefined ? [0, count] : [Number(place), Number(place) + 1];
  const faults = await tryFiles(seed, from, to, edits);
  if (values.path === undefined) faults.push(...tryAsProcesses(seed, processes));
  const seconds = (performance.now() - began) / 1_000;
  const groups = Map.groupBy(faults, ({ kind, what }) => `${kind}: ${what}`);
  for (const [name, [first, ...rest]] of groups) if (first !== undefined) print(name, first, rest.length + 1, seed);
  const rate = ((to - from) / seconds).toFixed(0);
  console.log(
    `${faults.length} of ${to - from} files find a fault, ${groups.size} kinds (seed ${seed}, ${seconds.toFixed(0)} s, ${rate}/s)`,
  );
  return faults.length === 0 ? 0 : 1;
}

function print(name: string, { place, kept, edits, command, said }: Fault, times: number, seed: number): void {
  console.log(`\n${times} times: ${name}`);
  console.log(`  ${JSON.stringify(command)}: ${said.slice(0, 800)}`);
  for (const words of edits) console.log(`  the file is ${words.slice(0, 200)}`);
  console.log(
    `  again: npm run fuzz:files -- --seed ${seed} --path ${place}${kept.length === 0 ? '' : `:${kept.join(',')}`}`,
  );
}

/** Tries files in another process, and in a new one where that hangs or dies. */
async function tryFiles(seed: number, from: number, to: number, edits: string | undefined): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (let next = from; next < to;) {
    const { at, why } = await watched(seed, next, to, edits, (fault) => faults.push(fault));
    if (why !== undefined) {
      faults.push({
        place: at,
        kind: 'any',
        what: why,
        command: '',
        said: '',
        kept: edits?.split(',').map(Number) ?? [],
        edits: [],
      });
    }
    next = at + 1;
  }
  return faults;
}

/** @returns the last file that was tried, and why the process ended there */
async function watched(
  seed: number,
  from: number,
  to: number,
  edits: string | undefined,
  found: (fault: Fault) => void,
): Promise<{ readonly at: number; readonly why: string | undefined }> {
  const args = [seed, from, to, ...(edits === undefined || edits === '' ? [] : [edits])].map(String);
  const child = fork(fileURLToPath(new URL('try-files.ts', import.meta.url)), args, {
    env: { ...process.env, NO_COLOR: '1' },
  });
  let [at, why, isDone] = [from, undefined as string | undefined, false];
  const hangs = (): void => {
    why = `hangs for ${PATIENCE_MS / 1_000} s`;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(hangs, PATIENCE_MS);
  child.on('message', (message: Message) => {
    clearTimeout(timer);
    timer = setTimeout(hangs, PATIENCE_MS);
    if (message.type === 'done') [isDone, at] = [true, to];
    else if (message.type === 'fault') found(message);
    else at = message.place;
    if (message.type === 'began' && at % 5_000 === 4_999) console.error(`${at + 1} of ${to} files`);
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  if (!isDone) why ??= `ends the process with status ${status}`;
  return { at, why };
}
