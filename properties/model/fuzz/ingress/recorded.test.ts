/**
 * Goal: the HTTP port of a simulation answers as restate-server does. Method: the answers of restate-server 1.7.12 to one
 * conversation for each kind of answer are recorded (`npm run fuzz:ingress -- --seed 1 --count 2500 --record FILE`); the
 * simulation has the same conversations. `ingress.deep.test.ts` compares more of them with a real server.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RestateTestEnvironment } from '../../../../sim/index.ts';
import { answersOf } from './answers.ts';
import { differenceOf } from './differences.ts';
import { EXCUSED, NOT_GENERATED } from './excused.ts';
import type { Recording } from './recording.ts';
import { simulated } from './servers.ts';
import { UNSENDABLE_STATUS } from './services.ts';

const recordings = readFileSync(new URL('recorded.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recording);

describe('recorded answers of a real server', () => {
  let sim: RestateTestEnvironment;

  beforeAll(async () => {
    sim = await simulated();
  });
  afterAll(() => sim.stop());

  it('are those of the simulation', async () => {
    const differences: unknown[] = [];
    for (const { tag, requests, answers } of recordings) {
      const found = differenceOf({ requests }, answers, await answersOf(sim.baseUrl(), { requests }, tag));
      if (found !== undefined && found.excuse === undefined) differences.push(requests[found.place], found);
    }
    expect(differences).toEqual([]);
  });

  // Generated requests seldom reach it; `ingress.deep.test.ts` compares it with a real server.
  it('end the connection where a status below 200 cannot be sent', async () => {
    const answers = await answersOf(sim.baseUrl(), { requests: [UNSENDABLE_STATUS] }, 'last');
    expect(answers).toMatchObject([{ status: 500, headers: { 'content-length': '0' }, body: '', isOpen: false }]);
  });

  it('cover the rules of the ingress', () => {
    const statuses = new Set(recordings.flatMap(({ answers }) => answers.map(({ status }) => status)));
    expect([...statuses].toSorted((a, b) => a - b)).toEqual([200, 202, 400, 404, 405, 413, 418, 431, 470, 500]);
    expect(recordings.length).toBeGreaterThan(100);
  });
});

describe('a difference', () => {
  const [first] = recordings;
  const answers = first?.answers ?? [];

  it.each([
    ['status', { status: 299 }],
    ['body', { body: 'other' }],
    ['a header', { headers: {} }],
    ['what becomes of the connection', { isOpen: false }],
    ['an interim response', { interim: [100] }],
  ])('is seen in %s', (_what, other) => {
    const changed = answers.map((answer) => ({ ...answer, isOpen: true, ...other }));
    const real = answers.map((answer) => ({ ...answer, isOpen: true }));
    expect(differenceOf({ requests: first?.requests ?? [] }, real, changed)?.excuse).toBeUndefined();
    expect(differenceOf({ requests: first?.requests ?? [] }, real, changed)).toBeDefined();
    expect(differenceOf({ requests: first?.requests ?? [] }, real, real)).toBeUndefined();
  });
});

const textOf = (file: string): string => readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');

it('the documentation lists the differences that remain, with their reasons, and no others', () => {
  const [, section = ''] = textOf('docs/what-is-simulated.md').split(/^## The ingress$/m);
  const table = [...section.matchAll(/^\| (.*?) +\| (.*?) +\|$/gm)].map(([, name, reason]) => `${name}: ${reason}`);
  // After the titles of the columns, and the line below them.
  const listed = new Set(table.slice(2));
  expect(listed).toEqual(new Set([...EXCUSED, ...NOT_GENERATED].map(({ name, reason }) => `${name}: ${reason}`)));
});

it.each(NOT_GENERATED)('a test shows the difference: $name', ({ test: { file, title } }) => {
  expect(textOf(file)).toContain(`it('${title}'`);
});
