import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT, run } from './pack.ts';

it('declarations can be made file by file, by TypeScript 5 as well', () => {
  const require = createRequire(join(ROOT, 'properties', 'faces', 'docs', 'api', 'package.json'));
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  expect(run(process.execPath, [tsc, '--version'], ROOT).out).toMatch(/^Version 5\./);
  expect(run(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--noEmit'], ROOT)).toEqual({ status: 0, out: '' });
});
