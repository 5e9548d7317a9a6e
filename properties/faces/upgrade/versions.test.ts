/**
 * Goal: two versions have modules and settings of their own, whatever they share on the disk. Method: the commonest
 * repositories; `versions.deep.test.ts` has the others.
 */
import { afterAll, expect, it } from 'vitest';
import { Repository } from './two-versions.ts';
import { app, COUNTED, label, versions } from './versions.ts';

const PATHS = JSON.stringify({ compilerOptions: { baseUrl: '.', paths: { '@lib/*': ['./src/lib/*'] } } });

const repository = new Repository({
  'tsconfig.json': PATHS,
  'src/app.ts': app('@lib/label'),
  'src/lib/label.ts': label('one'),
});
afterAll(() => repository.remove());

it('loads a revision and the checkout, each by the paths of its own tsconfig.json', () => {
  repository.write('src/lib/label.ts', label('two'));
  expect(versions(repository, 'git:main:src/app.ts src/app.ts')).toMatchObject({
    old: ['Order/one'],
    next: ['Order/two'],
  });
  expect(repository.git('status', '--porcelain').trim()).toBe('M src/lib/label.ts');
});

it('loads one file twice', () => {
  repository.write('src/lib/label.ts', COUNTED);
  expect(versions(repository, 'src/app.ts src/app.ts')).toMatchObject({ old: ['Order/load1'], next: ['Order/load2'] });
});

it('names a file of a revision as the user does', () => {
  expect(versions(repository, 'git:main:src/gone.ts src/app.ts').error).toBe(
    'The revision main has no src/gone.ts, seen from the working directory.',
  );
});
