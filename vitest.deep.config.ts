import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

// The long part of the suites: files that `npm test` takes a slice of (they ask `properties/harness/depth.ts` how far to go), and
// files that it leaves out altogether (`*.deep.test.ts`).
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: [
        '{sim,objects,properties,scenarios,reports}/**/*.deep.test.ts',
        'reports/html/browser.test.ts',
        'properties/checks/built-in.test.ts',
        'properties/search/same-seed.test.ts',
        'properties/model/conformance/{exploration,server}.test.ts',
        'properties/toolchain/lint-rules.test.ts',
        'properties/search/confirm/standings.test.ts',
        'properties/model/fuzz/server/server-programs.test.ts',
        'properties/model/engines/{same-trace,campaigns}.test.ts',
        'properties/faces/docs/pages.test.ts',
        'properties/search/bugs/durable-bench.test.ts',
        'properties/model/mutants/mutants.test.ts',
        'properties/model/real-server/engine-server.test.ts',
        'properties/search/determinism/{determinism,same-seed}.test.ts',
        'properties/search/{plans,commutation,strategies,workers,interrupt,coverage,replay-until}.test.ts',
        'properties/faces/examples/reproduce.test.ts',
        'properties/faces/cli/loading.test.ts',
      ],
      exclude: ['**/node_modules/**'],
      provide: { depth: 'deep' },
      testTimeout: 600_000,
    },
  }),
);
