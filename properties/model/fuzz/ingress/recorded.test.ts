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
import { EXCUSED } from './excused.ts';
import type { Recording } from './recording.ts';
import { simulated } from './servers.ts';

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

it('the documentation lists every difference that remains, with its reason', () => {
  const page = readFileSync(new URL('../../../../docs/what-is-simulated.md', import.meta.url), 'utf8');
  const text = page.replaceAll(/\s+/g, ' ');
  for (const { name, reason } of EXCUSED) {
    expect(text).toContain(name);
    expect(text).toContain(reason);
  }
});
