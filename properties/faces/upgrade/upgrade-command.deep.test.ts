/**
 * Goal: `upgrade OLD NEW` says whether a deploy is safe, where it is not and why, repeats it from one line, and leaves nothing
 * behind. Method: a repository of a user, whose last commit is the old version, and the built command as a user types it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ended } from '../../harness/command.ts';
import { orders, Repository } from './two-versions.ts';

const OLD = "await ctx.run('charge', () => 1); await ctx.sleep({ hours: 1 });";
const NEW =
  "await ctx.run('charge', () => 1); await ctx.run('fraud check', () => true); await ctx.sleep({ hours: 1 });";

/** @returns text without the line breaks of the terminal */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

const repository = new Repository();
beforeAll(() => {
  repository.write('src/label.ts', "export const label = 'an order';\n");
  repository.write('src/app.ts', orders(OLD));
  repository.commit();
});
afterAll(() => repository.remove());

/** Upgrades from the commit to a changed file. */
function upgraded(source: string, ...options: readonly string[]): Ended {
  repository.write('src/app.ts', source);
  return repository.command('upgrade', 'git:main:src/app.ts', 'src/app.ts', '--seed', '1', '--runs', '10', ...options);
}

describe('an unsafe upgrade', () => {
  it('is broken, with both lines of code, where it is safe, and a line that repeats it', () => {
    const { status, out } = upgraded(orders(NEW), '--how', 'in-place', '--json', 'result.json');
    expect(flat(out)).toContain(
      "the new code issues run 'fraud check' where the journal holds entry 2 (sleep 1 h). Every retry fails the same way",
    );
    expect(flat(out)).toContain(
      'in place: safe up to after entry 1 (run "charge"), breaks from after entry 2 (sleep 1 h) on',
    );
    expect(out).toContain('git:main:src/app.ts:7');
    expect(flat(out)).toContain('(src/app.ts:7, stored by git:main:src/app.ts:7)');
    expect(out).toContain('not safe: ');
    expect(status).toBe(1);
    const [, finding = ''] = /restate-sim replay (\S+) git:main:src\/app\.ts --upgrade-to src\/app\.ts/.exec(out) ?? [];
    const replayed = repository.command('replay', finding, 'git:main:src/app.ts', '--upgrade-to', 'src/app.ts');
    expect(replayed.out).toContain('is broken, with the same trace as when it was found');
    expect(replayed.status).toBe(1);
    const { scenarios } = JSON.parse(repository.read('result.json')) as { scenarios: readonly { upgrade: unknown }[] };
    expect(scenarios[0]?.upgrade).toMatchObject({
      handlers: [{ handler: 'Order/place', route: 'in-place', isThreshold: true }],
      journals: [
        {
          old: ['run "charge"', 'sleep 1 h', 'return'],
          next: ['run "charge"', 'run "fraud check"', 'sleep 1 h', 'return'],
        },
      ],
      never: [],
    });
  });

  it('is found in a file that both versions import: each has modules of its own', () => {
    repository.write('src/label.ts', "export const label = 'another order';\n");
    const { status, out } = upgraded(orders(OLD.replace("'charge'", 'label')), '--how', 'in-place');
    repository.write('src/label.ts', "export const label = 'an order';\n");
    expect(flat(out)).toContain('at entry 1 (run "charge"), the new code gives another name: \'another order\'');
    expect(status).toBe(1);
  });

  it('is held by what a team accepts, each with a reason; what no longer occurs is named', () => {
    const name = 'Order/place: breaks in flight at entry 2 (sleep)';
    repository.write(
      'accepted.json',
      JSON.stringify([
        { finding: name, reason: 'we drain by hand' },
        { finding: 'Order/cancel: handler gone', reason: 'it was never called' },
      ]),
    );
    const { status, out } = upgraded(orders(NEW), '--how', 'in-place', '--accept', 'accepted.json');
    expect(flat(out)).toContain('accepted, and no longer there: Order/cancel: handler gone');
    expect(flat(out)).toContain(`accepted: ${name} (we drain by hand)`);
    expect(flat(out)).toMatch(/breaks from after entry 2 \(sleep 1 h\) on \(accepted\)/);
    expect(flat(out)).toMatch(/safe, but for 1 thing that is accepted: \d+ deploys at \d+ points/);
    expect(status).toBe(0);
    const never = orders(OLD, 'cancel: async (_ctx: restate.ObjectContext, _why: any) => 1,');
    repository.write('src/old.ts', never);
    repository.write('src/app.ts', orders(NEW, 'cancel: async (_ctx: restate.ObjectContext, _why: any) => 1,'));
    const words = 'upgrade src/old.ts src/app.ts --how in-place --seed 1 --runs 10 --accept accepted.json';
    const hides = repository.command(...words.split(' '));
    expect(flat(hides.out)).toContain('never reached: a deploy while Order/cancel was in flight');
    expect(hides.status).toBe(2);
    repository.write('accepted.json', JSON.stringify([{ finding: name, reason: ' ' }]));
    const bare = upgraded(orders(NEW), '--accept', 'accepted.json');
    expect(bare.error).toContain(`accepts "${name}" without a reason`);
    expect(bare.status).toBe(3);
  });
});

