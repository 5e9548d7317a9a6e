import { fact, type Case } from '../../case.ts';
import { QUICK, service, strict, type Body } from '../../deployments/services-of.ts';
import { linesOf } from '../../deployments/hands.ts';
import { Rollout } from '../../deployments/rollout.ts';
import { only } from '../../versions.ts';
import { is, oneOf } from '../../expectation.ts';
import { delays } from '../../outcomes.ts';
import { REFUSED } from './bodies.ts';

const rule = 'divergence-after-a-change';

/** Changes whose outcome depends on the moment, and fixes that are safe. */
export const divergenceCases: readonly Case[] = [
  // The step moves behind the await: fine if the answer was in the journal when the attempt began.
  fact(
    282,
    'ch-await-answered',
    rule,
    oneOf(
      { status: 'completed', troubles: [], pinned: 'B' },
      { status: 'paused', troubles: ["RT0016 'await' could not be replayed", 'paused'], pinned: 'B' },
    ),
    async (bench) => {
      const moved: Body = async ({ run, awakeable, version }) => {
        await run('a');
        if (version === 'v1') await run('b');
        await awakeable();
        if (version === 'v2') await run('b');
        return 1;
      };
      const code = { S: service({ moved }, { ...QUICK, retryPolicy: { maxAttempts: 1, onMaxAttempts: 'pause' } }) };
      const rollout = await Rollout.begin(bench, code, code);
      const id = await rollout.send(rollout.to('S', 'moved'));
      await rollout.reaches(id, 'suspended');
      await rollout.next();
      const resolved = rollout.resolve(id);
      await rollout.resume(id, 'latest');
      await resolved;
      return rollout.stand(id, 'completed', 'paused');
    },
    { alwaysSuspend: false },
  ),

  fact(
    283,
    'ch-sleep-kept',
    rule,
    is({
      after: 'as expected',
      answers: ['v2', 'v2'],
      paths: [
        ['v1', 'v2'],
        ['v1', 'v2'],
      ],
    }),
    async (bench) => {
      const nap = (before: number, after: number): Body => {
        return async ({ ctx, version }) => {
          await ctx.sleep(version === 'v1' ? before : after);
          return version;
        };
      };
      const code = { S: service({ shorter: nap(2_500, 10), longer: nap(1_500, 60_000) }) };
      const rollout = await Rollout.begin(bench, code, code);
      const ids = [await rollout.send(rollout.to('S', 'shorter')), await rollout.send(rollout.to('S', 'longer'))];
      for (const id of ids) await rollout.reaches(id, 'suspended');
      await rollout.serve('A', 'v2');
      for (const id of ids) await rollout.resume(id);
      const answers = [];
      for (const id of ids) answers.push(await rollout.outcome(id));
      const slept = ids.map((id) => {
        const starts = bench.lines(linesOf.starts(id)).map(({ at }) => at);
        return Math.max(...starts) - Math.min(...starts);
      });
      return {
        after: delays(bench, slept, [2_500, 1_500]),
        answers,
        paths: ids.map((id) => rollout.path(id)),
      };
    },
  ),

  // Input is read before the handler begins: where commands are stored, the refusal meets the journal.
  fact(
    284,
    'ch-input-stricter',
    rule,
    is({
      stored: {
        status: 'paused',
        troubles: ["RT0016 now 'handler return', journal 'run' at 1", 'paused'],
        pinned: 'B',
      },
      nothingStored: [400, REFUSED],
      delayed: [400, REFUSED],
    }),
    async (bench) => {
      const cut: Body = async ({ run, awakeable, input }) => {
        await run('a');
        await awakeable();
        return input;
      };
      const wait: Body = async ({ awakeable, input }) => {
        await awakeable();
        return input;
      };
      const rollout = await Rollout.begin(
        bench,
        { S: service({ cut, wait }) },
        { S: service({ cut: { body: cut, input: strict }, wait: { body: wait, input: strict } }) },
      );
      const stored = await rollout.send(rollout.to('S', 'cut'), { n: 1 });
      const waits = await rollout.send(rollout.to('S', 'wait'), { n: 1 });
      for (const id of [stored, waits]) await rollout.reaches(id, 'suspended');
      const delayed = await rollout.send(rollout.to('S', 'wait'), { n: 1 }, '1s');
      await rollout.next();
      await rollout.resume(stored, 'latest');
      await rollout.resolve(waits);
      return {
        stored: await rollout.stand(stored, 'paused'),
        nothingStored: await rollout.failure(waits),
        delayed: await rollout.failure(delayed),
      };
    },
  ),

  // On 1.8 such a long retry waits in its queue, where neither a pause nor a resume changes its time.
  only(
    '1.7',
    fact(
      285,
      'ch-closure-fixed',
      rule,
      is({
        inPlace: { answer: 'paid by v2', path: ['v1', 'v2'], pinned: 'A' },
        bodyInPlace: { answer: 'recorded by v1', path: ['v1', 'v2'], pinned: 'A' },
        resumed: { answer: 'paid by v2', path: ['v1', 'v2'], pinned: 'B' },
      }),
      async (bench) => {
        const closure: Body = ({ ctx, version }) =>
          ctx.run('pay', () => {
            if (version === 'v1') throw new Error('a bug of v1');
            return `paid by ${version}`;
          });
        const body: Body = async ({ run, version }) => {
          const recorded = await run('pay', `recorded by ${version}`);
          if (version === 'v1') throw new Error('a bug of v1');
          return recorded;
        };
        const code = { S: service({ closure, body }, { ...QUICK, retryPolicy: { initialInterval: 60_000 } }) };
        const rollout = await Rollout.begin(bench, code, code);
        const ids = [
          await rollout.send(rollout.to('S', 'closure')),
          await rollout.send(rollout.to('S', 'body')),
          await rollout.send(rollout.to('S', 'closure')),
        ] as const;
        for (const id of ids) await rollout.reaches(id, 'backing-off');
        await rollout.next();
        await bench.ask('pause', ids[2]);
        await rollout.reaches(ids[2], 'paused');
        await rollout.resume(ids[2], 'latest');
        const resumed = await rollout.end(ids[2]);
        await rollout.serve('A', 'v2');
        for (const id of ids.slice(0, 2)) await rollout.resume(id);
        return { inPlace: await rollout.end(ids[0]), bodyInPlace: await rollout.end(ids[1]), resumed };
      },
    ),
  ),

  // Processes of both versions behind one address: a retry that meets the old one goes on.
  fact(
    286,
    'ch-rolling',
    rule,
    is({ answer: 'v1', path: ['v1', 'v2', 'v1'], pinned: 'A', troubles: ['RT0016 name: charge != chargeCard'] }),
    async (bench) => {
      const renamed: Body = async ({ run, awakeable, version }) => {
        await run(version === 'v1' ? 'charge' : 'chargeCard');
        await awakeable();
        return version;
      };
      const code = { S: service({ renamed }, { ...QUICK, retryPolicy: { initialInterval: 1_000 } }) };
      const rollout = await Rollout.begin(bench, code, code);
      const id = await rollout.send(rollout.to('S', 'renamed'));
      await rollout.reaches(id, 'suspended');
      await rollout.serve('A', 'v2');
      await rollout.resolve(id);
      await rollout.reaches(id, 'backing-off');
      await rollout.serve('A', 'v1');
      const end = await rollout.end(id);
      return { ...end, troubles: await rollout.troubles(id) };
    },
  ),
];
