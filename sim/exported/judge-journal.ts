import { siteIn, knownCallSite } from '../attempt/ambient/remark.ts';
import type { Engine, ProtocolVersion } from '../attempt/attempt.ts';
import type { BoundService } from '../attempt/definition.ts';
import { entryOf } from '../attempt/sdk/stored.ts';
import { UsageError } from '../core/errors.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { seedOfId, uniqueSeed } from '../journal/random-seed.ts';
import { isInFlight, type ExportedJournal } from './exported-journal.ts';
import { replayPrefixes, type Replayable, type Replayed } from './prefix-replay.ts';
import { stateOf, type KnownState } from './state-of.ts';
import { verdictOf, type PrefixVerdict } from './prefix-verdict.ts';

/**
 * Which prefixes of a journal are replayed. `every`: each place at which its invocation stood before its result was stored. `end`: the
 * whole journal, with its result. `now`: the journal as it is, of invocations in flight only.
 */
export type ReplayAt = (typeof REPLAY_AT)[number];

export const REPLAY_AT = ['every', 'end', 'now'] as const;

export interface JudgeOptions {
  readonly engine: Engine;
  /** The services of the checkout, by name. */
  readonly services: ReadonlyMap<string, BoundService>;
  readonly at: ReplayAt;
  /** Whether the server draws the seed of `ctx.rand` from more than the id. */
  readonly uniqueSeeds?: boolean;
  /** Whether values of the journals were replaced by their shapes. */
  readonly isRedacted?: boolean;
}

/** What became of one journal on the checkout. */
export interface JournalVerdict {
  readonly invocation: string;
  /** `Service/handler`. */
  readonly handler: string;
  readonly isInFlight: boolean;
  /** Rows of the journal. */
  readonly rows: number;
  /** Prefixes that were replayed. */
  readonly prefixes: number;
  /** What the first prefix that does not go on comes to; `goes on` where all of them do. */
  readonly verdict: PrefixVerdict;
  /** How many rows the first prefix has that does not go on. */
  readonly from: number | undefined;
  /** Rows of the last prefix that goes on before it; 0 for none. */
  readonly safeUpTo: number;
}

/** Replays a journal on the services of a checkout. @returns undefined where `at` leaves it out */
export async function judgeJournal(
  exported: ExportedJournal,
  options: JudgeOptions,
): Promise<JournalVerdict | undefined> {
  const { at } = options;
  if (at === 'now' && !isInFlight(exported)) return undefined;
  const known = replayableOf(exported, options);
  if ('unknown' in known) return wholly(exported, { kind: 'unknown', why: known.unknown });
  if ('gone' in known) return wholly(exported, { kind: 'gone', what: known.gone });
  const { replayable, state } = known;
  const rows = rowsFor(at, replayable.journal);
  const replayed = await replayPrefixes(options.engine, replayable, rows);
  const verdicts = replayed.map((each) => verdictOf(each, replayable.journal, state, options.isRedacted === true));
  const first = verdicts.findIndex(({ kind }) => kind !== 'goes on');
  const base = about(exported, rows.length);
  const found = verdicts[first];
  if (found === undefined)
    return { ...base, verdict: { kind: 'goes on' }, from: undefined, safeUpTo: rows.at(-1) ?? 0 };
  return {
    ...base,
    verdict: await lookedAt(found, options.engine, replayable, replayed[first]),
    from: rows[first],
    safeUpTo: rows[first - 1] ?? 0,
  };
}

function about(
  { invocation, target: { service, handler }, rows, ...rest }: ExportedJournal,
  prefixes: number,
): Omit<JournalVerdict, 'verdict' | 'from' | 'safeUpTo'> {
  const isOpen = isInFlight(rest);
  return { invocation, handler: `${service}/${handler}`, isInFlight: isOpen, rows: rows.length, prefixes };
}

function wholly(exported: ExportedJournal, verdict: PrefixVerdict): JournalVerdict {
  return { ...about(exported, 0), verdict, from: undefined, safeUpTo: 0 };
}

/** Before the result: once that is stored, nothing runs any more. */
function rowsFor(at: ReplayAt, journal: readonly JournalEntry[]): readonly number[] {
  if (at !== 'every') return [journal.length];
  const result = journal.findIndex((row) => row.kind === 'command' && row.command.type === 'Output');
  const most = result < 0 ? journal.length : result;
  return Array.from({ length: most }, (_, index) => index + 1);
}

type Known =
  | { readonly replayable: Replayable; readonly state: KnownState }
  | { readonly unknown: string }
  | { readonly gone: string };

function replayableOf(exported: ExportedJournal, { services, uniqueSeeds = false }: JudgeOptions): Known {
  const { invocation, target, rows, torn, createdAt, protocol = 6, idempotencyKey } = exported;
  if (torn !== undefined) return { unknown: `its rows are of different moments: ${torn}` };
  if (rows.length === 0) return { unknown: 'its journal is not kept: the retention of the journal is over, or 0' };
  const service = services.get(target.service);
  // A service that the checkout does not have stays where it is deployed.
  if (service === undefined) return { unknown: `the checkout does not bind ${target.service}` };
  const handler = service.handlers.get(target.handler);
  if (handler === undefined) return { gone: `${target.service}/${target.handler}` };
  const journal: JournalEntry[] = [];
  for (const [index, [entry_type, appendedAtMs, raw]] of rows.entries()) {
    try {
      journal.push(entryOf({ entry_type, raw, appendedAtMs }));
    } catch (error) {
      const why = error instanceof UsageError ? 'an entry that restate-sim does not know' : 'no message of its type';
      return { unknown: `row ${index} (${entry_type}) is ${why}` };
    }
  }
  const state = stateOf(exported, journal);
  return {
    state,
    replayable: {
      invocation,
      key: target.key ?? '',
      idempotencyKey,
      protocol: Math.min(7, Math.max(5, protocol)) as ProtocolVersion,
      handler,
      journal,
      state: state.values,
      isPartial: state.isPartial,
      randomSeed: () => (uniqueSeeds ? uniqueSeed(invocation, createdAt) : seedOfId(invocation)),
    },
  };
}

/**
 * Replays a prefix once more, in a process with another clock and other random numbers.
 * @returns the verdict with the line of the code at which it does not go on, and the ambient source of a value, if it has one
 */
async function lookedAt(
  verdict: PrefixVerdict,
  engine: Engine,
  replayable: Replayable,
  replayed: Replayed | undefined,
): Promise<PrefixVerdict> {
  if (replayed?.error === undefined || verdict.kind === 'goes on') return verdict;
  let line: string | undefined;
  const [again] = await replayPrefixes(engine, replayable, [replayed.rows], {
    noteLine: (entry, thrown) => {
      const site =
        entry !== undefined ? knownCallSite() : thrown instanceof Error ? siteIn(thrown.stack ?? '') : undefined;
      if (site !== undefined) line = site.replace(/:\d+$/, '');
    },
  });
  const found = { ...verdict, ...(line !== undefined && { line }) };
  const [one, other] = [replayed.error.mismatch, again?.error?.mismatch];
  const isAmbient = one?.index !== other?.index || one?.replayed !== other?.replayed;
  return found.kind === 'diverges' && isAmbient ? { ...found, cause: AMBIENT } : found;
}

const AMBIENT =
  'each attempt computes it again, from the clock or a random number: wrap that in `ctx.run`, or use `ctx.date` and `ctx.rand`';
