import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BIN } from '../../../harness/command.ts';
import { inParallel } from '../../../harness/in-parallel.ts';
import { COMMANDS, SERVER_COMMANDS } from './commands.ts';
import { drawn } from './draw.ts';
import { makeTemplate } from './template.ts';
import { tried } from './trial.ts';

const USAGE = `npm run fuzz:signals -- [--signals N] [--seed S] [--from P] [--at-once N] [--server] [--bin FILE]

Starts each command of the command line again and again, sends it SIGINT or SIGTERM at a random moment, and looks at what it leaves:
it ends in time, with a documented status or by the signal; findings are whole and can be replayed; outputs are whole; no process,
no temporary file and no other file is left behind. --server also starts real servers. --bin FILE is the command line to
start, such as dist/sim/cli/bin.js after npm run build. --from P --signals 1 repeats one signal of a seed; what a process has
done by that moment differs from time to time.`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      signals: { type: 'string', default: '200' },
      seed: { type: 'string', default: '42' },
      from: { type: 'string', default: '0' },
      'at-once': { type: 'string', default: '2' },
      server: { type: 'boolean', default: false },
      bin: { type: 'string', default: BIN },
      help: { type: 'boolean', default: false },
    },
  });
  const [signals, seed, from, atOnce] = [values.signals, values.seed, values.from, values['at-once']].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  if (values.help || !(signals > 0) || !Number.isSafeInteger(seed) || !(from >= 0) || !(atOnce > 0)) {
    console.error(USAGE);
    return values.help ? 0 : 3;
  }
  const commands = values.server ? [...COMMANDS, ...SERVER_COMMANDS] : COMMANDS;
  const template = makeTemplate(values.bin);
  const counts = { tried: 0, received: 0, faults: 0, slowestMs: 0 };
  const began = performance.now();
  const places = Array.from({ length: signals }, (_, index) => from + index);
  try {
    await inParallel(atOnce, places, async (place) => {
      const trial = drawn(commands, seed, place);
      const { wrong, ending } = await tried(trial, { bin: values.bin, template, isQuiet: true });
      counts.tried++;
      if (ending.tookMs !== undefined) counts.received++;
      if (counts.tried % 100 === 0) console.error(`${counts.tried} of ${signals} signals, ${counts.faults} faults`);
      counts.slowestMs = Math.max(counts.slowestMs, ending.tookMs ?? 0);
      if (wrong.length === 0) return;
      counts.faults++;
      const twice = trial.twice ? ', twice' : '';
      console.log(`${trial.signal} after ${trial.afterMs} ms${twice}, to ${trial.command.name}:`);
      for (const what of wrong) console.log(`  ${what}`);
      console.log(
        `  again: npm run fuzz:signals -- --seed ${seed} --from ${place} --signals 1${values.server ? ' --server' : ''}`,
      );
    });
  } finally {
    rmSync(template, { recursive: true, force: true });
  }
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(
    `${counts.faults} of ${signals} signals find a fault; ${counts.received} came while the command ran, and it ended at most ` +
      `${Math.round(counts.slowestMs)} ms later (seed ${seed}, ${seconds} s)`,
  );
  return counts.faults === 0 ? 0 : 1;
}
