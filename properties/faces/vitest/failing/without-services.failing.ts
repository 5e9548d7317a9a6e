import { test } from '../../../../sim/vitest/index.ts';

test('a world without services', ({ sim }) => {
  void sim;
});
