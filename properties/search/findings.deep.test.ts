/**
 * Goal: a finding is a file that repeats it, now and after the code has changed. Method: the command itself, on a cart that
 * pays without a key, in an empty folder; then on the cart as it should be, and on files that are no findings.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyWrite } from '../../sim/checks/build-invariant.ts';
import type { Invariant } from '../../sim/checks/invariant.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { findingText, readFinding } from '../../sim/search/finding/finding.ts';
import { replay } from '../../sim/search/finding/replay.ts';
import { scenario } from '../../sim/simulation/scenario/scenario.ts';
import { flat, node, SIM, type Ended } from '../harness/command.ts';

const BROKEN_SIM = join(import.meta.dirname, 'broken-main.ts');
const PLANTED = 'a cart that pays without a key';

let folder = '';
let first: Ended;

function run(file: string, ...args: readonly string[]): Ended {
  const ended = node([file, ...args], { cwd: folder });
  return { ...ended, out: flat(ended.out) };
}

const findings = (): string => join(folder, '.sim', 'findings');
const finding = (): string => join(findings(), readdirSync(findings())[0] ?? '');
const damaged = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
  first = run(BROKEN_SIM, PLANTED, '--seed', '7', '--json', 'result.json');
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('a finding', () => {
  it('is printed as a story, with what it needs and the command that repeats it', () => {
    expect(first.status).toBe(1);
    expect(first.out).toContain('an order is charged at most once broken');
    expect(first.out).toContain('effect pay happens');
    expect(first.out).toMatch(/Without .*, it holds/);
    expect(first.out).toContain('each part is needed');
    expect(first.out).toMatch(/npm run sim -- replay \.sim\/findings\/shopping-cart--\S+\.json/);
  });

  it('stands in the JSON with everything that repeats it', () => {
    const data = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as {
      readonly scenarios: readonly { readonly findings: readonly Record<string, unknown>[] }[];
    };
    expect(data.scenarios[0]?.findings[0]).toMatchObject({
      invariant: 'an order is charged at most once',
      handler: 'ShoppingCart/checkout',
      seed: 7,
      traceHash: expect.stringMatching(/^[0-9a-f]{16}$/),
      file: expect.stringContaining('.sim/findings/'),
      plan: { version: 1, scenario: 'shopping cart' },
    });
  });

  it('is found again by the same command, in the same file', () => {
    const before = readFileSync(finding(), 'utf8');
    const again = run(BROKEN_SIM, PLANTED, '--seed', '7');
    expect(again.status).toBe(1);
    expect(readdirSync(findings()).length).toBe(1);
    expect(readFileSync(finding(), 'utf8')).toBe(before);
  });

  it('is replayed with the same trace', () => {
    const { status, out } = run(BROKEN_SIM, PLANTED, 'replay', finding());
    expect(status).toBe(1);
    expect(out).toContain('is broken, with the same trace as when it was found');
  });

  it('is stopped at a step, and says what can move next', () => {
    const { status, out } = run(BROKEN_SIM, PLANTED, 'replay', finding(), '--until', '9');
    expect(status).toBe(2);
    expect(out).toContain('stopped before step 10; the last ones were:');
    expect(out).toMatch(/what can move next:|nothing can move now but the clock/);
  });

  it('is gone once the code is right, which is said together with where the runs part', () => {
    const { status, out } = run(SIM, 'replay', finding());
    expect(status).toBe(0);
    expect(out).toContain('"an order is charged at most once" is no longer broken');
    expect(out).toContain('The code has changed since this was found:');
    expect(out).toMatch(/At step \d+ the recorded run took|The recorded run ended after \d+ steps/);
  });

  it('runs its generated run again, unshrunk, by seed and path', () => {
    const line = /--seed 7 --path (\d+)/.exec(first.out);
    const { plan } = JSON.parse(readFileSync(finding(), 'utf8')) as { plan: { operations: readonly unknown[] } };
    // What was found by enumeration has no path.
    if (line === null) return;
    const { status, out } = run(BROKEN_SIM, PLANTED, '--seed', '7', '--path', line[1] ?? '');
    expect(status).toBe(1);
    expect(out).toContain('(1 run,');
    expect(plan.operations.length).toBeGreaterThan(0);
  });

  it('is moved into the corpus', () => {
    const copy = damaged('copy.json', readFileSync(finding(), 'utf8'));
    const { status, out } = run(SIM, 'promote', copy);
    expect({ status, out }).toEqual({
      status: 0,
      out: 'moved to properties/search/corpus/copy.json',
    });
    expect(existsSync(copy)).toBe(false);
    const again = damaged('copy.json', readFileSync(finding(), 'utf8'));
    expect(run(SIM, 'promote', again).error).toContain('there is a file with this name');
    expect(existsSync(join(folder, 'properties', 'search', 'corpus', 'copy.json'))).toBe(true);
  });
});

describe('a file with a finding on each line', () => {
  let file = '';
  beforeAll(() => {
    const one = JSON.stringify(JSON.parse(readFileSync(finding(), 'utf8')));
    file = damaged('many.jsonl', `{}\n${one}\n`);
  });

  it('is replayed by the number of a line', () => {
    const { status, out } = run(BROKEN_SIM, PLANTED, 'replay', `${file}:2`);
    expect(out).toContain('is broken, with the same trace as when it was found');
    expect(status).toBe(1);
  });

  it.each([
    ['', /many\.jsonl has 2 findings, one on each line; say which line, such as .*many\.jsonl:1\.$/],
    [':1', /many\.jsonl:1 is not a finding of restate-sim/],
    [':3', /many\.jsonl has no line 3: it has 2, from 1 on\.$/],
  ])('is refused in one sentence without a line that has one: "%s"', (line, sentence) => {
    const { status, error } = run(BROKEN_SIM, PLANTED, 'replay', `${file}${line}`);
    expect(error.trim()).toMatch(sentence);
    expect(status).toBe(3);
  });
});

it('a finding is judged alone when another invariant is broken before it', async () => {
  const box = restate.object({
    name: 'Box',
    handlers: { put: async (ctx: restate.ObjectContext, value: number) => ctx.set('is', value) },
  });
  const neverIs = (wrong: number): Invariant =>
    everyWrite<number>(`the box never holds ${wrong}`, { service: 'Box', state: 'is' }, ({ value }) =>
      value === wrong ? `It holds ${value}.` : true,
    );
  const boxes = scenario('boxes', {
    services: [box],
    operations: ({ call }) => [call(box, 'put', { key: 'a', input: fc.constantFrom(1, 2) })],
  });
  const { findings: found } = await campaign(
    { ...boxes, invariants: [neverIs(2)] },
    { seed: 1, runs: 20, judgeReach: false },
  );
  const [two] = found;
  if (two === undefined) throw new Error('There is no finding.');
  const [put] = two.plan.operations;
  if (put === undefined) throw new Error('The plan is empty.');
  const plan = { ...two.plan, operations: [{ ...put, id: '0', input: 1 }, put] };
  const both = { ...boxes, invariants: [neverIs(1), neverIs(2)] };
  const saved = readFinding(findingText({ ...two, plan }, {}), 'boxes.json');
  expect(await replay([both], saved)).toMatchObject({ shows: true, hiddenBy: ['the box never holds 1'] });
  expect(await replay([{ ...boxes, invariants: [neverIs(1)] }], saved)).toMatchObject({ shows: false, hiddenBy: [] });
});

describe('a file that is no finding', () => {
  it.each<[string, (text: string) => string, RegExp]>([
    ['cut off', (text) => text.slice(0, 400), /is damaged: it is not complete JSON\.$/],
    [
      'of another version',
      (text) => text.replace('"version": 1', '"version": 9'),
      /has format version 9; this restate-sim reads version 1\.$/,
    ],
    [
      'with a command in its path',
      (text) => text.replace(/"seed": /, '"path": "$(touch x)",\n  "seed": ').replace(/"path": "\d[^\n]*\n/, ''),
      /path must look like/,
    ],
    ['of something else', () => '{}', /is not a finding of restate-sim/],
    [
      'with a damaged plan',
      (text) => text.replace('"kind": "call"', '"kind": "cal"'),
      /kind must be one of call, send\.$/,
    ],
    ['too large', () => ' '.repeat(9 * 1024 * 1024), /is larger than the limit of 8 MB\.$/],
    [
      'for an unknown scenario',
      (text) => text.replaceAll('"shopping cart"', '"lost"'),
      /The finding is about "lost"; the scenarios here are: bank account/,
    ],
  ])('is refused in one sentence: %s', (what, change, sentence) => {
    const file = damaged(`${what.replaceAll(' ', '-')}.json`, change(readFileSync(finding(), 'utf8')));
    const { status, error } = run(SIM, 'replay', file);
    expect(status).toBe(3);
    expect(error.trim().split('\n').length).toBe(1);
    expect(error.trim()).toMatch(sentence);
  });

  it('is refused when it is not there', () => {
    const { status, error } = run(SIM, 'replay', join(folder, 'nowhere.json'));
    expect(status).toBe(3);
    expect(error).toContain('nowhere.json cannot be read: ENOENT');
  });
});
