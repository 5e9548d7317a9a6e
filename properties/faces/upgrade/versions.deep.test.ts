/**
 * Goal: two versions are loaded with modules, settings and packages of their own, whatever they share on the disk; what cannot
 * be loaded is said in a sentence, and nothing is left behind. Method: repositories as users have them, whose services have a
 * handler that is named by the module it comes from.
 */
import { cpSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { BIN, execute, flat, ROOT, start } from '../../harness/command.ts';
import { orders, Repository } from './two-versions.ts';
import { app, COUNTED, label, versions } from './versions.ts';

const repositories: Repository[] = [];
afterAll(() => {
  for (const repository of repositories) repository.remove();
});

/** @returns a repository whose branch `main` has these files */
function repository(files: Readonly<Record<string, string>>): Repository {
  const made = new Repository(files);
  repositories.push(made);
  return made;
}

describe('two versions have modules of their own', () => {
  it.each(['', ' thread'])('where they are one file%s', (thread) => {
    const at = repository({
      'app.ts': app('./label.ts'),
      'label.ts': COUNTED,
    });
    expect(versions(at, `app.ts app.ts${thread}`)).toEqual({
      old: ['Order/load1'],
      next: ['Order/load2'],
      notes: [],
      folders: [],
    });
  });

  it('where two files import a third', () => {
    const at = repository({
      'old.ts': app('./label.ts'),
      'next.ts': app('./label.ts'),
      'label.ts': COUNTED,
    });
    expect(versions(at, 'old.ts next.ts')).toMatchObject({ old: ['Order/load1'], next: ['Order/load2'] });
  });

  it('where they are CommonJS', () => {
    const at = repository({
      'package.json': '{ "type": "commonjs" }',
      'app.ts': app('./label'),
      'label.ts': COUNTED,
    });
    expect(versions(at, 'app.ts app.ts')).toMatchObject({ old: ['Order/load1'], next: ['Order/load2'] });
  });

  it.each(['git:main:src src', 'git:main:src/app.ts src/app.ts', 'git:main:src/app.ts src/app.ts thread'])(
    '%s',
    (words) => {
      const at = repository({ 'src/app.ts': app('./label.ts'), 'src/label.ts': label('one') });
      at.write('src/label.ts', label('two'));
      const { old, next, folders = [] } = versions(at, words);
      expect({ old, next }).toEqual({ old: ['Order/one'], next: ['Order/two'] });
      expect(folders.filter((folder) => existsSync(dirname(folder)))).toEqual([]);
      expect(at.git('status', '--porcelain').trim()).toBe('M src/label.ts');
      expect(readdirSync(join(at.path, '.git'))).not.toContain('worktrees');
    },
  );

  it('where the working directory is a folder of the repository, and git has set its variables', () => {
    const at = repository({ 'src/app.ts': app('./label.ts'), 'src/label.ts': label('one') });
    at.write('src/label.ts', label('two'));
    const env = { GIT_INDEX_FILE: join(at.path, '.git', 'index') };
    expect(versions(at, 'git:main:app.ts app.ts', env, 'src')).toMatchObject({
      old: ['Order/one'],
      next: ['Order/two'],
    });
    expect(at.git('status', '--porcelain').trim()).toBe('M src/label.ts');
  });
});

describe('two versions have settings of their own', () => {
  const PATHS = JSON.stringify({ compilerOptions: { baseUrl: '.', paths: { '@lib/*': ['./src/lib/*'] } } });

  it.each([
    ['git:main:src/app.ts src/app.ts', 'module'],
    ['src/app.ts git:main:src/app.ts', 'module'],
    ['git:main:src/app.ts src/app.ts thread', 'module'],
    ['git:main:src/app.ts src/app.ts', 'commonjs'],
    ['src/app.ts git:main:src/app.ts', 'commonjs'],
  ])('paths of tsconfig.json: %s, %s', (words, type) => {
    const at = repository({
      'package.json': `{ "type": "${type}" }`,
      'tsconfig.json': PATHS,
      'src/app.ts': app('@lib/label'),
      'src/lib/label.ts': label('one'),
    });
    at.write('src/lib/label.ts', label('two'));
    const isReversed = words.startsWith('src');
    expect(versions(at, words)).toMatchObject({
      old: [isReversed ? 'Order/two' : 'Order/one'],
      next: [isReversed ? 'Order/one' : 'Order/two'],
    });
  });

  it('paths of a tsconfig.json that only the new version has', () => {
    const at = repository({ 'src/app.ts': app('./lib/label.ts'), 'src/lib/label.ts': label('one') });
    at.write('tsconfig.json', PATHS);
    at.write('src/app.ts', app('@lib/label'));
    at.write('src/lib/label.ts', label('two'));
    expect(versions(at, 'git:main:src/app.ts src/app.ts')).toMatchObject({ old: ['Order/one'], next: ['Order/two'] });
    expect(versions(at, 'git:main:src/app.ts git:main:src/app.ts')).toMatchObject({
      old: ['Order/one'],
      next: ['Order/one'],
    });
    at.write('src/app.ts', app('./lib/label.ts'));
    at.git('add', '-A');
    at.git('-c', 'user.email=a@example.org', '-c', 'user.name=a', 'commit', '-q', '-m', 'settings');
    at.git('checkout', '-q', 'HEAD~1', '--', '.');
    at.git('rm', '-q', '--cached', 'tsconfig.json');
    expect(versions(at, 'git:main:src/app.ts src/app.ts')).toMatchObject({ old: ['Order/two'], next: ['Order/one'] });
  });

  it('decorators of tsconfig.json', () => {
    const at = repository({
      'tsconfig.json': JSON.stringify({ compilerOptions: { experimentalDecorators: true } }),
      'src/app.ts': app('./label.ts'),
      'src/label.ts': `function noted(_target: object, _name: undefined, _index: number) {}
class Labels { constructor(@noted public readonly text: string) {} }
export const label = new Labels('one').text;\n`,
    });
    at.write('src/label.ts', at.read('src/label.ts').replace('one', 'two'));
    expect(versions(at, 'git:main:src/app.ts src/app.ts')).toMatchObject({ old: ['Order/one'], next: ['Order/two'] });
  });
});

describe('two versions have packages of their own', () => {
  it('those of a workspace, and what a package of it has installed', () => {
    const at = repository({
      'package.json': '{ "type": "module", "workspaces": ["packages/*"] }',
      'packages/shared/package.json': '{ "name": "@acme/shared", "type": "module", "exports": "./label.ts" }',
      'packages/shared/label.ts': label('one'),
      'packages/app/package.json': '{ "name": "app", "type": "module" }',
      'packages/app/src/app.ts': `import 'installed';\n${app('@acme/shared')}`,
    });
    at.write('node_modules/@acme/.keep', '');
    symlinkSync('../../packages/shared', join(at.path, 'node_modules', '@acme', 'shared'));
    at.write('packages/app/node_modules/installed/index.js', '');
    at.write('packages/shared/label.ts', label('two'));
    const path = 'packages/app/src/app.ts';
    expect(versions(at, `git:main:${path} ${path}`)).toMatchObject({ old: ['Order/one'], next: ['Order/two'] });
  });

  it('but for what was built: a revision has only what was committed', () => {
    const at = repository({
      'packages/shared/package.json': '{ "name": "@acme/shared", "type": "module", "exports": "./dist/label.js" }',
      'app.ts': app('@acme/shared'),
    });
    at.write('node_modules/@acme/.keep', '');
    symlinkSync('../../packages/shared', join(at.path, 'node_modules', '@acme', 'shared'));
    at.write('packages/shared/dist/label.js', label('two'));
    expect(versions(at, 'git:main:app.ts app.ts').error).toBe(
      "git:main:app.ts imports '@acme/shared', which has no file dist/label.js: a revision has no built files, so check it " +
        'out (git worktree add), build it there, and name that folder.',
    );
  });

  it('two versions of the SDK', () => {
    const at = repository({});
    for (const [folder, version] of [
      ['v1', '1.17.1'],
      ['v2', '1.17.2'],
    ] as const) {
      for (const name of ['restate-sdk', 'restate-sdk-core'])
        cpSync(join(ROOT, 'node_modules/@restatedev', name), join(at.path, folder, 'node_modules/@restatedev', name), {
          recursive: true,
        });
      const manifest = `${folder}/node_modules/@restatedev/restate-sdk/package.json`;
      at.write(manifest, at.read(manifest).replace('"version": "1.17.2"', `"version": "${version}"`));
      at.write(`${folder}/package.json`, '{ "type": "module" }');
      at.write(`${folder}/app.ts`, orders(`await ctx.run('charge', () => 1); await ctx.sleep({ hours: 1 });`));
      at.write(`${folder}/label.ts`, label('place'));
    }
    expect(versions(at, 'v1/app.ts v2/app.ts')).toMatchObject({
      old: ['Order/place'],
      notes: ['The old version uses @restatedev/restate-sdk 1.17.1, the new one 1.17.2.'],
    });
    const { status, out } = at.command('upgrade', 'v1/app.ts', 'v2/app.ts', '--seed', '1', '--runs', '5');
    expect(flat(out)).toContain('safe: ');
    expect(status).toBe(0);
  });

  it('with a note where lockfiles differ', () => {
    const at = repository({
      'app.ts': app('./label.ts'),
      'label.ts': label('a'),
      'package-lock.json': '{}',
      'web/yarn.lock': '',
    });
    at.write('package-lock.json', '{ "lockfileVersion": 3 }');
    expect(versions(at, 'git:main:app.ts app.ts').notes).toEqual([
      'package-lock.json of main differs from that of the checkout, whose node_modules both versions use here.',
    ]);
    at.write('web/yarn.lock', '# yarn');
    expect(versions(at, 'git:main:app.ts app.ts').notes).toEqual([
      'package-lock.json and web/yarn.lock of main differ from those of the checkout, whose node_modules both versions use here.',
    ]);
  });

  it('with a note where HEAD is without what is not committed', () => {
    const at = repository({ 'src/app.ts': app('./label.ts'), 'src/label.ts': label('one') });
    expect(versions(at, 'src/app.ts git:HEAD:src/app.ts').notes).toEqual([]);
    at.write('src/label.ts', label('two'));
    expect(versions(at, 'src/app.ts git:HEAD:src/app.ts').notes).toEqual([
      'src/label.ts has changes that are not committed, so git:HEAD:src/app.ts is without them.',
    ]);
  });
});

it('compares the types of inputs, where no schema is declared', () => {
  const typed = (input: string): string => `import * as restate from '@restatedev/restate-sdk';
export const orders = restate.service({
  name: 'Order',
  handlers: { place: async (_ctx: restate.Context, order: { ${input} }) => order.id },
});\n`;
  const at = repository({ 'app.ts': typed('id: number') });
  at.write('app.ts', typed('id: number; tenant: string'));
  const { status, out } = at.command('upgrade', 'git:main:app.ts', 'app.ts', '--seed', '1', '--runs', '3');
  expect(flat(out)).toContain(
    '✗ Order/place input narrower: now requires tenant The server accepts this (201). It validates no input, and neither does the serde',
  );
  expect(status).toBe(1);
  at.write('app.ts', typed('id: number; note?: string'));
  const wider = at.command('upgrade', 'git:main:app.ts', 'app.ts', '--seed', '1', '--runs', '3');
  expect(flat(wider.out)).toContain('· Order/place input wider: also accepts note');
  expect(wider.status).toBe(0);
});

describe('what cannot be loaded', () => {
  it.each([
    ['export const label: string = ;', 'git:main:label.ts does not compile: line 1, column 30: Unexpected ";"'],
    [
      "import 'left-pad-9';",
      "git:main:label.ts, for git:main:app.ts, imports 'left-pad-9', which is not found: is it installed (npm install)?",
    ],
    [
      "export const label = 'a';\nthrow new Error('no database');",
      'git:main:app.ts fails while it is loaded: Error: no database (git:main:label.ts:2).',
    ],
    [
      "export const label = 'a'; process.exit(1);",
      'git:main:app.ts ends the process with 1 while it is loaded; see above why.',
    ],
  ])('is named as the user does: %s', (code, sentence) => {
    const at = repository({ 'app.ts': app('./label.ts'), 'label.ts': code });
    at.write('label.ts', label('fine'));
    expect(versions(at, 'git:main:app.ts app.ts').error).toBe(sentence);
    expect(versions(at, 'app.ts git:main:app.ts').error).toBe(sentence);
  });

  it('is a revision, which has another name', () => {
    const at = repository({ 'app.ts': app('./label.ts'), 'label.ts': label('a') });
    at.git('update-ref', 'refs/remotes/origin/trunk', 'main');
    const nope = 'git knows no revision "nope": is it spelled right, and fetched?';
    expect(versions(at, 'git:nope:app.ts app.ts').error).toBe(nope);
    expect(versions(at, 'git:trunk:app.ts app.ts').error).toBe(
      'git knows no revision "trunk": did you mean git:origin/trunk?',
    );
    expect(versions(at, 'git:--help:app.ts app.ts').error).toBe(nope.replace('nope', '--help'));
  });

  it('is a revision that a shallow clone does not have', () => {
    const at = repository({ 'app.ts': app('./label.ts'), 'label.ts': label('a') });
    execute('git', ['clone', '-q', '--depth', '1', `file://${at.path}`, join(at.path, 'clone')]);
    expect(versions(at, 'git:HEAD~1:app.ts app.ts', {}, 'clone').error).toBe(
      'git knows no revision "HEAD~1": this clone is shallow, so fetch it first (git fetch --depth 1 origin REVISION; in ' +
        'actions/checkout: fetch-depth: 0).',
    );
  });

  it('is a repository', () => {
    const at = repository({ 'app.ts': app('./label.ts'), 'label.ts': label('a') });
    expect(versions(repository({}), 'git:main:app.ts app.ts').error).toBe(
      'git:main cannot be read: the working directory is in no git repository.',
    );
    expect(versions(at, 'git:main:app.ts app.ts', { PATH: dirname(process.execPath) }).error).toBe(
      'git:main cannot be read: git is not installed.',
    );
    expect(versions(at, 'git:main:app.ts app.ts', { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }).error).toMatch(
      /^git:main cannot be read: git says: git rev-parse failed: detected dubious ownership in repository at .*\.$/,
    );
  });

  it('are two versions without a common service', () => {
    const at = repository({ 'app.ts': app('./label.ts'), 'label.ts': label('a') });
    at.write('app.ts', app('./label.ts').replace("'Order'", "'Invoice'"));
    expect(versions(at, 'git:main:app.ts app.ts').error).toBe(
      'git:main:app.ts and app.ts have no service in common: the old version has Order, the new one Invoice.',
    );
  });
});

it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('leaves no files of a revision behind after %s', async (signal) => {
  const at = repository({
    'app.ts': app('./label.ts'),
    'label.ts': "export const label = 'a'; setInterval(() => {}, 50); await new Promise(() => {});\n",
  });
  const folder = join(at.path, 'temporary');
  at.write('temporary/.keep', '');
  const { child, ended } = start([BIN, 'upgrade', 'git:main:app.ts', 'app.ts'], {
    cwd: at.path,
    env: { TMPDIR: folder },
  });
  const made = (): readonly string[] => readdirSync(folder).filter((name) => name.startsWith('restate-sim-'));
  await vi.waitFor(() => expect(made()).toHaveLength(1), { timeout: 30_000, interval: 50 });
  child.kill(signal);
  await ended;
  await vi.waitFor(() => expect(made()).toEqual([]), { timeout: 30_000, interval: 50 });
});
