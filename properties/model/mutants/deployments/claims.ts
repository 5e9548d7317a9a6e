import { decodeUtf8 } from '../../../../sim/core/utf8.ts';
import type { Step, Upgrade } from '../../../../sim/simulation/run/testing/versions.ts';

const RUN: Step = { do: 'run' };
const WAIT: Step = { do: 'wait' };
const AWAKEABLE: Step = { do: 'awakeable' };
const FAILS: Step = { do: 'fail', before: 99 };

/** What holds for deployments: a run, and what comes out of it on the right model. */
export interface Claim {
  readonly run: (world: Upgrade) => Promise<unknown>;
  readonly expected: unknown;
}

/** Lets an invocation begin, and deploys version 2. */
async function across(world: Upgrade, path: string, ...steps: readonly Step[]): Promise<string> {
  const id = await world.send(path, ...steps);
  await world.sim.advance(200);
  world.deploy();
  return id;
}

async function rest(world: Upgrade, id: string): Promise<unknown> {
  await world.sim.runToQuiet();
  return world.resultOf(id) ?? [world.status(id), ...world.failures(id)];
}

/** Repeats an invocation of version 1 from a row, with version 2 deployed. */
async function repeated(world: Upgrade, steps: readonly Step[], from: number): Promise<string> {
  const id = await world.send('/O/k/go', ...steps);
  if (steps.includes(AWAKEABLE)) await world.resolve('first');
  await world.sim.runToQuiet();
  world.deploy();
  return String(world.sim.restartAsNew(id, { from }).body?.['new_invocation_id']);
}

