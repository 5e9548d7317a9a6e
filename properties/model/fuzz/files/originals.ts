import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PACKAGE } from './projects.ts';
import { FULL_PLAN, savedFindings } from './world.ts';

/** What a file is, before it is changed. */
export type Kind = 'finding' | 'findings' | 'plan' | 'hints' | 'config' | 'journal' | 'run data' | 'package.json';

export type Originals = Readonly<Record<Kind, readonly string[]>>;

const HINTS = {
  examples: { 'Purse/pay': [3, 5], 'Shop/buy': [{ purse: 'ann', price: 2 }] },
  keys: { Purse: ['ann', 'bob'] },
  stubs: { note: 1, 'post *': { sent: true } },
  http: { 'GET https://api.example.com/*': { any: 'JSON' } },
  awakeables: { 'Shop/buy': [true, { paid: 1 }] },
  faults: {
    troubles: 2,
    effects: true,
    skew: true,
    clockJumps: true,
    serverRestarts: true,
    duplicates: true,
    operators: ['cancel'],
    clearedState: true,
  },
  operators: { cancel: true, kill: true, pause: false },
  owed: ['awakeable', 'anything'],
  services: {
    Purse: { keys: ['cid'], faults: { troubles: 1, duplicates: false }, operators: { kill: true }, owed: ['anything'] },
  },
};

const CONFIG = {
  files: ['./services.ts'],
  scenario: ['purses', 'services'],
  hints: HINTS,
  http: { 'POST https://api.example.com/*': 'ok' },
  stubs: { note: 2 },
  seed: 5,
  runs: 3,
  time: '20s',
  enough: 9,
  keepGoing: true,
  strategy: 'mix',
  workers: 1,
  engine: 'fake',
  horizon: '2d',
  watchdog: '30s',
  report: 'page.html',
  json: 'result.json',
  junit: 'junit.xml',
  coverage: false,
  verbose: true,
};

const BOUNDS = { ...CONFIG, strategy: 'exhaustive', bounds: { troubles: 1, preemptions: 1 }, hints: './my.hints.json' };

/** @returns valid files of each kind, as text */
export async function originals(): Promise<Originals> {
  const findings = await savedFindings();
  const journals = fileURLToPath(new URL('../../journals/exported/', import.meta.url));
  const of = (...data: readonly unknown[]): readonly string[] => data.map((each) => JSON.stringify(each));
  return {
    finding: findings,
    findings,
    plan: of(FULL_PLAN),
    hints: of(HINTS, HINTS.examples),
    config: of(CONFIG, BOUNDS),
    journal: readdirSync(journals)
      .toSorted()
      .map((name) => readFileSync(`${journals}${name}`, 'utf8')),
    'run data': of({ format: 'restate-sim run', version: 1, suite: 'x', seed: 1, scenarios: [], exhibits: [] }),
    'package.json': of(PACKAGE),
  };
}
