/** Goal: a user, or a script, can look at a run in the terminal. Method: the command as it is typed, with verbs on its standard input. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFinding } from '../../../sim/search/finding/finding.ts';
import { readPlan } from '../../../sim/search/plan/plan-schema.ts';
import { ROOT, start, type Ended } from '../../harness/command.ts';
import { depth, itInDepth } from '../../harness/depth.ts';
import { TWO_PAY } from './tills.ts';

const MAIN = join(ROOT, 'properties', 'faces', 'debug', 'debug-main.ts');

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(TWO_PAY));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command with these lines as its standard input. */
function typed(args: readonly string[], lines: readonly string[]): Promise<Ended> {
  const running = start([MAIN, 'debug', ...args], { cwd: folder });
  running.child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  return running.ended;
}

describe('debug', () => {
  it('answers each verb, says what to type next, and ends with its input', async () => {
    const { status, out, error } = await typed(
      ['plan.json'],
      ['s', 'goto a@3', 'state', 'journals a', 'waiting', 'back 3', 'what-else', 'help'],
    );
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(out).toContain(
      'restate-sim 0.1.0, tills: a run of 34 steps\nstep 0 of 34  0 ms  before the first step\nnext: step,',
    );
    expect(out).toContain('\n> s\nstep 1 of 34  0 ms  a:request\n  Client a calls Till/x/pay(2) [a].\n');
    expect(out).toContain('\n> state\n  Till/x, locked by a\n    paid = 2\nnext: step, back,');
    expect(out).toMatch(/> journals a\n {2}a: Till\/x\/pay running, attempt 1\n(.*\n)+ {4}-- the run stands here --\n/);
    expect(out).toContain('  lock of Till/x: held by a; its inbox is empty');
    expect(out).toMatch(/> what-else\n {3}1 {2}\S/);
    expect(out).toContain('  branch OPTION');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  itInDepth('branches, and saves what it found, which replay and debug take', async () => {
    const lines = [
      'goto a#1:store 2',
      'branch crash process a#1@2:inside',
      'runs',
      'save',
      'save kept.test.ts',
      'use 1',
      'save',
    ];
    const { status, out } = await typed(['plan.json'], lines);
    expect(status).toBe(0);
    expect(out).toContain('  run 1: held\n  run 2: broken\n');
    expect(out).toContain('saved as kept.test.ts');
    const [name = ''] = readdirSync(join(folder, '.sim', 'findings'));
    const finding = join('.sim', 'findings', name);
    expect(readFinding(readFileSync(join(folder, finding), 'utf8'), name).invariant).toBe('what was charged was paid');
    const [plan = ''] = readdirSync(join(folder, '.sim', 'plans'));
    expect(readPlan(JSON.parse(readFileSync(join(folder, '.sim', 'plans', plan), 'utf8')))).toMatchObject({
      scenario: 'tills',
    });
    const replayed = await start([MAIN, 'replay', finding], { cwd: folder }).ended;
    expect(replayed.out).toContain('with the same trace as when it was found');
    const again = await typed([finding], ['goto fault', 'save']);
    expect(again.out).toContain('Here "what was charged was paid" is broken.');
    expect(again.out).toContain('has it already');
  });

  itInDepth('opens a run of a seed', async () => {
    const { status, out } = await typed(['--seed', '3', '--path', '4'], ['goto end']);
    expect(status).toBe(0);
    expect(out).toMatch(/step (\d+) of \1/);
  });

  it('says in one sentence what it cannot do, and loses nothing', async () => {
    const lines = [
      'goto 5',
      'fly',
      'step x',
      'goto 99',
      'branch',
      'branch 77',
      'use 9',
      'journals z',
      'save plan.json',
      'where',
      'q',
      'step',
    ];
    const { status, out } = await typed(['plan.json'], lines);
    expect(status).toBe(0);
    for (const sentence of [
      'There is no verb "fly"; help lists all of them.',
      'step takes a number from 1 on, not "x".',
      'There is no step 99: the run has the steps 0 to 34.',
      'branch takes an option: its number in what-else.',
      'There is no option 77 at this step: what-else has the numbers 1 to 7.',
      'There is no run 9 here; there are the runs 1 to 1.',
      'There is no invocation "z" at this step; there are: a.',
      'plan.json is there already; name another file.',
    ])
      expect(out.replaceAll(/\n {2}/g, ' ')).toContain(sentence);
    expect(out).toMatch(/> where\nstep 5 of 34 .*\n(.*\n)*\n> q\n$/);
  });

  const refused: readonly (readonly [readonly string[], string])[] = [
    [
      [],
      '`debug` takes a finding, or a run of a search: debug FINDING.json ./my-services.ts, or debug --seed N --path P ./my-services.ts.',
    ],
    [['--path', '3'], '--path names a run of a seed; give the seed too: --seed N --path P.'],
    [
      ['plan.json', '--seed', '1', '--path', '3'],
      '--path names a run of a seed, and plan.json is another; leave one out.',
    ],
    [['none.json'], 'none.json cannot be read: ENOENT: no such file or directory.'],
    [['plan.json', '--engine', 'server'], 'A real server cannot be stopped at a step; leave --engine server out.'],
  ];
  it.each(depth({ slice: refused.slice(-1), deep: refused }))('refuses %j', async (args, sentence) => {
    const { status, error } = await typed(args, []);
    expect({ status, error: error.replaceAll(/\s+/g, ' ').trim() }).toEqual({
      status: 3,
      error: `restate-sim: ${sentence}`,
    });
  });

  itInDepth('ends at Ctrl-C', async () => {
    const running = start([MAIN, 'debug', 'plan.json'], { cwd: folder });
    await expect.poll(() => running.text(), { timeout: 20_000 }).toContain('next: step');
    running.child.kill('SIGINT');
    await running.ended;
    expect(running.text()).not.toContain('Error');
  });
});
