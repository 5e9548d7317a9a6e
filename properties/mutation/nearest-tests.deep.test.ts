import { expect, it } from 'vitest';
import { ROOT } from '../toolchain/imports.ts';
import { nearestTests } from './nearest-tests.ts';

const testsOf = nearestTests(ROOT);

it('the test that is named after a source is the first, then the others of its folder', () => {
  const { near, wing, far } = testsOf('sim/server/timers.ts');
  expect(near[0]).toBe('sim/server/timers.test.ts');
  expect(near).toContain('sim/server/sleeps.test.ts');
  expect(wing).toContain('properties/model/conformance/conformance.test.ts');
  expect(far).toContain('properties/checks/worlds.test.ts');
  expect(far).not.toContain('sim/core/utf8.test.ts');
});

it('tests that start processes, or compare with stored bytes, are not run', () => {
  const { near, wing, far } = testsOf('sim/simulation/run/loop.ts');
  expect([...near, ...wing, ...far].filter((file) => /determinism|toolchain|faces\/cli\/|\.deep\./.test(file))).toEqual(
    [],
  );
});
