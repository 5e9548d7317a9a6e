import { expect, it } from 'vitest';
import { withPlantedBug } from './planted-bug.ts';

const SOURCE = 'if (a &&\n    b) f();\nif (c) f(1);\n';

it('replaces the one expression that is quoted, however it is broken into lines', () => {
  expect(withPlantedBug(SOURCE, 'a && b', 'a || b', 'a test')).toBe('if (a || b) f();\nif (c) f(1);\n');
  expect(withPlantedBug(SOURCE, 'f(1)', 'f($&)', 'a test')).toContain('if (c) f($&);');
});

it.each([
  ['a || b', 0],
  ['f(', 2],
])('says that the source was edited when it has %s %i times', (from, times) => {
  expect(() => withPlantedBug(SOURCE, from, 'x', 'a test')).toThrow(
    `a test quotes \`${from}\`, which the source has ${times} times, not one time. No rule is broken: the source was edited.`,
  );
});
