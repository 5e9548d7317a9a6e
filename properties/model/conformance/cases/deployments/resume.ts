import { fact, type Case } from '../../case.ts';
import { PATIENT, service, type Body, type ServiceOptions } from '../../deployments/services-of.ts';
import { Rollout } from '../../deployments/rollout.ts';
import { on18, only } from '../../versions.ts';
import { is } from '../../expectation.ts';
import {
  NOT_THERE,
  pinnedAtA,
  STILL_RUNNING,
  UNKNOWN_DEPLOYMENT,
  UNKNOWN_INVOCATION,
  who,
  WRONG_PROTOCOL,
} from './bodies.ts';

const rule = 'resume';

/** Resumes that choose a deployment, and the ones that are refused. */
export const resumeCases: readonly Case[] = [
  fact(
    263,
    'rs-suspended-latest',
    rule,
    is({
      before: 'A',
      resumed: 200,
      pinned: 'B',
      end: { answer: ['v2', 'v1', 'ok'], path: ['v1', 'v2'], pinned: 'B' },
    }),
    async (bench) => {
      const { rollout, id } = await pinnedAtA(bench);
      const before = await rollout.pinned(id);
      const resumed = await rollout.resume(id, 'latest');
      await rollout.attempt(id, rollout.attempts(id).length + 1);
      const pinned = await rollout.pinned(id);
      await rollout.resolve(id);
      return { before, resumed, pinned, end: await rollout.end(id) };
    },
  ),

  fact(
    264,
    'rs-running',
    rule,
    is({
      latest: `409 ${STILL_RUNNING}`,
      other: 409,
      pause: 202,
      resumed: 200,
      end: { answer: ['v2', 'ok'], path: ['v1', 'v2'], pinned: 'B' },
    }),
    async (bench) => {
      const body: Body = async ({ run, gate, awakeable, version }) => {
        await run('a');
        await gate('hold');
        return [version, await awakeable()];
      };
      const code = { S: service({ body }, PATIENT) };
      const rollout = await Rollout.begin(bench, code, code);
      const id = await rollout.send(rollout.to('S', 'body'));
      await rollout.atGate(id);
      await rollout.next();
      const latest = await rollout.resumeText(id, 'latest');
      const other = await rollout.resume(id, 'B');
      const pause = await bench.ask('pause', id);
      rollout.open('hold');
      await rollout.reaches(id, 'paused');
      const resumed = await rollout.resume(id, 'latest');
      await rollout.resolve(id);
      return { latest, other, pause, resumed, end: await rollout.end(id) };
    },
  ),

  only(
    '1.7',
    fact(
      265,
      'rs-backoff',
      rule,
      is({
        latest: `409 ${STILL_RUNNING}`,
        other: 409,
        plain: [200, ['v1', 'v1']],
        pause: 202,
        resumed: 200,
        end: { answer: 'v2', path: ['v1', 'v2'], pinned: 'B' },
      }),
      async (bench) => {
        const fail: Body = async ({ run, version }) => {
          await run('a');
          if (version === 'v1') throw new Error('fails');
          return version;
        };
        const patient = { inactivityTimeout: 60_000, retryPolicy: { initialInterval: 60_000 } };
        const code = { S: service({ fail }, patient) };
        const rollout = await Rollout.begin(bench, code, code);
        const id = await rollout.send(rollout.to('S', 'fail'));
        await rollout.reaches(id, 'backing-off');
        await rollout.next();
        const latest = await rollout.resumeText(id, 'latest');
        const other = await rollout.resume(id, 'B');
        const plain = await rollout.resume(id);
        await rollout.attempt(id, 2);
        await rollout.reaches(id, 'backing-off');
        const attempts = rollout.attempts(id);
        const pause = await bench.ask('pause', id);
        await rollout.reaches(id, 'paused');
        const resumed = await rollout.resume(id, 'latest');
        return { latest, other, plain: [plain, attempts], pause, resumed, end: await rollout.end(id) };
      },
    ),
  ),

  // A long retry waits in its queue, from where it can be moved.
  only(
    '1.8',
    fact(
      486,
      'rs-queued',
      rule,
      is({ latest: 200, end: { answer: 'v2', path: ['v1', 'v2'], pinned: 'B' } }),
      async (bench) => {
        const fail: Body = async ({ run, version }) => {
          await run('a');
          if (version === 'v1') throw new Error('fails');
          return version;
        };
        const code = { S: service({ fail }, { retryPolicy: { initialInterval: 60_000 } }) };
        const rollout = await Rollout.begin(bench, code, code);
        const id = await rollout.send(rollout.to('S', 'fail'));
        await rollout.attempt(id, 1);
        await rollout.reaches(id, 'ready');
        // On its way into the queue it is still where it was.
        await bench.sleep(500);
        await rollout.next();
        const latest = await rollout.resume(id, 'latest');
        return { latest, end: await rollout.end(id) };
      },
    ),
  ),

  fact(
    266,
    'rs-unpinned-id',
    rule,
    is({ other: `409 ${STILL_RUNNING}`, resumed: [200, 200], answers: ['v2', 'v2'] }),
    async (bench) => {
      const fail: Body = ({ version }) => {
        if (version === 'v1') throw new Error('fails');
        return version;
      };
      const code = { S: service({ fail }) };
      const rollout = await Rollout.begin(bench, code, code);
      const ids = [await rollout.send(rollout.to('S', 'fail')), await rollout.send(rollout.to('S', 'fail'))] as const;
      for (const id of ids) await rollout.reaches(id, 'paused');
      await rollout.next();
      const other = await rollout.resumeText(ids[0], 'A');
      const resumed = [await rollout.resume(ids[0], 'latest'), await rollout.resume(ids[1], 'keep')];
      return { other, resumed, answers: [await rollout.outcome(ids[0]), await rollout.outcome(ids[1])] };
    },
  ),

  fact(
    267,
    'rs-unknown-dp',
    rule,
    is({
      unknown: '400 The given deployment was not found when trying to resume the invocation INV.',
      malformed: "400 The query parameter 'deployment' is invalid. Reason: bad format",
      completed: '409 The invocation INV is completed, cannot be resumed.',
      scheduled: '425 The invocation INV is either inboxed or scheduled, cannot be resumed.',
      absent: 404,
    }),
    async (bench) => {
      const { rollout, id } = await pinnedAtA(bench);
      const unknown = await rollout.resumeText(id, UNKNOWN_DEPLOYMENT);
      const malformed = await rollout.resumeText(id, 'foo');
      await rollout.resolve(id);
      await rollout.outcome(id);
      const completed = await rollout.resumeText(id, 'latest');
      const later = await rollout.send(rollout.to('S', 'who'), undefined, '1h');
      const scheduled = await rollout.resumeText(later, 'latest');
      await rollout.kill(later);
      return { unknown, malformed, completed, scheduled, absent: await rollout.resume(UNKNOWN_INVOCATION, 'latest') };
    },
  ),

  fact(
    268,
    'rs-no-service',
    rule,
    is({
      resumed: 200,
      lost: { status: 'backing-off', troubles: [NOT_THERE], pinned: 'C' },
      back: [409, 202, 200],
      end: { answer: ['v1', 'v1', 'ok'], path: ['v1'], pinned: 'A' },
    }),
    async (bench) => {
      const { rollout, id } = await pinnedAtA(bench);
      await rollout.serveOther('C', { Other: service({ who }) }, 'v2');
      await rollout.register('C');
      const resumed = await rollout.resume(id, 'C');
      const lost = await rollout.stand(id, 'backing-off');
      const early = await rollout.resume(id, 'A');
      const pause = await bench.ask('pause', id);
      await rollout.reaches(id, 'paused');
      const back = [early, pause, await rollout.resume(id, 'A')];
      await rollout.resolve(id);
      return { resumed, lost, back, end: await rollout.end(id) };
    },
  ),

  on18(
    fact(
      269,
      'rs-protocol',
      rule,
      is({
        resumed: [WRONG_PROTOCOL, WRONG_PROTOCOL],
        end: { answer: ['v1', 'v1', 'ok'], path: ['v1'], pinned: 'A' },
        restarted: [400, 200],
      }),
      async (bench) => {
        const { rollout, id } = await pinnedAtA(bench, [5, 5]);
        const resumed = [await rollout.resumeText(id, 'B'), await rollout.resumeText(id, 'latest')];
        await rollout.resolve(id);
        const end = await rollout.end(id);
        const latest = await rollout.restartAsNew(id);
        const keep = await rollout.restartAsNew(id, { deployment: 'keep' });
        await rollout.kill(keep.id);
        return { resumed, end, restarted: [latest.status, keep.status] };
      },
      { anyProtocol: false },
    ),
    is({
      resumed: [WRONG_PROTOCOL, WRONG_PROTOCOL].map((text) => text.replace("version '6'", "version '7'")),
      end: { answer: ['v1', 'v1', 'ok'], path: ['v1'], pinned: 'A' },
      restarted: [400, 200],
    }),
  ),

  fact(
    270,
    'rs-policy',
    'looked-up-again-at-each-attempt',
    is({
      first: ['v1', 'v1'],
      kept: [200, ['v1', 'v1', 'v1', 'v1']],
      moved: [200, ['v1', 'v1', 'v1', 'v1', 'v2', 'v2', 'v2', 'v2']],
      end: [500, 'fails'],
    }),
    async (bench) => {
      const fail: Body = async ({ run }) => {
        await run('a');
        throw new Error('fails');
      };
      const policy = (maxAttempts: number, onMaxAttempts: 'pause' | 'kill'): ServiceOptions => ({
        retryPolicy: { initialInterval: 40, exponentiationFactor: 1, maxAttempts, onMaxAttempts },
      });
      const v1 = { S: service({ fail }, policy(2, 'pause')) };
      const rollout = await Rollout.begin(bench, v1, { S: service({ fail }, policy(4, 'kill')) });
      const id = await rollout.send(rollout.to('S', 'fail'));
      await rollout.reaches(id, 'paused');
      const first = rollout.attempts(id);
      await rollout.next();
      const keep = await rollout.resume(id);
      await rollout.attempt(id, 3);
      await rollout.reaches(id, 'paused');
      const kept = [keep, rollout.attempts(id)];
      const move = await rollout.resume(id, 'latest');
      const { status, json } = await bench.attach(id);
      const { message = null } = json as { message?: string };
      return { first, kept, moved: [move, rollout.attempts(id)], end: [status, message] };
    },
    // A suspension renews the budget.
    { alwaysSuspend: false },
  ),

  // As long as the new code has stored nothing, the old one can go on.
  fact(
    271,
    'rs-back',
    rule,
    is({
      refused: { status: 'paused', troubles: ['RT0016 name: charge != chargeCard', 'paused'], pinned: 'B' },
      back: [200, { answer: 'v1', path: ['v1', 'v2', 'v1'], pinned: 'A' }],
      extra: [
        200,
        {
          status: 'paused',
          troubles: ["RT0016 'await' could not be replayed", 'paused'],
          pinned: 'A',
        },
      ],
    }),
    async (bench) => {
      const renamed: Body = async ({ run, awakeable, version }) => {
        await run(version === 'v1' ? 'charge' : 'chargeCard');
        await awakeable();
        return version;
      };
      const longer: Body = async ({ run, awakeable, version }) => {
        await run('a');
        if (version === 'v2') await run('new');
        await awakeable();
        return version;
      };
      const code = { S: service({ renamed, longer }) };
      const rollout = await Rollout.begin(bench, code, code);
      const one = await rollout.send(rollout.to('S', 'renamed'));
      const other = await rollout.send(rollout.to('S', 'longer'));
      for (const id of [one, other]) await rollout.reaches(id, 'suspended');
      await rollout.next();
      for (const id of [one, other]) await rollout.resume(id, 'latest');
      const refused = await rollout.stand(one, 'paused');
      await bench.line(`${other}/runs`, 2);
      await rollout.reaches(other, 'suspended');
      const back = [await rollout.resume(one, 'A'), await rollout.resume(other, 'A')];
      // While it fails, what it waits for must not arrive: it would fail in another way then.
      const extra = await rollout.stand(other, 'paused');
      await rollout.resolve(one);
      const end = await rollout.end(one);
      return { refused, back: [back[0] ?? 0, end], extra: [back[1] ?? 0, extra] };
    },
  ),
];
