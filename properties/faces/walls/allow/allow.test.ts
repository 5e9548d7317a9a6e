/**
 * Goal: `allow` lets handlers use what is real, of the kinds that it names and of no others, and the result is marked. Method:
 * handlers that use a server of this test, processes, threads and files; each is searched with its kind allowed, and without.
 */
import * as restate from '@restatedev/restate-sdk';
import childProcess, { execFile } from 'node:child_process';
import dns from 'node:dns/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import http, { createServer, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Allowance } from '../../../../sim/core/allowances.ts';
import { depth } from '../../../harness/depth.ts';
import { campaign, scenario, Simulation, type ScenarioResult } from '../../../../sim/index.ts';

let server: Server;
let folder = '';
const asked: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'restate-sim-allow-'));
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    // The path says after how many ms it responds; /never does not.
    if (request.url === '/never') return;
    setTimeout(() => response.end('real'), Number(request.url?.slice(1)));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const url = (path: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;

type Code = (ctx: restate.Context) => Promise<string>;

function serving(code: Code) {
  return restate.service({ name: 'Outer', handlers: { use: async (ctx: restate.Context) => code(ctx) } });
}

function searched(code: Code, allow: readonly Allowance[] = [], outsideMs?: number): Promise<ScenarioResult> {
  const outer = serving(code);
  const made = scenario('outer', {
    services: [outer],
    allow,
    maxOperations: 1,
    clients: 1,
    faults: { troubles: 0, serverRestarts: false, operators: false, duplicates: false },
    operations: ({ call }) => [call(outer, 'use', {})],
  });
  const limited = outsideMs === undefined ? made : { ...made, limits: { outsideMs } };
  return campaign(limited, { seed: 1, runs: 2, judgeReach: false, shrink: false });
}

const request = (path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    http
      .get(url(path), (response) => {
        let body = '';
        response.on('data', (chunk) => (body += String(chunk)));
        response.on('end', () => resolve(body));
      })
      .on('error', reject);
  });

const socket = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const made = net.connect(port, '127.0.0.1', () => made.write('GET /0 HTTP/1.0\r\n\r\n'));
    made.on('data', (chunk) => resolve(String(chunk).slice(0, 8))).on('error', reject);
  });

const thread = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const worker = new Worker("require('node:worker_threads').parentPort.postMessage('done')", { eval: true });
    worker.on('message', resolve).on('error', reject);
  });

/** Each kind, and ways to use it; all return the word that comes last. */
const WAYS: readonly (readonly [Allowance, string, Code, string])[] = [
  ['network', 'fetch', async (ctx) => ctx.run('ask', async () => (await fetch(url('5'))).text()), 'real'],
  ['network', 'http.get', async (ctx) => ctx.run('ask', () => request('5')), 'real'],
  ['network', 'net.connect', async (ctx) => ctx.run('ask', socket), 'HTTP/1.1'],
  ['network', 'dns.promises', async () => (await dns.lookup('127.0.0.1')).address, '127.0.0.1'],
  ['processes', 'execFile', async () => (await promisify(execFile)('echo', ['done'])).stdout.trim(), 'done'],
  ['processes', 'execFileSync', async () => String(childProcess.execFileSync('echo', ['done'])).trim(), 'done'],
  ['threads', 'Worker', async (ctx) => ctx.run('think', thread), 'done'],
  [
    'files',
    'fs.promises',
    async () => {
      await appendFile(join(folder, 'log'), '.');
      return (await readFile(join(folder, 'log'), 'utf8')).slice(0, 1);
    },
    '.',
  ],
];

describe.each(depth({ slice: WAYS.slice(0, 1), deep: WAYS }))(
  'what is allowed of %s by %s',
  (kind, _name, code, response) => {
    it('goes through, is waited for, and marks the result', async () => {
      const responses: string[] = [];
      const { verdict, allowed, undecided, advice } = await searched(
        async (ctx) => {
          responses.push(await code(ctx));
          return 'ended';
        },
        [kind],
      );
      expect({ verdict, undecided, advice }).toEqual({ verdict: 'held', undecided: [], advice: [] });
      expect(new Set(responses)).toEqual(new Set([response]));
      expect(allowed).toEqual([{ kind, runs: 2, calls: [expect.stringContaining('allow.test.ts:')] }]);
    });

    it('is not, where another kind is', async () => {
      const { verdict, allowed, undecided, advice } = await searched(code, [kind === 'files' ? 'network' : 'files']);
      expect(allowed.map(({ runs }) => runs)).toEqual([0]);
      if (kind === 'files') expect(advice[0]?.message).toContain('does real input or output');
      else
        expect({ verdict, undecided }).toEqual({
          verdict: 'undecided',
          undecided: [expect.stringMatching(/cannot continue without/)],
        });
    });
  },
);

