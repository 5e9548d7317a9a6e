/**
 * Goal: `list` and `report` do what they say, and teach when they cannot. Method: both by the command line, over a service
 * with a planted bug, in a user's folder.
 */
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { misfitsOfPage } from '../../../reports/testing/misfits.ts';
import { flat, ROOT, type Ended } from '../../harness/command.ts';
import { FolderOfServices } from './folder-of-services.ts';

const folder = new FolderOfServices();
let finding = '';

const command = (...args: readonly string[]): Ended => folder.command(...args);

beforeAll(() => {
  folder.write('examples.json', '{}');
  const office = join(ROOT, 'properties', 'faces', 'package', 'esm', 'ticket-office.ts');
  cpSync(office, join(folder.path, 'ticket-office.ts'));
  expect(command('run', 'ticket-office.ts', '--seed', '1', '--runs', '100').status).toBe(1);
  const findings = join('.sim', 'findings');
  finding = join(findings, readdirSync(join(folder.path, findings))[0] ?? 'none');
});
afterAll(() => folder.remove());

describe('list', () => {
  it('names services and handlers, who is called, and how to have the others called', () => {
    expect(command('list', 'ticket-office.ts')).toEqual({
      status: 0,
      error: '',
      out: [
        'object TicketOffice',
        '  buy (shared)',
        '  keep',
        '  lottery',
        'No scenario was given, so "ticket-office" was derived: clients call',
        '  TicketOffice/buy  inputs that fit its type',
        '  TicketOffice/keep  inputs that fit its type',
        '  TicketOffice/lottery  no input',
        '',
      ].join('\n'),
    });
  });

  it('names the handlers that are not called, and how to have them called', () => {
    const code = `import * as restate from '@restatedev/restate-sdk';
export const shop = restate.service({
  name: 'Shop',
  handlers: {
    sell: async (_ctx: restate.Context, what: string) => what,
    import: async (_ctx: restate.Context, rows: any) => rows.length,
  },
});
`;
    folder.write('mixed.ts', code);
    expect(command('list', 'mixed.ts').out).toContain(
      [
        '  Shop/sell  inputs that fit its type',
        'and do not call',
        '  Shop/import: its input is unknown: its type is any',
        'Give examples in mixed.hints.json, such as',
        '  { "examples": { "Shop/import": [{ "name": "ann" }] } }',
        '',
      ].join('\n'),
    );
  });

  it('calls the others once there are examples', () => {
    folder.write('more.json', '{ "examples": { "TicketOffice/buy": ["ann", "bob"] } }');
    const { out, status } = command('list', 'ticket-office.ts', '--hints', 'more.json');
    expect(out).toContain('  TicketOffice/buy  2 examples\n');
    expect(status).toBe(0);
  });

  it('names services of which no handler can be called, says why, and what to do', () => {
    const code = `import * as restate from '@restatedev/restate-sdk';
export const shop = restate.service({
  name: 'Shop',
  handlers: { buy: async (_ctx: restate.Context, what: Map<string, string>) => what.size },
});
`;
    folder.write('shop.ts', code);
    const { status, out, error } = command('list', 'shop.ts');
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(out).toMatch(
      /^service Shop\n {2}buy\nNo handler can be called: Shop\/buy \(its input is unknown: its type is Map/,
    );
    expect(flat(out)).toContain('give examples in a file of hints: { "examples": { "Shop/buy": [an input] } }');
    expect(command('run', 'shop.ts')).toMatchObject({ status: 3, out: '' });
  });

  it('names scenarios where there are some', () => {
    const { out, status } = command('list', join(ROOT, 'scenarios', 'wallet.ts'));
    expect(out).toMatch(/^object Wallet\n {2}apply\n {2}reverse\n {2}balances \(shared\)\n/);
    expect(out).toMatch(/\nscenario wallet\n$/);
    expect(status).toBe(0);
  });
});

describe('report', () => {
  it('writes the finding as a page, in a folder that it makes', () => {
    const page = join('deep', 'er', 'page.html');
    expect(command('report', finding, 'ticket-office.ts', '--out', page)).toEqual({
      status: 0,
      error: '',
      out: `report: ${page}\n`,
    });
    const html = folder.read(page);
    expect(html).toContain('replay is faithful');
    expect(html).toContain('uses Math.random');
    // The page is repeated by the file: the options of the search are not in it.
    expect(html).toContain(`"shell":"npx restate-sim replay ${finding} ticket-office.ts"`);
    expect(misfitsOfPage(html)).toEqual([]);
  });

  it('names lines of the file as it was written, not of what it was compiled to', () => {
    // Types before the services move every line of the compiled file.
    const code = folder.read('ticket-office.ts');
    const moved = `interface Unused {\n  readonly some: string;\n}\n${code}`;
    folder.write(join('moved', 'ticket-office.ts'), moved);
    expect(command('report', finding, join('moved', 'ticket-office.ts'), '--out', 'moved.html').status).toBe(0);
    const matches = folder.read('moved.html').matchAll(/"line":"moved\/ticket-office.ts:(\d+)"/g);
    const lines = [...matches].map(([, number]) => moved.split('\n')[Number(number) - 1] ?? '');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toContain('ctx.');
  });

  it('shows the run as it is now when the finding is not one any more, and says so', () => {
    const code = folder.read('ticket-office.ts').replace('Math.random() < 0.5', 'ctx.key === ""');
    folder.write(join('fixed', 'ticket-office.ts'), code);
    const { out, status } = command('report', finding, join('fixed', 'ticket-office.ts'), '--out', 'fixed.html');
    const words = `"replay is faithful" is no longer broken by the run of ${finding}`;
    expect(flat(out)).toBe(`report: fixed.html ${words}; the page shows the run as it is now.`);
    expect(status).toBe(0);
    const page = folder.read('fixed.html');
    expect(page).toContain(JSON.stringify(`${words}.`).slice(1, -1));
    expect(misfitsOfPage(page)).toEqual([]);
  });

  it('says so when what the finding asks for has another name now', () => {
    const code = folder.read('ticket-office.ts').replace('lottery:', 'raffle:');
    folder.write(join('renamed', 'ticket-office.ts'), code);
    const { error, status } = command('replay', finding, join('renamed', 'ticket-office.ts'));
    expect(flat(error)).toBe(
      'restate-sim: The finding is about TicketOffice/lottery, but the handlers of TicketOffice are: buy, keep, raffle. If it was renamed, search again.',
    );
    expect(status).toBe(3);
  });

  it('says in one sentence when the page cannot be written', () => {
    const { error, status } = command('report', finding, 'ticket-office.ts', '--out', '.');
    expect(error).toMatch(/^restate-sim: \. cannot be written: EISDIR.*\.$/);
    expect(status).toBe(3);
  });
});

describe('what is not meant', () => {
  it.each([
    [
      ['list', 'ticket-office.ts', '--seed', '4'],
      /`list` has no option --seed, which belongs to `run` and `upgrade` and others; `npx restate-sim list --help` lists the options\.$/,
    ],
    [['list'], /Name the file that has the services or scenarios: npx restate-sim list \.\/my-services\.ts\.$/],
    [['list', 'ticket-office.ts', '--out', 'x.html'], /`list` has no option --out/],
    [
      ['run', 'examples.json'],
      /examples\.json is not code\. Name the file that has the services, .*--hints examples\.json\.$/,
    ],
    [['report'], /Name the finding, and the file that has its services or scenarios: npx restate-sim report/],
    [['report', 'none.json', 'ticket-office.ts', '--runs=3'], /`report` has no option --runs/],
    [['report', 'none.json', 'ticket-office.ts'], /none\.json cannot be read: ENOENT/],
    [['report', 'ticket-office.ts', 'examples.json'], /examples\.json is not code\. The finding comes first: npx/],
    [
      ['lst', 'ticket-office.ts'],
      /There is no command "lst" \(did you mean list\?\); there are: run, upgrade, versions, replay, report, promote, list, journals, .*\. `npx/,
    ],
  ])('%j is refused in one sentence', (args, sentence) => {
    const { error, status } = command(...args);
    expect(error).toMatch(sentence);
    expect(error.split('\n')).toHaveLength(1);
    expect(status).toBe(3);
  });

  it.each(['list', 'report', 'replay', 'promote', 'run'])('`%s --help` shows its arguments and options', (name) => {
    const { out, status } = command(name, '--help');
    expect(out).toContain(`Usage: npx restate-sim ${name} [options] `);
    expect(status).toBe(0);
  });
});

describe('replay', () => {
  it('prints what handlers print, to standard error', () => {
    const code = folder.read('ticket-office.ts').replace('if (Math', "console.log('it draws');\n      if (Math");
    folder.write('loud/ticket-office.ts', code);
    const { out, error } = command('replay', finding, join('loud', 'ticket-office.ts'));
    expect(error).toContain('it draws\n');
    expect(out).not.toContain('it draws');
  });
});

describe('replay of a folder', () => {
  it('says of each finding whether it is still broken', () => {
    folder.write('fixed/finding.json', folder.read(finding));
    folder.write('fixed/unreadable.json', '{}');
    const fixed = folder.read('ticket-office.ts').replace('Math.random()', '0.25');
    folder.write('fixed/ticket-office.ts', fixed);
    const still = command('replay', join('.sim', 'findings'), 'ticket-office.ts');
    expect(still.out).toMatch(/^✗ \S+: "replay is faithful" is still broken$/m);
    expect(still.out).toContain('1 finding: 1 still broken, 0 no longer broken');
    expect(still.status).toBe(1);
    const after = command('replay', 'fixed', join('fixed', 'ticket-office.ts'));
    expect(after.out).toMatch(/^✓ \S+finding\.json: "replay is faithful" is no longer broken$/m);
    expect(after.out).toMatch(/^\? \S+unreadable\.json: /m);
    expect(after.out).toContain('2 findings: 0 still broken, 1 no longer broken, 1 cannot be run');
    expect(after.status).toBe(2);
    expect(command('replay', 'fixed', 'ticket-office.ts', '--until', '3')).toMatchObject({
      status: 3,
      error: 'restate-sim: --until is for a single finding: name one of those in fixed.',
    });
  });
});