describe('a change of what is declared', () => {
  const cancel = 'cancel: async (_ctx: restate.ObjectContext) => 1,';

  it('is named with what the server does and what to do, and counts unless it is accepted', () => {
    repository.write('src/old.ts', orders(OLD, cancel));
    repository.write('src/app.ts', orders(OLD));
    const words = 'upgrade src/old.ts src/app.ts --how new --seed 1 --runs 5 --json result.json';
    const { status, out } = repository.command(...words.split(' '));
    expect(out).toContain('Manifest: 1 change, which can break something.');
    expect(flat(out)).toMatch(/✗ Order\/cancel .* The server accepts this \(201\)/);
    expect(flat(out)).toMatch(/not safe: \d+ deploys at \d+ points, and 1 change of the manifest can break something/);
    expect(status).toBe(1);
    expect(JSON.parse(repository.read('result.json'))).toMatchObject({
      manifest: [{ kind: 'handler removed', where: 'Order/cancel', breaking: true }],
    });
    const names = [...flat(out).matchAll(/Its name for --accept: (.+?) Repeat it/g)].map(([, name]) => name ?? '');
    expect(names).toContain('Order/cancel: handler gone for clients');
    const reason = 'no client has called it since May';
    repository.write(
      'accepted.json',
      JSON.stringify([...new Set(names), 'Order/cancel: handler removed'].map((finding) => ({ finding, reason }))),
    );
    expect(repository.command(...words.split(' '), '--accept', 'accepted.json').status).toBe(0);
  });
});

describe('an upgrade that the server refuses', () => {
  it('is broken, in the words of the server', () => {
    repository.write('src/old.ts', orders(OLD));
    repository.write(
      'src/app.ts',
      orders(OLD).replace('restate.object(', 'restate.service(').replaceAll('ObjectContext', 'Context'),
    );
    const { status, out } = repository.command('upgrade', 'src/old.ts', 'src/app.ts', '--how', 'new', '--seed', '1');
    expect(flat(out)).toContain('The server refuses the new version (409): [META0006]');
    expect(status).toBe(1);
  });
});

describe('a safe upgrade', () => {
  it('is said to be safe, with how many deploys at how many points', () => {
    const { status, out } = upgraded(orders(NEW), '--how', 'new');
    expect(out).toMatch(/^safe: \d+ deploys at \d+ points; nothing that was in flight noticed\.$/m);
    expect(status).toBe(0);
  });

  it('is not said where a handler was never in flight', () => {
    repository.write('src/app.ts', orders(OLD, 'cancel: async (_ctx: restate.ObjectContext, _why: any) => 1,'));
    const { status, out } = repository.command('upgrade', 'src/app.ts', 'src/app.ts', '--seed', '1', '--runs', '10');
    expect(flat(out)).toContain('○ Order/cancel: never in flight at a deploy');
    expect(out).not.toMatch(/^safe/m);
    expect(status).toBe(2);
  });
});

describe('a run with --upgrade-to', () => {
  it('searches with deploys, too', () => {
    repository.write('src/app.ts', orders(NEW));
    const words = 'run git:main:src/app.ts --upgrade-to src/app.ts --how in-place --seed 1 --runs 10';
    const { status, out } = repository.command(...words.split(' '));
    expect(out).toContain('✗ an upgrade breaks nothing in flight broken');
    expect(status).toBe(1);
  });
});

describe('bad input', () => {
  it.each([
    ['git:nope:src/app.ts src/app.ts', 'git knows no revision "nope": is it spelled right, and fetched?'],
    ['git:main:src/nope.ts src/app.ts', 'The revision main has no src/nope.ts, seen from the working directory.'],
    ['src/nope.ts src/app.ts', 'There is no file src/nope.ts.'],
    ['git:main src/app.ts', '"git:main" names no version: write git:REV:path, such as git:main:src/app.ts.'],
    ['src/app.ts', 'Name two versions, what runs now and what is to be deployed: npx restate-sim upgrade'],
    ['src/app.ts src/app.ts --how sideways', '--how takes new, in-place, resume, rollback, not "sideways".'],
    ['src/app.ts src/app.ts --accept nope.json', 'nope.json cannot be read'],
    ['src/app.ts src/app.ts --engine server', 'A real server cannot be made to deploy at a given point'],
    ['src/app.ts src/other.ts', 'src/app.ts and src/other.ts have no service in common: the old version has Order'],
  ])('%s', (words, sentence) => {
    repository.write('src/app.ts', orders(OLD));
    repository.write('src/other.ts', orders(OLD).replace("'Order'", "'Other'"));
    const { status, error } = repository.command('upgrade', ...words.split(' '));
    expect(flat(error)).toContain(sentence);
    expect(status).toBe(3);
  });

  it('of a folder without git is one sentence', () => {
    repository.write('.git-away', '');
    const elsewhere = new Repository();
    elsewhere.write('app.ts', 'export {};');
    const { status, error } = elsewhere.command('upgrade', 'git:main:app.ts', 'app.ts');
    elsewhere.remove();
    expect(flat(error)).toContain('git:main cannot be read: the working directory is in no git repository.');
    expect(status).toBe(3);
  });
});

it('notes that HEAD is without what is not committed, and leaves nothing behind', () => {
  const before = readdirSync(tmpdir()).filter((name) => /^restate-sim-[0-9a-f]{12}$/.test(name));
  repository.write('src/app.ts', orders(`${OLD} ctx.console.log('more');`));
  const { out } = repository.command('upgrade', 'git:HEAD:src/app.ts', 'src/app.ts', '--seed', '1', '--runs', '5');
  expect(flat(out)).toContain(
    'note: src/app.ts has changes that are not committed, so git:HEAD:src/app.ts is without them.',
  );
  expect(readdirSync(tmpdir()).filter((name) => /^restate-sim-[0-9a-f]{12}$/.test(name))).toEqual(before);
  expect(repository.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(readFileSync(join(repository.path, '.gitignore'), 'utf8')).toContain('.sim');
});
