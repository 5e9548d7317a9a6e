import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { textField } from '../json.ts';
import { answer, call, count, get, send, sleep, to } from '../programs.ts';

/** What an idempotency key is unique in, and who shares it. */
export const idempotencyScopeCases: readonly Case[] = [
  fact(124, 'idem-scope', 'idempotency-keys', is({ different: 4, sameAgain: true }), async (bench) => {
    const idempotencyKey = bench.fresh();
    const [one, other] = [bench.fresh(), bench.fresh()];
    const ask = async (handler: string, key: string): Promise<string> => {
      return (await bench.call(to('O', handler, key), [], { idempotencyKey })).id;
    };
    const ids = [await ask('exec', one), await ask('shared', one), await ask('append', one), await ask('exec', other)];
    return { different: new Set(ids).size, sameAgain: (await ask('exec', one)) === ids[0] };
  }),

  fact(125, 'idem-empty-key', 'idempotency-keys', is([[1], [1]]), async (bench) => {
    const key = bench.fresh();
    const request = () => bench.call(to('O', 'exec', key), [count(key)], { idempotencyKey: '' });
    return [(await request()).json, (await request()).json];
  }),

  fact(126, 'idem-handler-and-ingress', 'idempotency-keys', is({ handler: [[1]], ingress: [1] }), async (bench) => {
    const key = bench.fresh();
    const viaHandler = await bench.call(to('S', 'exec'), [call(to('S', 'exec'), [count(key)], key)]);
    const viaIngress = await bench.call(to('S', 'exec'), [count(key)], { idempotencyKey: key });
    return { handler: viaHandler.json, ingress: viaIngress.json };
  }),

  fact(
    127,
    'idem-sends-of-handler',
    'idempotency-keys',
    is({ sameId: true, call: 1, items: ['item'] }),
    async (bench) => {
      const key = bench.fresh();
      const append = to('O', 'append', key);
      const options = { idempotencyKey: key, wantId: true };
      const sends = [send(append, 'item', options), send(append, 'item', options)];
      const { json } = await bench.call(to('S', 'exec'), [...sends, call(append, 'item', key)]);
      const [one, two, called] = Array.isArray(json) ? json : [];
      return {
        sameId: one === two && typeof one === 'string',
        call: called ?? null,
        items: await bench.items('O', key),
      };
    },
  ),

  fact(
    128,
    'idem-delayed-duplicate',
    'idempotency-keys',
    is({ second: 'PreviouslyAccepted', sameTime: true }),
    async (bench) => {
      const options = { idempotencyKey: bench.fresh() };
      const first = await bench.sendRaw(to('S', 'echo'), 1, { ...options, delay: '5s' });
      const second = await bench.sendRaw(to('S', 'echo'), 1, { ...options, delay: '9s' });
      const times = [first, second].map(({ json }) => textField(json, 'executionTime'));
      return { second: textField(second.json, 'status'), sameTime: times[0] === times[1] && times[0] !== '' };
    },
  ),

  fact(
    129,
    'idem-call-joins-scheduled',
    'idempotency-keys',
    is({ answer: 'scheduled', waited: true }),
    async (bench) => {
      const options = { idempotencyKey: bench.fresh() };
      const began = bench.driver.now();
      await bench.send(to('S', 'exec'), [answer('scheduled')], { ...options, delay: '1s' });
      const { json } = await bench.call(to('S', 'exec'), [answer('mine')], options);
      return { answer: json, waited: bench.driver.now() - began >= 900 };
    },
  ),

  fact(
    130,
    'idem-empty-key-of-handler',
    'idempotency-keys',
    is({ open: 'pending', status: 'backing-off' }),
    async (bench) => {
      const key = bench.fresh();
      const id = await bench.send(to('S', 'exec'), [send(to('O', 'append', key), 1, { idempotencyKey: '' }), sleep(1)]);
      const open = await bench.within(bench.attach(id), 1_200);
      const status = await bench.reaches(id, 'backing-off');
      await bench.ask('kill', id);
      return { open: open === 'pending' ? open : open.status, status };
    },
  ),

  fact(
    131,
    'parallel-keys',
    'lock-and-inbox',
    is({ answers: [[null], [null], [null]], together: true }),
    async (bench) => {
      const began = bench.driver.now();
      const names = [bench.fresh(), bench.fresh(), bench.fresh()];
      const answers = await Promise.all(names.map((key) => bench.call(to('O', 'exec', key), [sleep(700), get('a')])));
      return { answers: answers.map(({ json }) => json), together: bench.driver.now() - began < 1_400 };
    },
  ),
];
