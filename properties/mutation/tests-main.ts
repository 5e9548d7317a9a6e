import { join } from 'node:path';
import { createVitest } from 'vitest/node';
import type { TestModule } from 'vitest/node';

/** What the process is asked: to run these test files, and to stop at the first failure. */
export interface TestOrder {
  readonly files: readonly string[];
}

/** What it answers. */
export interface TestOutcome {
  /** The first test that failed, with its file; undefined when all passed. */
  readonly failed: string | undefined;
  /** Real time of each file, in ms. */
  readonly durations: Readonly<Record<string, number>>;
}

/** A process that keeps vitest loaded: only the threads of the tests, with all modules, are new for each order. */
const root = process.cwd();
const vitest = await createVitest('test', { root, watch: false, bail: 1, maxWorkers: 1, reporters: [{}] });
process.on('message', (order: TestOrder) => {
  void run(order).then((outcome) => process.send?.(outcome));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function run({ files }: TestOrder): Promise<TestOutcome> {
  const project = vitest.getRootProject();
  const specifications = files.map((file) => project.createSpecification(join(root, file)));
  // Otherwise the answer has the outcomes of earlier runs too.
  vitest.state.filesMap.clear();
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const durations: Record<string, number> = {};
  for (const one of testModules) durations[fileOf(one)] = timeOf(one);
  const [error] = unhandledErrors;
  const failed = testModules.map(failureOf).find((one) => one !== undefined);
  return {
    failed: failed ?? (error === undefined ? undefined : `an error outside of tests: ${messageOf(error)}`),
    durations,
  };
}

function fileOf({ moduleId }: TestModule): string {
  return moduleId.slice(root.length + 1).replaceAll('\\', '/');
}

function timeOf(one: TestModule): number {
  const { duration, collectDuration } = one.diagnostic();
  return Math.round(duration + collectDuration);
}

function failureOf(one: TestModule): string | undefined {
  if (one.state() !== 'failed') return undefined;
  for (const test of one.children.allTests('failed')) return `${fileOf(one)} > ${test.fullName}`;
  return `${fileOf(one)} > ${String(one.errors()[0]?.message ?? 'cannot be loaded').split('\n')[0]}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : JSON.stringify(error);
}
