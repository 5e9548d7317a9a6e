/**
 * Goal: every face marks a result that used what is real, and a finding of a colleague allows nothing by itself. Method: a folder of
 * services that ask a server of this test, and the command line over them.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flat, start, BIN, type Ended } from '../../../harness/command.ts';
import { FolderOfServices } from '../../cli/folder-of-services.ts';

const folder = new FolderOfServices();
let server: Server;
let asked = 0;

beforeAll(async () => {
  server = createServer((_request, response) => {
    asked++;
    response.end('7');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  folder.write('rates.ts', services(`http://127.0.0.1:${(server.address() as AddressInfo).port}/rate`));
});
afterAll(() => {
  server.close();
  folder.remove();
});

/** The second handler writes what it has read, and forgets what came in between. */
const services = (url: string): string => `import * as restate from '@restatedev/restate-sdk';
export const rates = restate.service({
  name: 'Rates',
  handlers: {
    get: async (ctx: restate.Context) => ctx.run('ask', async () => Number(await (await fetch('${url}')).text())),
  },
});
export const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext) => {
      await ctx.run('ask', async () => (await fetch('${url}')).text());
      throw new Error('never works');
    },
  },
});
`;

// The server of this test answers in the same process, so the command must not block it.
const command = async (...args: readonly string[]): Promise<Ended> => {
  const { status, out, error } = await start([BIN, ...args], { cwd: folder.path }).ended;
  return { status, out, error: stripVTControlCharacters(error) };
};
const sentence = ({ error }: Ended): string => flat(error).replace('restate-sim: ', '');
const SEARCH = ['run', 'rates.ts', '--seed', '1', '--runs', '4'];
const MARK =
  /marked: the real network was used in \d+ of \d+ runs?, as `allow` says \(fetch \(GET http:\/\/127\S+ at rates\.ts:/;

describe('a search with --allow', () => {
  it.each([[[]], [['--engine', 'sdk']], [['--workers', '2']]])('is marked in every face %j', async (more) => {
    const given = [
      '--keep-going',
      '--allow',
      'network,files',
      '--junit',
      'junit.xml',
      '--json',
      'result.json',
      '--report',
      'page.html',
    ];
    const { status, out, error } = await command(...SEARCH, ...given, ...more);
    expect([status, error]).toEqual([1, '']);
    expect(flat(out)).toMatch(MARK);
    expect(out).toContain('allowed, and used by no run: real files');
    expect(out).toContain('broken, marked by what was allowed');
    const read = (name: string): string => readFileSync(join(folder.path, name), 'utf8');
    expect(read('junit.xml')).toMatch(/<system-out>[^<]*marked: the real network was used/);
    expect(read('page.html')).toContain('marked: the real network was used');
    expect(JSON.parse(read('result.json'))).toMatchObject({
      scenarios: [{ allowed: [{ kind: 'network' }, { kind: 'files', runs: 0, calls: [] }] }],
    });
    expect(out).toMatch(/npx restate-sim replay \S+ rates\.ts --allow "network,files"\n/);
    expect(out).toMatch(/npx restate-sim run rates\.ts --allow "network,files" --seed 1 --path \S+/);
    // The server always gives the same answer.
    expect(flat(out)).toContain('Confirmed: run again');
  });

  it('is refused with a real server, where handlers run outside of a simulation anyway', async () => {
    const ended = await command(...SEARCH, '--allow', 'network', '--engine', 'server');
    expect([ended.status, sentence(ended)]).toEqual([
      3,
      '--allow is about runs of the simulator; leave it out with --engine server.',
    ]);
  });

  it('says in one sentence that there is no such kind', async () => {
    const ended = await command(...SEARCH, '--allow', 'network,all');
    const words = '--allow cannot allow "all"; it takes: network, processes, threads, native, files.';
    expect([ended.status, sentence(ended)]).toEqual([3, words]);
  });
});

describe('a finding that used the network', () => {
  const finding = (): string => {
    const [name = ''] = readdirSync(join(folder.path, '.sim', 'findings'));
    return join('.sim', 'findings', name);
  };

  it('carries what it needs, and asks for it: nothing leaves the simulation', async () => {
    expect(JSON.parse(readFileSync(join(folder.path, finding()), 'utf8'))).toMatchObject({ allow: ['network'] });
    asked = 0;
    for (const words of [
      ['replay', finding()],
      ['report', finding()],
    ]) {
      const ended = await command(...words, 'rates.ts');
      expect(ended.status).toBe(3);
      expect(sentence(ended)).toBe(
        'The run of this finding used the real network, and a file cannot allow that. If you want it to happen again, add ' +
          '--allow network, or `allow` to the scenario "rates".',
      );
    }
    expect(flat((await command('replay', join('.sim', 'findings'), 'rates.ts')).out)).toContain('1 cannot be run');
    expect(asked).toBe(0);
  });

  it('shows again where the user allows it, and says that it is marked', async () => {
    const { status, out } = await command('replay', finding(), 'rates.ts', '--allow', 'network');
    expect([status, asked > 0]).toEqual([1, true]);
    expect(out).toContain('with the same trace');
    expect(flat(out)).toMatch(/marked: the real network was used in 1 of 1 run/);
    const all = await command('replay', join('.sim', 'findings'), 'rates.ts', '--allow', 'network');
    expect(flat(all.out)).toContain('marked: it used the real network, as `allow` says');
    expect((await command('report', finding(), 'rates.ts', '--allow', 'network')).status).toBe(0);
  });

  it('is allowed by a config, and by hints', async () => {
    const config = join(folder.path, 'restate-sim.config.json');
    writeFileSync(config, '{ "allow": ["network"] }');
    expect((await command('replay', finding(), 'rates.ts')).status).toBe(1);
    const hints = join(folder.path, 'rates.hints.json');
    writeFileSync(hints, '{ "allow": ["network"] }');
    expect((await command('replay', finding(), 'rates.ts', '--no-config')).status).toBe(1);
    writeFileSync(config, '{ "allow": ["sea"] }');
    writeFileSync(hints, '{ "allow": "network" }');
    const words = 'it takes: network, processes, threads, native, files.';
    expect(sentence(await command('list', 'rates.ts'))).toBe(
      `restate-sim.config.json cannot be used: allow cannot allow "sea"; ${words}`,
    );
    expect(sentence(await command('list', 'rates.ts', '--no-config'))).toBe(
      'The hints in rates.hints.json cannot be used: allow takes a list of network, processes, threads, native, files, not "network".',
    );
  });
});