/** By what each says; the rules are those of docs/internals/upgrade-semantics.md. */
export const claims: Readonly<Record<string, Claim>> = {
  'an attempt that runs and has stored nothing ends where it is': {
    run: async (world) => {
      const id = await world.send('/O/k/go', WAIT, { do: 'set' });
      world.deploy();
      return [await rest(world, id), world.pinnedTo(id)];
    },
    expected: [['v1'], 1],
  },
  'one that fails before it has stored anything goes on on the latest': {
    run: async (world) => {
      const id = await world.send('/S/go', FAILS);
      world.deploy();
      await world.sim.advance(1_500);
      return world.ranOn(id);
    },
    expected: [1, 2],
  },
  'one that is suspended at an awakeable alone goes on on the latest': {
    run: async (world) => {
      const id = await across(world, '/S/go', AWAKEABLE, RUN);
      await world.resolve();
      return [await rest(world, id), world.ranOn(id)];
    },
    expected: [
      ['v2', 'ok', 'v2'],
      [1, 2],
    ],
  },
  'a signal does not pin one that runs': {
    run: async (world) => {
      const id = await world.send('/S/go', AWAKEABLE, WAIT, FAILS);
      await world.resolve();
      world.deploy();
      await world.sim.advance(2_000);
      return world.ranOn(id);
    },
    expected: [1, 2],
  },
  'one that has stored a run stays': {
    run: async (world) => {
      const id = await across(world, '/S/go', RUN, { do: 'sleep', ms: 1_000 });
      return [await rest(world, id), world.ranOn(id)];
    },
    expected: [
      ['v1', 'v1'],
      [1, 1],
    ],
  },
  'what is queued goes to the latest': {
    run: async (world) => {
      await world.send('/O/k/go', { do: 'set' }, { do: 'sleep', ms: 1_000 });
      const id = await world.send('/O/k/go');
      world.deploy();
      return rest(world, id);
    },
    expected: ['v2'],
  },
  'a handler that the latest does not have is a failure without code, and keeps the key': {
    run: async (world) => {
      await world.send('/O/k/go', { do: 'set' }, { do: 'sleep', ms: 1_000 });
      const id = await world.send('/O/k/old');
      world.deploy();
      return [await rest(world, id), world.sim.server.introspection.holder('O', 'k') === id];
    },
    expected: [['paused', 'RT0012', 'Paused RT0012'], true],
  },
  'old code cannot call a handler that only the old deployment has': {
    run: async (world) => {
      const id = await across(world, '/S/go', RUN, { do: 'sleep', ms: 500 }, { do: 'call', to: 'S', handler: 'old' });
      return rest(world, id);
    },
    expected: ['paused', 'RT0018', 'Paused RT0018'],
  },
  'a registration again, with force, makes an older deployment the latest': {
    run: async (world) => {
      world.deploy();
      world.deploy({ how: 'in-place', uri: 'http://deployment-1:9080', force: true }, [], world.v1);
      return (await world.call('/S/go')).body;
    },
    expected: ['v1'],
  },
  'without the latest deployment the one before it is the latest': {
    run: async (world) => {
      world.deploy();
      world.sim.removeDeployment(world.id(2), { force: true });
      return (await world.call('/S/go')).body;
    },
    expected: ['v1'],
  },
  'what is pinned to a removed deployment is paused': {
    run: async (world) => {
      const id = await across(world, '/S/go', RUN, AWAKEABLE);
      world.sim.removeDeployment(world.id(1), { force: true });
      await world.resolve();
      return rest(world, id);
    },
    expected: ['paused', 'RT0011', 'Paused RT0011'],
  },
  'a process that is replaced is not discovered again by itself': {
    run: async (world) => {
      world.deploy({ how: 'in-place' }, [['fresh']]);
      return (await world.call('/S/fresh')).status;
    },
    expected: 404,
  },
  'an update moves what is in flight to another address': {
    run: async (world) => {
      const id = await world.send('/S/go', RUN, AWAKEABLE);
      await world.sim.advance(200);
      world.deploy({ how: 'new', register: false, uri: 'http://c:9080' });
      world.sim.updateDeployment(world.id(1), { uri: 'http://c:9080' });
      await world.resolve();
      return rest(world, id);
    },
    expected: ['v2', 'v1', 'ok'],
  },
  'a queued call writes as the exclusive one that it was accepted as': {
    run: async (world) => {
      await world.send('/O/k/go', { do: 'set' }, { do: 'sleep', ms: 1_000 });
      const id = await world.send('/O/k/go', { do: 'set' });
      world.v2.shared = true;
      world.deploy();
      return rest(world, id);
    },
    expected: ['v2'],
  },
  'the retry policy is that of the deployment of the attempt': {
    run: async (world) => {
      const id = await world.send('/S/go', RUN, FAILS);
      await world.sim.runToQuiet();
      world.v2.retries = { maxAttempts: 2 };
      world.deploy();
      world.sim.resume(id);
      await world.sim.runToQuiet();
      return world.ranOn(id);
    },
    expected: [1, 1, 1, 1, 1, 1, 1, 1],
  },
  'a resume on another deployment uses its retry policy': {
    run: async (world) => {
      const id = await world.send('/S/go', RUN, FAILS);
      await world.sim.runToQuiet();
      world.v2.retries = { maxAttempts: 2, onMaxAttempts: 'kill' };
      world.deploy();
      world.sim.resume(id, { deployment: 'latest' });
      await world.sim.runToQuiet();
      return [world.status(id), world.ranOn(id)];
    },
    expected: ['completed', [1, 1, 1, 1, 2, 2]],
  },
  'a resume on the latest moves a suspended invocation': {
    run: async (world) => {
      const id = await across(world, '/S/go', RUN, AWAKEABLE);
      world.sim.resume(id, { deployment: 'latest' });
      await world.resolve();
      return [await rest(world, id), world.pinnedTo(id)];
    },
    expected: [['v2', 'v1', 'ok'], 2],
  },
  'one that waits for a retry cannot be moved': {
    run: async (world) => {
      const id = await across(world, '/S/go', RUN, FAILS);
      return world.sim.resume(id, { deployment: 'latest' }).status;
    },
    expected: 409,
  },
  'a crash ends the process of its attempt alone': {
    run: async (world) => {
      const first = await world.send('/S/go', RUN, WAIT, RUN);
      world.deploy();
      await world.send('/S/go', RUN, WAIT, RUN);
      world.sim.trouble('b', { kind: 'crash', scope: 'process', path: '', attempt: 1, entry: 2, phase: 'before' });
      await world.sim.runToQuiet();
      return world.failures(first);
    },
    expected: [],
  },
  'a repetition from a row does not get the signals behind it': {
    run: async (world) => rest(world, await repeated(world, [RUN, AWAKEABLE, RUN], 2)),
    expected: ['suspended'],
  },
  'a repetition from a command gets its completion': {
    run: async (world) => {
      const id = await repeated(world, [RUN], 1);
      return rest(world, id);
    },
    expected: ['v2', 'v1'],
  },
  'a repetition does not write again what is in its rows': {
    run: async (world) => {
      const id = await repeated(world, [{ do: 'add' }, RUN], 2);
      await world.sim.runToQuiet();
      const again = await world.send('/O/k/go', { do: 'add' });
      await world.sim.runToQuiet();
      const third = String(world.sim.restartAsNew(id, { from: 2 }).body?.['new_invocation_id']);
      await world.sim.runToQuiet();
      const n = world.sim.server.introspection.stateValue('O', 'k', 'n') ?? new Uint8Array();
      return [world.resultOf(again), world.resultOf(third), decodeUtf8(n)];
    },
    expected: [['v2', '2'], ['v2', '1', 'v2'], '2'],
  },
  'a repetition from a row has lost its random numbers': {
    run: async (world) => rest(world, await repeated(world, [{ do: 'rand' }, RUN], 1)),
    expected: ['paused', 'RT0016', 'Paused RT0016'],
  },
  'a repetition is pinned from birth': {
    run: async (world) => {
      const old = await world.send('/O/k/go', RUN);
      await world.sim.runToQuiet();
      world.deploy();
      await world.send('/O/k/go', { do: 'set' }, { do: 'sleep', ms: 1_000 });
      const id = String(world.sim.restartAsNew(old).body?.['new_invocation_id']);
      world.deploy();
      await world.sim.runToQuiet();
      return world.ranOn(id);
    },
    expected: [2],
  },
};
