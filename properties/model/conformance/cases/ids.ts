import { parseAwakeableId } from '../../../../sim/journal/awakeable-id.ts';
import { partitionKeyOf } from '../../../../sim/journal/invocation-id.ts';
import { seedOfId } from '../../../../sim/journal/random-seed.ts';
import type { Bench } from '../bench.ts';
import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { textField, type Json } from '../json.ts';
import { refused, seen } from '../outcomes.ts';
import type { Op } from '../ops.ts';
import {
  attach,
  awakeable,
  cancel,
  draw,
  logRandom,
  rejectAwakeable,
  resolveAwakeable,
  sendSignal,
  to,
} from '../programs.ts';
import { purged } from '../reuse.ts';
import { only } from '../versions.ts';
import { SdkRand } from '../sdk-rand.ts';

const RULE = 'invocation-ids';

/** Of an invocation that is nowhere, and the first numbers that have more than 64 and more than 128 bits. */
const ID = 'inv_14GagNPEH2X66fEwACHYpswHIYb6jBeqjd';
const [TOO_LARGE_64, TOO_LARGE_128] = ['lYGhA16ahyg', '7N42dgm5tFLK9N8MT7fHC8'];

/** Of the bytes 1 to 28, and of more and fewer of them. */
const AWAKEABLE = 'sign_1AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHA';

/** What invocation ids are made of, what follows from them, and what happens to text that is none. */
export const idCases: readonly Case[] = [
  only(
    '1.7',
    fact(456, 'rand-follows-from-the-id', RULE, is([true, true, true]), async (bench) => {
      const drawn = async (target: ReturnType<typeof to>, key?: string): Promise<boolean> => {
        const tag = bench.fresh();
        const { id } = await bench.call(target, [logRandom(tag)], key === undefined ? {} : { idempotencyKey: key });
        const rand = new SdkRand(seedOfId(id));
        const { draws = null } = (await bench.line(tag)).fields;
        return JSON.stringify(draws) === JSON.stringify([rand.random(), rand.uuidv4()]);
      };
      return [
        await drawn(to('S', 'exec')),
        await drawn(to('O', 'exec', bench.fresh()), bench.fresh()),
        await drawn(to('W', 'run', bench.fresh())),
      ];
    }),
  ),

  only('1.7', fact(457, 'rand-of-a-reused-id', RULE, is({ sameId: true, sameDraw: true }), again)),

  fact(458, 'rand-of-a-reused-id-unique', RULE, is({ sameId: true, sameDraw: false }), again, { mode: 'unique-seeds' }),

  fact(459, 'awakeable-id-names-invocation', RULE, is([17, 18]), async (bench) => {
    const tags = [bench.fresh(), bench.fresh()];
    const { id } = await bench.call(
      to('O', 'exec', bench.fresh()),
      tags.map((tag) => awakeable(tag, tag)),
    );
    const parsed = await Promise.all(tags.map(async (tag) => parseAwakeableId(await bench.awakeableId(tag))));
    return parsed.map((each) => (each?.invocation === id ? each.index : 'another'));
  }),

  fact(
    460,
    'partition-key-of-an-id',
    RULE,
    is({ key: 1, other: 2, idempotent: 1, service: 1, otherService: 2, restarted: 1 }),
    async (bench) => {
      const [key, other, idempotencyKey] = [bench.fresh(), bench.fresh(), bench.fresh()];
      const called = async (target: ReturnType<typeof to>, options = {}): Promise<string> =>
        (await bench.call(target, [], options)).id;
      const own = await called(to('O', 'exec', key));
      const idempotent = await called(to('S', 'exec'), { idempotencyKey });
      const restarted = async (): Promise<string> => {
        const { body } = await bench.admin({ type: 'restart-as-new', id: idempotent });
        return textField(JSON.parse(body) as Json, 'new_invocation_id');
      };
      return {
        key: different(own, await called(to('OLazy', 'shared', key)), await called(to('W', 'run', key))),
        other: different(own, await called(to('O', 'exec', other))),
        idempotent: different(own, await called(to('O', 'exec', key), { idempotencyKey })),
        service: different(idempotent, await called(to('S', 'echo'), { idempotencyKey })),
        otherService: different(idempotent, await called(to('SSuspends', 'exec'), { idempotencyKey })),
        restarted: different(idempotent, await restarted()),
      };
    },
  ),

  fact(
    461,
    'malformed-invocation-ids',
    RULE,
    is([
      [404, 404],
      ['bad length', 400],
      ['bad length', 400],
      ['base62 decode error', 400],
      ['base62 decode error', 400],
      ['base62 decode error', 400],
      ['base62 decode error', 400],
      ["id doesn't match the expected type", 400],
      ['unrecognized codec version', 400],
      ['unrecognized resource type: foo', 400],
      ['bad format', 400],
    ]),
    async (bench) => {
      const tried = async (id: string): Promise<Json> => {
        const answer = await bench.output(id);
        const why = textField(answer.json, 'message').replace(`bad invocation id '${id}': `, '');
        return [answer.status === 400 ? why : answer.status, await bench.ask('cancel', id)];
      };
      const answers: Json[] = [];
      for (const id of [ID, ...malformed()]) answers.push(await tried(id));
      return answers;
    },
  ),

  fact(
    462,
    'malformed-awakeable-ids',
    RULE,
    is([
      { status: 202, body: null },
      { status: 202, body: null },
      { status: 202, body: null },
      badAwakeable(AWAKEABLE.slice(0, -2), "id doesn't match the expected type"),
      badAwakeable(`${AWAKEABLE}AA`, "id doesn't match the expected type"),
      badAwakeable(`${AWAKEABLE.slice(0, -1)}R`, "id doesn't match the expected type"),
      badAwakeable(ID, "id doesn't match the expected type"),
      badAwakeable('prom_1AQID', 'bad length'),
      badAwakeable('sign_2AQID', 'unrecognized codec version'),
    ]),
    async (bench) => {
      const answers: Json[] = [];
      const ids = [AWAKEABLE, `${AWAKEABLE}==`, AWAKEABLE.replace('sign', 'prom'), ...notAwakeables()];
      for (const id of ids) answers.push(seen(await bench.resolveAwakeable(id, 1)));
      return answers;
    },
  ),

  fact(
    463,
    'malformed-ids-from-handlers',
    RULE,
    is([
      '[RT0012] cannot decode entry: decoding error: InvalidAwakeableId("sign_1AQID", TypeMismatch)',
      '[RT0012] cannot decode entry: decoding error: InvalidAwakeableId("prom_1AQID", Length)',
      '[RT0012] cannot decode entry: decoding error: BadFieldError("target_invocation_id", Version)',
      '[RT0012] cannot decode entry: decoding error: BadFieldError("target_invocation_id", Length)',
      `[RT0012] cannot decode entry: decoding error: BadFieldError("target_invocation_id", Codec)`,
      '[RT0017] cannot process command Command: AttachInvocation (command index 1) because of a failed precondition: ' +
        'invalid invocation id inv_1: bad length',
    ]),
    async (bench) => {
      const failures: Json[] = [];
      const ops = [
        resolveAwakeable('sign_1AQID', 1),
        rejectAwakeable('prom_1AQID', 'no'),
        cancel('inv_2'),
        sendSignal('inv_', 's', 1),
        cancel(`inv_1${TOO_LARGE_64}${ID.slice(-22)}`),
        attach('inv_1'),
      ];
      for (const op of ops) failures.push(await failure(bench, op));
      return failures;
    },
  ),
];