it('lets a native module through to Node, which says what is wrong with it', async () => {
  const file = join(folder, 'no.node');
  writeFileSync(file, 'no module');
  const code: Code = async () => {
    try {
      process.dlopen({ exports: {} }, file);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  const said: string[] = [];
  const keeping: Code = async (ctx) => {
    said.push(await code(ctx));
    return '';
  };
  expect((await searched(keeping, ['native'])).allowed).toMatchObject([{ kind: 'native', runs: 2 }]);
  expect(said[0]).not.toContain('simulated code');
  await searched(keeping, []);
  expect(said.at(-1)).toContain('simulated code loads no native modules');
});

describe('a call that is allowed', () => {
  it('is waited for in real time, although a virtual timer could end the wait at once', async () => {
    const code: Code = async (ctx) =>
      ctx.run('ask', () =>
        Promise.race([
          fetch(url('30')).then((response) => response.text()),
          new Promise<string>((resolve) => {
            setTimeout(resolve, 20, 'too late');
          }),
        ]),
      );
    await using sim = new Simulation({ services: [serving(code)], allow: ['network'] });
    expect(await sim.client.service(serving(code)).use()).toBe('real');
  });

  it('ends by a timeout of the code where nothing comes within the limit', async () => {
    const code: Code = async (ctx) =>
      ctx.run('ask', async () => {
        try {
          return await (await fetch(url('never'), { signal: AbortSignal.timeout(60_000) })).text();
        } catch (error) {
          return (error as Error).name;
        }
      });
    const outer = serving(code);
    await using sim = new Simulation({ services: [outer], allow: ['network'], limits: { outsideMs: 50 } });
    expect(await sim.client.service(outer).use()).toBe('TimeoutError');
  });

  it('leaves the run undecided where nothing comes, and no timeout ends it', async () => {
    const { verdict, undecided } = await searched(async () => (await fetch(url('never'))).text(), ['network'], 50);
    expect(verdict).toBe('undecided');
    expect(undecided).toEqual([
      `Outer/use waits for fetch (GET ${url('never')}), which is allowed, and nothing came in 50 ms of real time. Give a ` +
        'longer limit, such as `limits: { outsideMs: 60_000 }` in the scenario, or stub the call.',
    ]);
  });

  it('is not made where a stub answers', async () => {
    asked.length = 0;
    const code: Code = async (ctx) => ctx.run('ask', async () => (await fetch(url('0'))).text());
    await using sim = new Simulation({
      services: [serving(code)],
      allow: ['network'],
      http: { '*': () => new Response('stubbed') },
    });
    expect([await sim.client.service(serving(code)).use(), asked]).toEqual(['stubbed', []]);
  });

  it('leaves what comes before and after it in virtual time', async () => {
    const code: Code = async (ctx) => {
      const before = await ctx.date.now();
      await ctx.sleep(86_400_000);
      await ctx.run('ask', async () => (await fetch(url('0'))).text());
      return String((await ctx.date.now()) - before);
    };
    await using sim = new Simulation({ services: [serving(code)], allow: ['network'] });
    expect(await sim.client.service(serving(code)).use()).toBe('86400000');
  });
});

it('says in one sentence that there is no such kind', () => {
  const allow = ['network', 'internet'] as unknown as readonly Allowance[];
  const outer = serving(async () => '');
  const services = [outer];
  const sentence = ' cannot allow "internet"; it takes: network, processes, threads, native, files.';
  expect(() => new Simulation({ services, allow })).toThrow(`The simulation${sentence}`);
  expect(() => scenario('one', { services, allow, operations: ({ call }) => [call(outer, 'use', {})] })).toThrow(
    `The scenario "one"${sentence}`,
  );
});
