import { fact, type Case } from '../../case.ts';
import { registered } from '../../deployments/port.ts';
import { object, PATIENT, service } from '../../deployments/services-of.ts';
import { Rollout } from '../../deployments/rollout.ts';
import { is } from '../../expectation.ts';
import { hold, park, who } from './bodies.ts';

const rule = 'updates-in-place-and-registration';

/** What registration checks and changes, and what it does not. */
export const registrationCases: readonly Case[] = [
  fact(251, 'dp-type-change', rule, is({ plain: '409 META0006', breaking: 201, answer: 'v2' }), async (bench) => {
    const rollout = await Rollout.begin(bench, { T: object({ who }) }, { T: service({ who }) });
    const plain = registered(await rollout.next());
    const breaking = registered(await rollout.next({ breaking: true }));
    return { plain, breaking, answer: await rollout.call(rollout.to('T', 'who')) };
  }),

  fact(
    464,
    'dp-force-type-change',
    rule,
    is({ plain: [200, 1], kept: 400, forced: [200, 2], answer: 'v2', latest: ['A', 2] }),
    async (bench) => {
      const rollout = await Rollout.begin(bench, { T: object({ who }) }, { T: service({ who }) });
      await rollout.serve('A', 'v2');
      const plain = await rollout.register('A');
      const kept = (await bench.call(rollout.to('T', 'who'))).status;
      const forced = await rollout.register('A', { force: true });
      const [before, after] = [plain, forced].map(({ status, revisions }) => [
        status,
        revisions[rollout.nameOf('T')] ?? null,
      ]);
      return {
        plain: before ?? null,
        kept,
        forced: after ?? null,
        answer: await rollout.call(rollout.to('T', 'who')),
        latest: await rollout.latest('T'),
      };
    },
  ),

  fact(252, 'dp-handler-removed', rule, is({ status: 201, gone: 404 }), async (bench) => {
    const rollout = await Rollout.begin(bench, { S: service({ who, charge: who }) }, { S: service({ who }) });
    const status = registered(await rollout.next());
    return { status, gone: (await bench.call(rollout.to('S', 'charge'))).status };
  }),

  fact(253, 'dp-reregister', rule, is({ status: 200, revision: 1, fresh: 404, who: 'v2' }), async (bench) => {
    const rollout = await Rollout.begin(bench, { S: service({ who }) }, { S: service({ who, bill: who }) });
    await rollout.serve('A', 'v2');
    const { status, revisions } = await rollout.register('A');
    return {
      status,
      revision: revisions[rollout.nameOf('S')] ?? null,
      fresh: (await bench.call(rollout.to('S', 'bill'))).status,
      who: await rollout.call(rollout.to('S', 'who')),
    };
  }),

  fact(
    254,
    'dp-force',
    rule,
    is({ dry: [200, 2], still: 404, forced: [200, 2], latest: ['A', 2], fresh: 'v2', gone: 404 }),
    async (bench) => {
      const rollout = await Rollout.begin(bench, { S: service({ who }) }, { S: service({ bill: who }) });
      await rollout.serve('A', 'v2');
      const dry = await rollout.register('A', { force: true, dryRun: true });
      const still = (await bench.call(rollout.to('S', 'bill'))).status;
      const forced = await rollout.register('A', { force: true });
      return {
        dry: [dry.status, dry.revisions[rollout.nameOf('S')] ?? null],
        still,
        forced: [forced.status, forced.revisions[rollout.nameOf('S')] ?? null],
        latest: await rollout.latest('S'),
        fresh: await rollout.call(rollout.to('S', 'bill')),
        gone: (await bench.call(rollout.to('S', 'who'))).status,
      };
    },
  ),

  fact(
    255,
    'dp-rollback-noop',
    rule,
    is({ again: 200, latest: ['B', 2], forced: 200, after: ['A', 3] }),
    async (bench) => {
      const code = { S: service({ who }) };
      const rollout = await Rollout.begin(bench, code, code);
      await rollout.next();
      const again = registered(await rollout.register('A'));
      const latest = await rollout.latest('S');
      const forced = registered(await rollout.register('A', { force: true }));
      return { again, latest, forced, after: await rollout.latest('S') };
    },
  ),

  fact(
    256,
    'dp-inplace-stream',
    rule,
    is({ answer: 'v2', path: ['v1', 'v2'], pinned: 'A', troubles: ['RT0010'] }),
    async (bench) => {
      const code = { S: service({ hold }, PATIENT) };
      const rollout = await Rollout.begin(bench, code, code);
      const id = await rollout.send(rollout.to('S', 'hold'));
      await rollout.atGate(id);
      await rollout.serve('A', 'v2');
      await rollout.attempt(id, 2);
      rollout.open('hold');
      const end = await rollout.end(id);
      const troubles = (await rollout.troubles(id)).map((line) => line.slice(0, 6));
      return { ...end, troubles };
    },
  ),

  fact(
    257,
    'dp-patch-uri',
    rule,
    is({ status: 200, answer: ['v2', 'v1', 'ok'], path: ['v1', 'v2'], pinned: 'A' }),
    async (bench) => {
      const code = { S: service({ park }) };
      const rollout = await Rollout.begin(bench, code, code);
      const id = await rollout.send(rollout.to('S', 'park'));
      await rollout.reaches(id, 'suspended');
      await rollout.serve('C', 'v2');
      const status = registered(await bench.driver.deployments.update('A', { to: 'C' }));
      await rollout.resolve(id);
      return { status, ...(await rollout.end(id)) };
    },
  ),

  fact(
    258,
    'dp-patch-overwrite-alone',
    rule,
    is({ alone: 200, fresh: 404, latest: ['A', 1], both: 200, answer: 'v2', after: ['A', 1] }),
    async (bench) => {
      const rollout = await Rollout.begin(bench, { S: service({ who }) }, { S: service({ who, bill: who }) });
      const { deployments } = bench.driver;
      await rollout.serve('A', 'v2');
      const alone = registered(await deployments.update('A', { overwrite: true }));
      const fresh = (await bench.call(rollout.to('S', 'bill'))).status;
      const latest = await rollout.latest('S');
      const both = registered(await deployments.update('A', { to: 'A', overwrite: true }));
      return {
        alone,
        fresh,
        latest,
        both,
        answer: await rollout.call(rollout.to('S', 'bill')),
        after: await rollout.latest('S'),
      };
    },
  ),
];
