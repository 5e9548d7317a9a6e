import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { inParallel } from '../../../harness/in-parallel.ts';
import { conversation } from './arbitraries.ts';
import { shown, type Conversation } from './conversation.ts';
import type { Answer } from './answers.ts';
import { kindOf, type Difference } from './differences.ts';
import { partsThatDiffer } from './parts.ts';
import { chosen, type Recording } from './recording.ts';
import { Servers } from './servers.ts';

const USAGE = `npm run fuzz:ingress -- [--count N] [--seed S] [--path P] [--excused] [--record FILE]

Sends N raw requests to the ingress of a real restate-server and to the HTTP port of RestateTestEnvironment: status,
headers, body and what becomes of the connection must be equal. Differences are grouped by cause; each group is shrunk and
printed with the seed and the path that repeat it. With --excused the differences that are listed with a reason
(properties/model/fuzz/ingress/excused.ts) are printed as well. With --record
the answers of the real server are written for the test without one, one conversation for each kind of answer.`;

/** Conversations that are under way at the same time on the real server. */
const CONCURRENCY = 8;

/** Real time for making one example smaller. */
const SHRINK_MS = 5_000;

/** Characters of a request, and of a part of an answer, that are printed. */
const MAX_SHOWN = 500;

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  return 3;
});

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '3000' },
      seed: { type: 'string', default: '42' },
      path: { type: 'string' },
      excused: { type: 'boolean', default: false },
      record: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const count = Number(values.count);
  const seed = Number(values.seed);
  if (values.help || !(count > 0) || !Number.isSafeInteger(seed)) {
    console.error(USAGE);
    return values.help ? 0 : 3;
  }
  await using servers = await Servers.start();
  let tags = 0;
  const differs = (tried: Conversation): Promise<Difference | undefined> => servers.differenceOf(tried, `t${++tags}t`);
  if (values.path !== undefined) return await repeat(seed, values.path, differs);
  if (values.record !== undefined) return await record(values.record, conversationsOf(count, seed), servers);
  const began = performance.now();
  const { groups, requests } = await search(conversationsOf(count, seed), differs);
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  const faults = [...groups.values()].filter(({ difference }) => difference.excuse === undefined);
  const excused = [...groups.values()].filter(({ difference }) => difference.excuse !== undefined);
  for (const group of values.excused ? groups.values() : faults) await print(group, seed, differs);
  const sum = (of: readonly Group[]): number => of.reduce((total, { places }) => total + places.length, 0);
  console.log(
    `${sum(faults)} of ${requests} requests differ, with ${faults.length} causes; ${sum(excused)} more differ for ` +
      `reasons that are listed (seed ${seed}, ${seconds} s)`,
  );
  return faults.length === 0 ? 0 : 1;
}

interface Group {
  readonly difference: Difference;
  /** Places of the conversations in the sample. */
  readonly places: number[];
}

/** @returns as many conversations as have so many requests */
function conversationsOf(count: number, seed: number): Conversation[] {
  const sample = fc.sample(conversation(), { seed, numRuns: count });
  let requests = 0;
  const last = sample.findIndex((each) => (requests += each.requests.length) >= count);
  return sample.slice(0, last + 1);
}

async function search(
  conversations: readonly Conversation[],
  differs: (tried: Conversation) => Promise<Difference | undefined>,
): Promise<{ readonly groups: ReadonlyMap<string, Group>; readonly requests: number }> {
  const found: (Difference | undefined)[] = [];
  await inParallel(CONCURRENCY, conversations, async (tried, place) => {
    found[place] = await differs(tried);
    if (place % 500 === 499) console.error(`${place + 1} of ${conversations.length} conversations`);
  });
  const groups = new Map<string, Group>();
  for (const [place, difference] of found.entries()) {
    if (difference === undefined) continue;
    const name = difference.excuse ?? difference.cause;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { difference, places: [place] });
    else group.places.push(place);
  }
  const requests = conversations.reduce((total, each) => total + each.requests.length, 0);
  return { groups: new Map([...groups].toSorted(([, a], [, b]) => b.places.length - a.places.length)), requests };
}

/** Shrinks the first of a group, as long as the cause stays the same. */
async function print(
  { difference, places: [first = 0, ...rest] }: Group,
  seed: number,
  differs: (tried: Conversation) => Promise<Difference | undefined>,
): Promise<void> {
  const name = difference.excuse ?? difference.cause;
  const { path, smallest, last } = await shrunk(
    seed,
    String(first),
    differs,
    (found) => (found.excuse ?? found.cause) === name,
  );
  console.log(`\n${rest.length + 1} times: ${name}`);
  if (smallest !== undefined && last !== undefined) printOne(smallest, last);
  console.log(`  again: npm run fuzz:ingress -- --seed ${seed} --path ${path}`);
}

/** Only what differs of the answers. */
function printOne({ requests }: Conversation, { place, real, sim }: Difference): void {
  for (const request of requests.slice(0, place + 1)) console.log(`  ${shown(request).slice(0, MAX_SHOWN)}`);
  const fields = ({ headers, ...fixed }: Answer): Record<string, unknown> => ({ ...fixed, ...headers });
  for (const part of partsThatDiffer(real, sim)) {
    console.log(`    ${part}, real: ${JSON.stringify(fields(real)[part])?.slice(0, MAX_SHOWN)}`);
    console.log(`    ${part}, sim:  ${JSON.stringify(fields(sim)[part])?.slice(0, MAX_SHOWN)}`);
  }
}

async function shrunk(
  seed: number,
  path: string,
  differs: (tried: Conversation) => Promise<Difference | undefined>,
  isIt: (difference: Difference) => boolean,
): Promise<{ path: string; smallest?: Conversation; last?: Difference }> {
  let last: Difference | undefined;
  let smallest: Conversation | undefined;
  const details = await fc.check(
    fc.asyncProperty(conversation(), async (tried) => {
      const found = await differs(tried);
      if (found === undefined || !isIt(found)) return;
      [last, smallest] = [found, tried];
      throw new Error(found.cause);
    }),
    { seed, path, numRuns: 1, interruptAfterTimeLimit: SHRINK_MS },
  );
  return {
    path: details.counterexamplePath ?? path,
    ...(smallest !== undefined && { smallest }),
    ...(last !== undefined && { last }),
  };
}

async function record(file: string, conversations: readonly Conversation[], servers: Servers): Promise<number> {
  const all: Recording[] = [];
  for (const [place, { requests }] of conversations.entries()) {
    const tag = `t${place}t`;
    all.push({ tag, requests, answers: await servers.real({ requests }, tag) });
  }
  const rows = chosen(all, kindOf);
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  console.log(`${rows.length} of ${conversations.length} conversations recorded`);
  return 0;
}

async function repeat(
  seed: number,
  path: string,
  differs: (tried: Conversation) => Promise<Difference | undefined>,
): Promise<number> {
  const [tried] = fc.sample(conversation(), { seed, path, numRuns: 1 });
  if (tried === undefined) return 3;
  const found = await differs(tried);
  if (found === undefined) {
    for (const request of tried.requests) console.log(`  ${shown(request)}`);
    console.log('no difference');
    return 0;
  }
  console.log(`${found.excuse ?? found.cause}`);
  printOne(tried, found);
  return found.excuse === undefined ? 1 : 0;
}
