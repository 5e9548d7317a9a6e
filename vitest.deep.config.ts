import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

const ROOT = import.meta.dirname;
const ROOMS = '{sim,objects,properties,scenarios,reports}';

/** Test files of `npm test` that do more in the long suite: they import `properties/harness/depth.ts` (or `search.ts`, which asks it) or read the depth directly. */
const sampled = globSync(`${ROOMS}/**/*.test.ts`, { cwd: ROOT }).filter((file) =>
  /harness\/(depth|search)\.ts'|inject\('depth'\)/.test(readFileSync(join(ROOT, file), 'utf8')),
);

// The long suite: the test files that `npm test` runs only a part of, and those that it leaves out (`*.deep.test.ts`).
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: [`${ROOMS}/**/*.deep.test.ts`, ...sampled.map((file) => file.replaceAll('\\', '/'))],
      exclude: ['**/node_modules/**'],
      provide: { depth: 'deep' },
      testTimeout: 600_000,
      hookTimeout: 600_000,
    },
  }),
);
