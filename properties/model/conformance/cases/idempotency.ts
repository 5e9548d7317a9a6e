import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { field, type Json } from '../json.ts';
import { failure, seen } from '../outcomes.ts';
import { answer, call, count, log, refuse, run, sleep, to } from '../programs.ts';

/** Requests that are sent more than once. */
export const idempotencyCases: readonly Case[] = [
  fact(39, 'idem-dup-inflight', 'idempotency-keys', is({ answers: [[1], [1]], sameId: true }), async (bench) => {
    const key = bench.fresh();
    const request = () =>
      bench.call(to('S', 'exec'), [run('once', [count(key)]), log(key), sleep(500)], { idempotencyKey: key });
    const first = request();
    await bench.line(key);
    const [one, two] = await Promise.all([first, request()]);
    return { answers: [one.json, two.json], sameId: one.id === two.id && one.id !== '' };
  }),

  fact(
    40,
    'idem-dup-completed-failure',
    'idempotency-keys',
    is({ first: failure(418, 'nope'), second: failure(418, 'nope'), expires: [false, true] }),
    async (bench) => {
      const idempotencyKey = bench.fresh();
      const first = await bench.call(to('S', 'exec'), [refuse('nope', 418)], { idempotencyKey });
      const second = await bench.call(to('S', 'exec'), [answer('another body')], { idempotencyKey });
      const expires = [first, second].map(({ headers }) => 'idempotency-expires' in headers);
      return { first: seen(first), second: seen(second), expires };
    },
  ),

  fact(
    41,
    'idem-send-dup',
    'idempotency-keys',
    is(['Accepted', 'PreviouslyAccepted', { status: 200, body: 1 }]),
    async (bench) => {
      const key = bench.fresh();
      const options = { idempotencyKey: key };
      const append = to('O', 'append', key);
      const first = await bench.sendRaw(append, 'item', options);
      const second = await bench.sendRaw(append, 'item', options);
      const third = await bench.call(append, 'item', options);
      return [field(first.json, 'status') ?? null, field(second.json, 'status') ?? null, seen(third)];
    },
  ),

  fact(
    42,
    'idem-cancelled-in-queue',
    'idempotency-keys',
    is({ cancelled: failure(409, 'canceled'), again: [1], sameId: true }),
    async (bench) => {
      const key = bench.fresh();
      const holder = bench.call(to('O', 'exec', key), [log(key), sleep(1_200)]);
      await bench.line(key);
      const request = () => bench.call(to('O', 'exec', key), [count(key)], { idempotencyKey: key });
      const queued = request();
      const { id } = await bench.finds('O', key, ({ status }) => status === 'pending');
      await bench.ask('cancel', id);
      const cancelled = seen(await queued);
      const again = await request();
      await holder;
      return { cancelled, again: again.json, sameId: again.id === id };
    },
  ),

  fact(43, 'idem-retention-lower-bound', 'idempotency-keys', is([[1], [1]]), async (bench) => {
    const key = bench.fresh();
    const request = () => bench.call(to('SForgetsSoon', 'exec'), [count(key)], { idempotencyKey: key });
    const first = (await request()).json;
    await bench.sleep(2_500);
    return [first, (await request()).json];
  }),

  fact(44, 'idem-retention-zero', 'idempotency-keys', is({ answers: [[1], [2]], sameId: true }), async (bench) => {
    const key = bench.fresh();
    const request = () => bench.call(to('OForgets', 'exec', key), [count(key)], { idempotencyKey: key });
    const [first, second] = [await request(), await request()];
    return { answers: [first.json, second.json], sameId: first.id === second.id };
  }),

  fact(
    45,
    'idem-shared-callee-kill',
    'kill',
    is({
      kill: [failure(409, 'killed'), failure(409, 'killed')],
      cancel: [failure(409, 'Cancelled'), failure(409, 'Cancelled')],
    }),
    async (bench) => {
      const ending = async (how: 'kill' | 'cancel'): Promise<Json> => {
        const key = bench.fresh();
        const callee = call(to('S', 'exec'), [log(`${key}/callee`), sleep(60_000)], key);
        const one = bench.call(to('S', 'exec'), [log(`${key}/one`), callee]);
        const id = await bench.whoLogged(`${key}/one`);
        await bench.line(`${key}/callee`);
        const two = bench.call(to('S', 'exec'), [log(`${key}/two`), callee]);
        await bench.line(`${key}/two`);
        await bench.sleep(300);
        await bench.ask(how, id);
        return [seen(await one), seen(await two)];
      };
      return { kill: await ending('kill'), cancel: await ending('cancel') };
    },
  ),

  fact(82, 'idem-dup-inboxed', 'idempotency-keys', is({ answers: [1, 1], items: ['item'] }), async (bench) => {
    const key = bench.fresh();
    const holder = bench.call(to('O', 'exec', key), [log(key), sleep(700)]);
    await bench.line(key);
    const request = () => bench.call(to('O', 'append', key), 'item', { idempotencyKey: key });
    const answers = await Promise.all([request(), request()]);
    await holder;
    return { answers: answers.map(({ json }) => json), items: await bench.items('O', key) };
  }),
];