/** A workflow runs, is purged, and runs again under the same key. */
async function again(bench: Bench): Promise<Json> {
  const target = to('W', 'run', bench.fresh());
  const first = await bench.call(target, [draw]);
  await purged(bench, first.id);
  // Unique seeds differ where the times do.
  await bench.sleep(2);
  const second = await bench.call(target, [draw]);
  return { sameId: first.id === second.id, sameDraw: first.text === second.text };
}

/** How many partition keys these have. */
function different(...ids: readonly string[]): number {
  return new Set(ids.map(partitionKeyOf)).size;
}

function malformed(): readonly string[] {
  const [partition, rest] = [ID.slice(5, 16), ID.slice(16)];
  return [
    ID.slice(0, -1),
    `${ID}0`,
    `inv_1${TOO_LARGE_64}${rest}`,
    `inv_1${partition}${TOO_LARGE_128}`,
    `inv_1${partition}${TOO_LARGE_128}0`,
    `inv_1!${ID.slice(6)}`,
    `dp_1${rest}`,
    ID.replace('inv_1', 'inv_2'),
    'foo_1x',
    'foo',
  ];
}

function notAwakeables(): readonly string[] {
  return [AWAKEABLE.slice(0, -2), `${AWAKEABLE}AA`, `${AWAKEABLE.slice(0, -1)}R`, ID, 'prom_1AQID', 'sign_2AQID'];
}

function badAwakeable(id: string, why: string): Json {
  return refused(400, `bad awakeable id '${id}': ${why}`);
}

/** The first failure of a handler that does this, with its code in the documentation. */
async function failure(bench: Bench, op: Op): Promise<Json> {
  const id = await bench.send(to('S', 'exec'), [op]);
  const trouble = await bench.eventually('a failed attempt', async () => (await bench.driver.troublesOf(id))[0]);
  await bench.ask('kill', id);
  return trouble.type === 'paused' ? trouble.type : `[${trouble.doc ?? ''}] ${trouble.message}`;
}
