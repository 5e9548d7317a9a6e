import { defineConfig } from 'vitest/config';

// The same file in every pool that vitest has, each in a worker of its own kind. A machine under load is slow, and nothing
// here measures time, so the tests have plenty.
export default defineConfig({
  test: {
    projects: (['threads', 'forks', 'vmThreads', 'vmForks'] as const).map((pool) => ({
      test: { name: pool, pool, include: ['*.nested.ts'], testTimeout: 60_000 },
    })),
  },
});
