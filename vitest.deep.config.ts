import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

// The long part of the suites: files that `npm test` takes a slice of (they ask `properties/depth.ts` how far to go), and
// files that it leaves out altogether (`*.deep.test.ts`).
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: [
        '{sim,objects,properties,scenarios,reports}/**/*.deep.test.ts',
        'reports/html/browser.test.ts',
        'properties/built-in.test.ts',
        'properties/same-seed.test.ts',
        'properties/conformance/{exploration,server}.test.ts',
        'properties/toolchain/lint-rules.test.ts',
        'properties/confirm/standings.test.ts',
        'properties/fuzz/server/server-programs.test.ts',
        'properties/engines/{same-trace,campaigns}.test.ts',
        'properties/docs/pages.test.ts',
        'properties/durable-bench/durable-bench.test.ts',
        'properties/model/mutants.test.ts',
        'properties/real-server/engine-server.test.ts',
        'properties/determinism/{determinism,same-seed}.test.ts',
        'properties/search/{plans,commutation,strategies,workers,interrupt,coverage,replay-until}.test.ts',
        'properties/examples/reproduce.test.ts',
        'properties/newcomers/loading.test.ts',
      ],
      exclude: ['**/node_modules/**'],
      provide: { depth: 'deep' },
      testTimeout: 600_000,
    },
  }),
);
