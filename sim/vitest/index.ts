/**
 * restate-sim for vitest: a fresh world for every test, properties with search and shrinking, and matchers.
 *
 * @module restate-sim/vitest
 *
 * @example
 * import { test, expect } from 'restate-sim/vitest';
 *
 * test.override({ services: [bankAccount] });
 *
 * test('money arrives', async ({ sim }) => {
 *   await sim.client.object(bankAccount, 'ann').credit(100);
 *   await expect(sim).toSettle();
 * });
 */
export { expect } from './matchers.ts';
export type { ExpectVersion, ExpectWorld, SimExpect, SimMatchers, UpgradeMatchers } from './matchers.ts';
export { test } from './test.ts';
export type { SimFixtures, SimTest } from './test.ts';
export type { SearchTestOptions, SimTestFunction } from './search-test.ts';
