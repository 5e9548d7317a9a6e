import { fact, type Case } from '../../case.ts';
import { service } from '../../deployments/services-of.ts';
import { Rollout } from '../../deployments/rollout.ts';
import { is } from '../../expectation.ts';
import type { Bench } from '../../bench.ts';
import { LOST, pinnedAtA, who } from './bodies.ts';

const rule = 'draining';

/** What the removal of a deployment does to those that are pinned to it. */
export const drainingCases: readonly Case[] = [
  fact(259, 'dp-delete', rule, is({ plain: 501, unforced: 501, forced: 202, again: 404 }), async (bench) => {
    const code = { S: service({ who }) };
    const rollout = await Rollout.begin(bench, code, code);
    const { deployments } = rollout.bench.driver;
    return {
      plain: await deployments.remove('A'),
      unforced: await deployments.remove('A', { force: false }),
      forced: await deployments.remove('A', { force: true }),
      again: await deployments.remove('A', { force: true }),
    };
  }),

  fact(
    260,
    'dp-delete-pinned',
    rule,
    is({
      lost: { status: 'paused', troubles: [LOST, 'paused'], pinned: 'A' },
      resumed: 200,
      saved: { answer: ['v2', 'v1', 'ok'], path: ['v1', 'v2'], pinned: 'B' },
    }),
    async (bench) => {
      const { rollout, id } = await pinnedToNothing(bench);
      await rollout.resolve(id);
      const lost = await rollout.stand(id, 'paused');
      const resumed = await rollout.resume(id, 'latest');
      return { lost, resumed, saved: await rollout.end(id) };
    },
  ),

  fact(
    261,
    'dp-delete-cancel',
    rule,
    is({
      cancel: 202,
      lost: { status: 'paused', troubles: [LOST, 'paused'], pinned: 'A' },
      kill: 200,
      answer: { code: 409, message: 'killed', source: 'invocation' },
    }),
    async (bench) => {
      const { rollout, id } = await pinnedToNothing(bench);
      const cancel = await bench.ask('cancel', id);
      const lost = await rollout.stand(id, 'paused');
      const kill = await bench.ask('kill', id);
      return { cancel, lost, kill, answer: await rollout.outcome(id) };
    },
  ),

  fact(
    262,
    'dp-delete-latest',
    rule,
    is({ removed: 202, answer: 'v1', latest: ['A', 1], again: 201 }),
    async (bench) => {
      const code = { S: service({ who }) };
      const rollout = await Rollout.begin(bench, code, code);
      await rollout.next();
      const removed = await bench.driver.deployments.remove('B', { force: true });
      const answer = await rollout.call(rollout.to('S', 'who'));
      const latest = await rollout.latest('S');
      const { status } = await rollout.register('B');
      return { removed, answer, latest, again: status };
    },
  ),
];

/** An invocation that is suspended and pinned to a deployment that is no longer registered; B is the latest. */
async function pinnedToNothing(bench: Bench): Promise<{ readonly rollout: Rollout; readonly id: string }> {
  const pinned = await pinnedAtA(bench);
  await bench.driver.deployments.remove('A', { force: true });
  return pinned;
}
