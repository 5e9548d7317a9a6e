import { parseArgs } from 'node:util';
import { MUTATED } from './sample.ts';
import { measure, type MeasureOptions } from './measure.ts';
import { inText } from './print.ts';

const USAGE = `npm run mutate:self -- [--seed S] [--sample N] [--under FOLDER ...] [--far SECONDS] [--workers N] [--resume] [--json]
       npm run mutate:self -- --only PATH ... [--workers N] [--resume] [--json]

Changes the simulator at one random point, runs the tests that load the changed file, nearest first, and looks whether one of
them fails; N times, each in a copy of the checkout. Prints the changes that no test has noticed, and the share of the
noticed ones.

  --seed S         chooses the sample; default 1
  --sample N       how many mutants; default 50
  --under FOLDER   only sources in this folder; may be repeated; default: ${MUTATED.join(', ')}
  --only PATH      no sample, but each mutant of this file or folder, and only near tests; may be repeated
  --far SECONDS    how long tests of other folders may run for one mutant, as measured without it; default 60
  --workers N      how many mutants are tried at the same time; default 2
  --resume         go on with the saved results of this seed: killed mutants are not tried again, survivors are
  --json           print the results as JSON`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      sample: { type: 'string', default: '50' },
      under: { type: 'string', multiple: true, default: [...MUTATED] },
      only: { type: 'string', multiple: true },
      far: { type: 'string', default: '60' },
      workers: { type: 'string', default: '2' },
      resume: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const options: MeasureOptions = {
    seed: Number(values.seed),
    sample: Number(values.sample),
    paths: (values.only ?? values.under).map((path) => path.replace(/\/+$/, '')),
    isSample: values.only === undefined,
    farMs: values.only === undefined ? 1_000 * Number(values.far) : 0,
    workers: Number(values.workers),
    resume: values.resume,
    progress: (line) => console.error(line),
  };
  const isValid =
    Number.isSafeInteger(options.seed) && options.sample >= 1 && options.farMs >= 0 && options.workers >= 1;
  if (values.help || !isValid) {
    console.error(USAGE);
    return values.help ? 0 : 3;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2));
  const summary = await measure(options);
  console.log(values.json ? JSON.stringify(summary, undefined, 2) : inText(summary));
  return 0;
}
