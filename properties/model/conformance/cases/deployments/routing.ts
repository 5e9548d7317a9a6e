import { fact, type Case } from '../../case.ts';
import { object, PATIENT, service, workflow, type Body } from '../../deployments/services-of.ts';
import { Rollout } from '../../deployments/rollout.ts';
import { is } from '../../expectation.ts';
import { hold, park, who } from './bodies.ts';

const next = 'where-the-next-attempt-goes';

/** On which deployment the next attempt runs of an invocation that was under way when another one was registered. */
export const routingCases: readonly Case[] = [
  fact(231, 'dp-new-call', 'latest', is({ before: 'v1', after: 'v2', latest: ['B', 2] }), async (bench) => {
    const code = { S: service({ who }) };
    const rollout = await Rollout.begin(bench, code, code);
    const before = await rollout.call(rollout.to('S', 'who'));
    await rollout.next();
    return { before, after: await rollout.call(rollout.to('S', 'who')), latest: await rollout.latest('S') };
  }),

  fact(232, 'dp-services-left', 'latest', is({ S: ['v2', ['B', 2]], T: ['v1', ['A', 1]] }), async (bench) => {
    const S = service({ who });
    const rollout = await Rollout.begin(bench, { S, T: S }, { S });
    await rollout.next();
    return {
      S: [await rollout.call(rollout.to('S', 'who')), await rollout.latest('S')],
      T: [await rollout.call(rollout.to('T', 'who')), await rollout.latest('T')],
    };
  }),

  fact(
    233,
    'dp-pinned-suspended',
    next,
    is({ answer: ['v1', 'v1', 'ok'], path: ['v1'], pinned: 'A' }),
    async (bench) => {
      const code = { S: service({ park }) };
      const rollout = await Rollout.begin(bench, code, code);
      const id = await rollout.send(rollout.to('S', 'park'));
      await rollout.reaches(id, 'suspended');
      await rollout.next();
      await rollout.resolve(id);
      return rollout.end(id);
    },
  ),

  fact(234, 'dp-pinned-sleep', next, is({ answer: 'v1', path: ['v1'], pinned: 'A' }), async (bench) => {
    const nap: Body = async ({ ctx, version }) => {
      await ctx.sleep(1_000);
      return version;
    };
    const code = { S: service({ nap }) };
    const rollout = await Rollout.begin(bench, code, code);
    const id = await rollout.send(rollout.to('S', 'nap'));
    await rollout.reaches(id, 'suspended');
    await rollout.next();
    return rollout.end(id);
  }),

  fact(235, 'dp-pinned-backoff', next, is({ answer: 'v1', path: ['v1'], pinned: 'A' }), async (bench) => {
    const fail: Body = async ({ run, isOpen, version }) => {
      await run('a');
      if (!isOpen('works')) throw new Error('fails');
      return version;
    };
    const code = { S: service({ fail }, PATIENT) };
    const rollout = await Rollout.begin(bench, code, code);
    const id = await rollout.send(rollout.to('S', 'fail'));
    await rollout.attempt(id, 2);
    await rollout.next();
    await rollout.attempt(id, rollout.attempts(id).length + 2);
    rollout.open('works');
    return rollout.end(id);
  }),

  fact(236, 'dp-unpinned-backoff', next, is({ answer: 'v2', path: ['v1', 'v2'], pinned: 'B' }), async (bench) => {
    const fail: Body = ({ version }) => {
      if (version === 'v1') throw new Error('fails');
      return version;
    };
    const code = { S: service({ fail }, PATIENT) };
    const rollout = await Rollout.begin(bench, code, code);
    const id = await rollout.send(rollout.to('S', 'fail'));
    await rollout.attempt(id, 2);
    await rollout.next();
    return rollout.end(id);
  }),

  // An awakeable is no command: nothing of the first attempt is stored.
  fact(
    237,
    'dp-unpinned-awakeable',
    'when-an-invocation-is-pinned',
    is({ before: null, answer: ['v2', 'ok'], path: ['v1', 'v2'], pinned: 'B' }),
    async (bench) => {
      const wait: Body = async ({ awakeable, version }) => [version, await awakeable()];
      const code = { S: service({ wait }) };
      const rollout = await Rollout.begin(bench, code, code);
      const id = await rollout.send(rollout.to('S', 'wait'));
      await rollout.reaches(id, 'suspended');
      const before = await rollout.pinned(id);
      await rollout.next();
      await rollout.resolve(id);
      return { before, ...(await rollout.end(id)) };
    },
  ),

  fact(
    238,
    'dp-running-unpinned',
    'when-an-invocation-is-pinned',
    is({
      before: [null, null],
      set: { answer: 'v1', path: ['v1'], pinned: 'A' },
      returned: { answer: 'v1', path: ['v1'], pinned: 'A' },
    }),
    async (bench) => {
      const set: Body = async ({ ctx, gate, version }) => {
        await gate('set');
        ctx.set('by', version);
        return version;
      };
      const leave: Body = async ({ gate, version }) => {
        await gate('set');
        return version;
      };
      const code = { O: object({ set }, PATIENT), S: service({ leave }, PATIENT) };
      const rollout = await Rollout.begin(bench, code, code);
      const setting = await rollout.send(rollout.to('O', 'set', 'k'));
      const leaving = await rollout.send(rollout.to('S', 'leave'));
      await rollout.atGate(setting);
      await rollout.atGate(leaving);
      await rollout.next();
      const before = [await rollout.pinned(setting), await rollout.pinned(leaving)];
      rollout.open('set');
      return { before, set: await rollout.end(setting), returned: await rollout.end(leaving) };
    },
  ),

  fact(
    239,
    'dp-get-pins',
    'when-an-invocation-is-pinned',
    is({ before: 'A', answer: 'v1', path: ['v1'], pinned: 'A' }),
    async (bench) => {
      const read: Body = async ({ ctx, isOpen, version }) => {
        await ctx.get('x');
        if (!isOpen('works')) throw new Error('fails');
        return version;
      };
      const code = { O: object({ read }, PATIENT) };
      const rollout = await Rollout.begin(bench, code, code);
      const id = await rollout.send(rollout.to('O', 'read', 'k'));
      await rollout.attempt(id, 2);
      const before = await rollout.pinned(id);
      await rollout.next();
      await rollout.attempt(id, rollout.attempts(id).length + 2);
      rollout.open('works');
      return { before, ...(await rollout.end(id)) };
    },
  ),

  fact(
    240,
    'dp-inbox',
    next,
    is({ holder: { answer: 'v1', path: ['v1'], pinned: 'A' }, queued: { answer: 'v2', path: ['v2'], pinned: 'B' } }),
    async (bench) => {
      const code = { O: object({ hold, who }, PATIENT) };
      const rollout = await Rollout.begin(bench, code, code);
      const holder = await rollout.send(rollout.to('O', 'hold', 'k'));
      await rollout.atGate(holder);
      const queued = await rollout.send(rollout.to('O', 'who', 'k'));
      await rollout.reaches(queued, 'pending');
      await rollout.next();
      rollout.open('hold');
      return { holder: await rollout.end(holder), queued: await rollout.end(queued) };
    },
  ),

  fact(241, 'dp-delayed', next, is({ answer: 'v2', path: ['v2'], pinned: 'B' }), async (bench) => {
    const code = { S: service({ who }) };
    const rollout = await Rollout.begin(bench, code, code);
    const id = await rollout.send(rollout.to('S', 'who'), undefined, '1s');
    await rollout.next();
    return rollout.end(id);
  }),

  fact(242, 'dp-call-from-v1', next, is({ answer: ['v1', 'v2', 'v2'], path: ['v1'], pinned: 'A' }), async (bench) => {
    const caller: Body = async ({ run, gate, call, version }) => {
      await run('a');
      await gate('call');
      return [version, await call(['S', 'who']), await call(['O', 'who', 'k'])];
    };
    const code = { S: service({ caller, who }, PATIENT), O: object({ who }) };
    const rollout = await Rollout.begin(bench, code, code);
    const id = await rollout.send(rollout.to('S', 'caller'));
    await rollout.atGate(id);
    await rollout.next();
    rollout.open('call');
    return rollout.end(id);
  }),

  fact(
    243,
    'dp-workflow',
    next,
    is({ shared: 'v2', run: { answer: ['v1', 'yes'], path: ['v1'], pinned: 'A' } }),
    async (bench) => {
      const run: Body = async ({ ctx, version }) => [version, await ctx.promise<string>('p')];
      const decide: Body = async ({ ctx, version }) => {
        await ctx.promise('p').resolve('yes');
        return version;
      };
      const code = { W: workflow({ run, decide }) };
      const rollout = await Rollout.begin(bench, code, code);
      const id = await rollout.send(rollout.to('W', 'run', 'k'));
      await rollout.reaches(id, 'suspended');
      await rollout.next();
      const shared = await rollout.call(rollout.to('W', 'decide', 'k'));
      return { shared, run: await rollout.end(id) };
    },
  ),

  fact(
    244,
    'dp-idempotent',
    next,
    is({
      sameId: true,
      answers: [
        ['v1', 'v1', 'ok'],
        ['v1', 'v1', 'ok'],
      ],
    }),
    async (bench) => {
      const code = { S: service({ park }) };
      const rollout = await Rollout.begin(bench, code, code);
      const idempotencyKey = bench.fresh();
      const target = rollout.to('S', 'park');
      const id = await bench.send(target, undefined, { idempotencyKey });
      await rollout.reaches(id, 'suspended');
      await rollout.next();
      const again = bench.call(target, undefined, { idempotencyKey });
      await rollout.resolve(id);
      const answer = await again;
      return { sameId: answer.id === id, answers: [await rollout.outcome(id), answer.json] };
    },
  ),
];
