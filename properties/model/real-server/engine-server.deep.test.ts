/**
 * Goal: the engine `server` runs a scenario for real and judges what can be seen of it. Method: a planted bug that a real server
 * shows, crashes at entries of a journal, a killed server; and everything that can go wrong with the server itself, after
 * which no process of ours may be left.
 */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../sim/core/errors.ts';
import { serverBinary } from '../../../sim/real-server/binary.ts';
import { Caretaker } from '../../../sim/real-server/caretaker.ts';
import { RestateServer } from '../../../sim/real-server/restate-server.ts';
import { ScenarioRoom } from '../../../sim/real-server/scenario-room.ts';
import type { Plan, Trouble } from '../../../sim/simulation/faults/plan.ts';
import { flat, outputOf, start, type Running } from '../../harness/command.ts';
import { depth, itInDepth } from '../../harness/depth.ts';
import { hasServer } from '../../harness/has-server.ts';
import { twoStepsScenario } from './scenarios.ts';
import { decodeUtf8 } from '../../../sim/core/utf8.ts';

const MODULE = new URL('scenarios.ts', import.meta.url).href;
const MAIN = join(import.meta.dirname, 'real-main.ts');

/** Processes that were started by a command whose temporary files are in this folder; its environment says so. */
function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${folder}`);
    } catch {
      // It has ended in the meantime, or belongs to another user.
      return false;
    }
  });
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts the command with the engine `server`; its temporary files are in `folder`. */
function starts(module: string, ...args: readonly string[]): Running {
  const all = [MAIN, module, '--engine', 'server', '--seed', '1', ...args];
  return start(all, { cwd: folder, env: { TMPDIR: folder } });
}

async function sim(
  module: string,
  ...args: readonly string[]
): Promise<{ readonly status: number | null; readonly out: string }> {
  const ended = await starts(module, ...args).ended;
  return { status: ended.status, out: flat(outputOf(ended)) };
}

/** Waits until the command has written these words. */
async function written({ child, text }: Running, words: string): Promise<void> {
  while (!text().includes(words)) await once(child.stderr, 'data');
}

const plan = (troubles: readonly Trouble[], more: Partial<Plan> = {}): Plan => ({
  version: 1,
  scenario: twoStepsScenario.name,
  seed: 1,
  operations: [{ id: 'a', client: 'client 1', kind: 'call', service: 'TwoSteps', handler: 'work', key: 'k', troubles }],
  world: [],
  holds: [],
  choices: {},
  ...more,
});

describe.runIf(hasServer())('the engine server', () => {
  it('finds on a real server what is broken there', async () => {
    const { status, out } = await sim('', '--scenario', 'visits that are lost', '--runs', '20');
    expect(out).toContain('visits that are lost: broken');
    expect(out).toContain('answers fit the model, one operation after another broken');
    expect(out).toContain('Confirmed: it was seen on restate-server itself');
    expect(status).toBe(1);
  });

  // What is asked in the other tests is asked in the mode default; that the option arrives is shown by one other.
  it.each(depth({ slice: ['lazy-state'], deep: ['default', 'always-suspend', 'protocol-v7', 'lazy-state'] }))(
    'runs in the mode %s',
    async (mode) => {
      const { status, out } = await sim('', '--scenario', 'two steps', '--runs', '1', '--server-mode', mode);
      expect(out).toContain('two steps: held (1 run');
      expect(status).toBe(0);
    },
  );

  itInDepth('says that nothing can be said when a service never answers', async () => {
    const { status, out } = await sim(
      '',
      '--scenario',
      'a service that never answers',
      '--runs',
      '1',
      '--watchdog',
      '2s',
    );
    expect(out).toContain(
      'The run was not over after 2 s of real time. No response came for a. Mute/listen is running.',
    );
    expect(status).toBe(2);
  });

  it('leaves nothing behind when it is killed itself', async () => {
    const running = starts('', '--scenario', 'two steps', '--runs', '500');
    await written(running, ' 1 run');
    running.child.kill('SIGKILL');
    await once(running.child, 'exit');
    // The process that cleans up notices the end by a channel that closes, and then takes a moment.
    await expect.poll(() => processesOf(folder), { timeout: 20_000 }).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.startsWith('restate-sim-'))).toEqual([]);
  });

  it('says in one sentence which option is not for it', async () => {
    const { status, out } = await sim('', '--report', 'x.html');
    expect(out).toContain('--report is about runs of the simulator; leave it out with --engine server.');
    expect(status).toBe(3);
  });

  it('says why the services cannot be served', async () => {
    const { status, out } = await sim('nowhere.ts', '--scenario', 'two steps', '--runs', '1');
    expect(out).toContain('The process that serves the services ended with 1');
    expect(out).toContain('nowhere.ts');
    expect(status).toBe(3);
    if (platform() === 'linux') expect(processesOf(folder)).toEqual([]);
  });

  itInDepth('ends everything on Ctrl-C, and says what was found so far', async () => {
    const running = starts('', '--scenario', 'two steps', '--runs', '500');
    await written(running, ' 2 runs');
    // The command, the server, the process that serves, and who cleans up after them.
    if (platform() === 'linux') expect(processesOf(folder).length).toBeGreaterThanOrEqual(4);
    running.child.kill('SIGINT');
    expect(outputOf(await running.ended)).toContain('interrupted: this is what was found so far');
    if (platform() === 'linux') expect(processesOf(folder)).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.startsWith('restate-sim-'))).toEqual([]);
  });
});

describe.runIf(hasServer())('a room with a real server', () => {
  let room: ScenarioRoom;
  beforeAll(async () => {
    room = await ScenarioRoom.open(twoStepsScenario, MODULE, 'default');
  });
  afterAll(() => room[Symbol.asyncDispose]());

  const crash = (entry: number, phase: 'before' | 'after'): Trouble => {
    return { kind: 'crash', scope: 'process', path: '', attempt: 1, entry, phase };
  };

  // Entries: input, run, state, run, output.
  const places: [number, 'before' | 'after'][] = [
    [3, 'before'],
    [3, 'after'],
    [1, 'before'],
    [2, 'before'],
    [4, 'before'],
  ];
  it.each(depth({ slice: places.slice(0, 2), deep: places }))(
    'kills the process at entry %i, %s it is written',
    async (entry, phase) => {
      const { undecided, events } = await room.run(plan([crash(entry, phase)]), 20_000);
      expect(undecided).toBeUndefined();
      expect(room.attempts['a']).toBe(2);
      const answer = events.find((event) => event.type === 'answer');
      expect(answer?.type === 'answer' && decodeUtf8(answer.body)).toBe('"second k"');
    },
  );

  it('runs a calm plan in one attempt', async () => {
    const { undecided } = await room.run(plan([]), 20_000);
    expect(undecided).toBeUndefined();
    expect(room.attempts['a'] ?? 1).toBe(1);
  });

  it('kills the server and starts it again while a run goes', async () => {
    const before = room.room.server.pid;
    const world = [{ kind: 'server restart', atMs: 5 }] as const;
    const { undecided } = await room.run(plan([], { world }), 20_000);
    expect(undecided).toBeUndefined();
    expect(room.room.server.pid).not.toBe(before);
  });

  it('says with the last lines of the server that it died', async () => {
    const dying = room.run(plan([]), 20_000);
    process.kill(room.room.server.pid ?? 0, 'SIGKILL');
    await expect(dying).rejects.toThrow(/restate-server ended of itself with SIGKILL\. Its last lines:/);
  });
});

describe('a server that cannot be had', () => {
  it('is named with the platform that has none', () => {
    expect(() => serverBinary('plan9-mips')).toThrow(UsageError);
    expect(() => serverBinary('plan9-mips')).toThrow('There is no restate-server for plan9-mips');
  });

  it.runIf(hasServer())('says that a port is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const caretaker = new Caretaker();
    const ports = [port, port + 1, port + 2] as const;
    await expect(
      RestateServer.start({ folder: join(folder, 'data'), environment: {}, caretaker, ports }),
    ).rejects.toThrow('One of its ports is taken.');
    await caretaker.close();
    holder.close();
  });
});
