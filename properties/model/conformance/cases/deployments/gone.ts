import { fact, type Case } from '../../case.ts';
import { object, QUICK, service, shared, type Body } from '../../deployments/services-of.ts';
import { Rollout } from '../../deployments/rollout.ts';
import { is } from '../../expectation.ts';
import { NOT_THERE, park, READ_ONLY, who } from './bodies.ts';

const next = 'where-the-next-attempt-goes';
const frozen = 'frozen-at-acceptance-not-at-the-start';

/** Handlers and services that the new code does not have, or has as another kind. */
export const goneCases: readonly Case[] = [
  fact(
    245,
    'dp-call-gone',
    next,
    is({
      status: 'paused',
      troubles: [
        'RT0018 cannot process command Command: Call (command index 2) because of a failed precondition: the service handler S/who was not found',
        'paused',
      ],
      pinned: 'A',
    }),
    async (bench) => {
      const caller: Body = async ({ run, gate, call }) => {
        await run('a');
        await gate('call');
        return call(['S', 'who']);
      };
      const rollout = await Rollout.begin(
        bench,
        { S: service({ caller, who }, { ...QUICK, inactivityTimeout: 60_000 }) },
        { S: service({ caller }) },
      );
      const id = await rollout.send(rollout.to('S', 'caller'));
      await rollout.atGate(id);
      await rollout.next();
      rollout.open('call');
      return rollout.stand(id, 'paused');
    },
  ),

  fact(
    246,
    'dp-delayed-gone',
    next,
    is({ status: 'paused', troubles: [NOT_THERE, 'paused'], pinned: null }),
    async (bench) => {
      const rollout = await Rollout.begin(bench, { S: service({ who, charge: who }) }, { S: service({ who }) });
      const id = await rollout.send(rollout.to('S', 'charge'), undefined, '1s');
      await rollout.next();
      return rollout.stand(id, 'paused');
    },
  ),

  fact(
    247,
    'dp-queued-gone-blocks',
    next,
    is({
      charge: { status: 'paused', troubles: [NOT_THERE, 'paused'], pinned: null },
      behind: 'pending',
      resumed: 200,
      after: ['v1', 'v1'],
    }),
    async (bench) => {
      const v1 = { O: object({ park, charge: who, who }) };
      const rollout = await Rollout.begin(bench, v1, { O: object({ park, bill: who, who }) });
      const holder = await rollout.send(rollout.to('O', 'park', 'k'));
      await rollout.reaches(holder, 'suspended');
      const queued = await rollout.send(rollout.to('O', 'charge', 'k'));
      const behind = await rollout.send(rollout.to('O', 'who', 'k'));
      await rollout.next();
      await rollout.resolve(holder);
      const charge = await rollout.stand(queued, 'paused');
      const stands = await rollout.reaches(behind, 'pending');
      await rollout.register('A', { force: true });
      const resumed = await rollout.resume(queued);
      return { charge, behind: stands, resumed, after: [await rollout.outcome(queued), await rollout.outcome(behind)] };
    },
  ),

  fact(
    248,
    'dp-service-gone',
    next,
    is({ status: 'backing-off', troubles: ['RT0011 no deployment was found to process the invocation'], pinned: null }),
    async (bench) => {
      const S = service({ who });
      const rollout = await Rollout.begin(bench, { S, T: S }, { S });
      const id = await rollout.send(rollout.to('T', 'who'), undefined, '1s');
      await rollout.serve('A', 'v2');
      await rollout.register('A', { force: true });
      const stands = await rollout.stand(id, 'backing-off');
      await rollout.kill(id);
      return stands;
    },
  ),

  fact(
    249,
    'dp-exclusive-to-shared',
    frozen,
    is({
      called: { status: 'paused', troubles: [READ_ONLY, 'paused'], pinned: 'B' },
      queued: [
        ['v2', 1],
        ['v2', 2],
      ],
    }),
    async (bench) => {
      const add: Body = async ({ ctx, version }) => {
        const n = ((await ctx.get<number>('n')) ?? 0) + 1;
        ctx.set('n', n);
        return [version, n];
      };
      const rollout = await Rollout.begin(
        bench,
        { O: object({ park, add }) },
        { O: object({ park, add: shared(add) }) },
      );
      const holder = await rollout.send(rollout.to('O', 'park', 'k'));
      await rollout.reaches(holder, 'suspended');
      const queued = [await rollout.send(rollout.to('O', 'add', 'k')), await rollout.send(rollout.to('O', 'add', 'k'))];
      await rollout.next();
      const id = await rollout.send(rollout.to('O', 'add', 'k'));
      const called = await rollout.stand(id, 'paused');
      await rollout.resolve(holder);
      return { called, queued: await Promise.all(queued.map((one) => rollout.outcome(one))) };
    },
  ),

  fact(
    250,
    'dp-shared-to-exclusive',
    frozen,
    is({
      both: ['suspended', 'suspended'],
      behind: 'pending',
      answers: [['v1', 'v1', 'ok'], ['v2', 'v2', 'ok'], 'v2'],
    }),
    async (bench) => {
      const rollout = await Rollout.begin(
        bench,
        { O: object({ look: shared(park), who }) },
        { O: object({ look: park, who }) },
      );
      const first = await rollout.send(rollout.to('O', 'look', 'k'));
      await rollout.reaches(first, 'suspended');
      await rollout.next();
      const second = await rollout.send(rollout.to('O', 'look', 'k'));
      const both = [await rollout.reaches(second, 'suspended'), await rollout.reaches(first, 'suspended')];
      const third = await rollout.send(rollout.to('O', 'who', 'k'));
      const behind = await rollout.reaches(third, 'pending');
      for (const id of [first, second]) await rollout.resolve(id);
      return {
        both,
        behind,
        answers: [await rollout.outcome(first), await rollout.outcome(second), await rollout.outcome(third)],
      };
    },
  ),
];
