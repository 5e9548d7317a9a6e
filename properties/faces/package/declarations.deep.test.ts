import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { node, ROOT } from '../../harness/command.ts';

it('declarations can be made file by file, by TypeScript 5 as well', () => {
  const require = createRequire(join(ROOT, 'properties', 'faces', 'docs', 'api', 'package.json'));
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  expect(node([tsc, '--version']).out).toMatch(/^Version 5\./);
  const checked = node([tsc, '-p', 'tsconfig.build.json', '--noEmit'], { cwd: ROOT });
  expect(checked).toEqual({ status: 0, out: '', error: '' });
});
