import type { TraceEvent } from '../../sim/trace/event.ts';
import type { CoverageGroup, CoverageItem } from './report.ts';
import { entryName } from './words.ts';
import type { ShownCommand } from './shown.ts';

const PHASES = ['before', 'inside', 'after'] as const;
const STRUCK = /^(.*)#(\d+)@(\d+):(before|inside|after)$/s;

interface Happened {
  readonly name: string;
  readonly zero: string;
}

/** What may happen in a run, in the order in which it is listed. */
const HAPPENED = {
  'connection lost': { name: 'connections lost', zero: 'no connection was ever lost' },
  'process dies': { name: 'processes that died', zero: 'the service process never died' },
  suspend: { name: 'suspensions that were forced', zero: 'no run was asked to suspend' },
  world: { name: 'clock jumps and server restarts', zero: 'the clock never jumped and the server was never restarted' },
  'answer lost': {
    name: 'effects whose answer was lost or failed',
    zero: 'no answer of the outside world was ever lost',
  },
  repeated: {
    name: 'effects that were asked for again under their key',
    zero: 'no effect was ever repeated under its key',
  },
  replay: { name: 'attempts that replayed a journal', zero: 'no attempt ever replayed a journal' },
  retry: { name: 'attempts that failed and were tried again', zero: 'no attempt ever failed' },
  suspended: { name: 'suspensions', zero: 'no invocation was ever suspended' },
  timer: { name: 'timers that fired', zero: 'no timer ever fired' },
  wait: { name: 'waits for a lock', zero: 'nobody ever waited for a lock' },
  zombie: { name: 'zombies: attempts that ran on after they were given up', zero: 'no attempt ever became a zombie' },
  'zombie effect': { name: 'effects caused by zombies', zero: 'no zombie ever reached the outside world' },
  found: {
    name: 'requests that found an earlier invocation',
    zero: 'no request was ever repeated under its idempotency key',
  },
  early: { name: 'cancels, kills and pauses', zero: 'nothing was ever cancelled, killed or paused' },
} as const satisfies Readonly<Record<string, Happened>>;

type Kind = keyof typeof HAPPENED;

/** Adds up what runs have come to. Shows each run once; the order of runs does not matter. */
export class Coverage {
  readonly #happened = new Map<Kind, number>();
  readonly #struck = new Map<string, number>();
  readonly #entries = new Set<string>();
  readonly #depths: number[] = [];
  readonly #faults: number[] = [];
  runs = 0;

  /** @returns how many troubles struck the run */
  add(events: readonly TraceEvent[]): number {
    this.runs++;
    const kinds = new Map<string, string>();
    for (const event of events) {
      if (event.type === 'appended')
        kinds.set(`${event.invocation}@${event.entry}`, entryName(event.command as unknown as ShownCommand));
    }
    for (const kind of kinds.values()) this.#entries.add(kind);
    let troubles = 0;
    for (const event of events) {
      for (const kind of kindsOf(event)) this.#happened.set(kind, (this.#happened.get(kind) ?? 0) + 1);
      if (event.type !== 'trouble') continue;
      troubles++;
      const match = STRUCK.exec(event.point);
      const [, invocation = '', , entry = '', phase = ''] = match ?? [];
      const kind = kinds.get(`${invocation}@${entry}`);
      if (kind !== undefined && (event.trouble === 'connection' || event.trouble === 'process')) {
        const name = `${kind} ${phase}`;
        this.#struck.set(name, (this.#struck.get(name) ?? 0) + 1);
      }
    }
    count(this.#depths, depthOf(events));
    count(this.#faults, troubles);
    return troubles;
  }

  /** Runs by the number of troubles that struck them. */
  get faultCounts(): readonly number[] {
    return Array.from(this.#faults, (runs) => runs ?? 0);
  }

  groups(): readonly CoverageGroup[] {
    return [
      {
        name: 'what happened',
        items: zeroesFirst(
          Object.entries(HAPPENED).map(([kind, { name, zero }]) => ({
            name,
            zero,
            count: this.#happened.get(kind as Kind) ?? 0,
          })),
        ),
      },
      {
        name: 'crashes by journal entry',
        items: zeroesFirst([...this.#entries].sort().flatMap((entry) => this.#strikes(entry))),
      },
      { name: 'invocations of one key that overlapped', items: this.#depthItems() },
    ];
  }

  #strikes(entry: string): CoverageItem[] {
    return PHASES.filter((phase) => phase !== 'inside' || entry === 'Run').map((phase) => {
      const name =
        phase === 'inside' ? `between the work of a ${entry} and its journal entry` : `${phase} a ${entry} entry`;
      return { name, count: this.#struck.get(`${entry} ${phase}`) ?? 0, zero: `no run crashed ${name}` };
    });
  }

  #depthItems(): readonly CoverageItem[] {
    return [1, 2, 3, 4].map((depth) => {
      const times =
        depth < 4 ? (this.#depths[depth] ?? 0) : this.#depths.slice(4).reduce((sum, runs) => sum + (runs ?? 0), 0);
      const name = `runs with at most ${depth}${depth === 4 ? ' or more' : ''}`.replace('at most 4 or', '4 or');
      return { name, count: times, zero: `no run had ${depth}${depth === 4 ? ' or more' : ''} on one key at once` };
    });
  }
}

function kindsOf(event: TraceEvent): readonly Kind[] {
  switch (event.type) {
    case 'trouble':
      if (event.trouble === 'connection') return ['connection lost'];
      if (event.trouble === 'process' || event.trouble === 'process crash') return ['process dies'];
      if (event.trouble === 'suspend') return ['suspend'];
      return event.invocation === undefined ? ['world'] : [];
    case 'effect answered':
      return event.failure === undefined ? [] : ['answer lost'];
    case 'effect happened':
      return [
        ...(event.repeated ? (['repeated'] as const) : []),
        ...(event.zombie ? (['zombie effect'] as const) : []),
      ];
    case 'attempt started':
      return event.knownEntries > 1 ? ['replay'] : [];
    case 'attempt failed':
      return ['retry'];
    case 'suspended':
      return ['suspended'];
    case 'timer fired':
      return ['timer'];
    case 'queued':
      return ['wait'];
    case 'zombie':
      return ['zombie'];
    case 'invocation found':
      return ['found'];
    case 'cancel requested':
    case 'killed':
    case 'paused':
      return ['early'];
    default:
      return [];
  }
}

/** The most invocations of one key that were there at the same time: running or waiting. */
function depthOf(events: readonly TraceEvent[]): number {
  const keys = new Map<string, string>();
  const open = new Map<string, number>();
  let most = 0;
  for (const event of events) {
    if (event.type === 'invocation created') {
      const key = `${event.target.service}/${event.target.key ?? ''}`;
      keys.set(event.invocation, key);
      open.set(key, (open.get(key) ?? 0) + 1);
      most = Math.max(most, open.get(key) ?? 0);
    } else if (event.type === 'completed' || event.type === 'removed') {
      const key = keys.get(event.invocation);
      if (key !== undefined) open.set(key, (open.get(key) ?? 1) - 1);
      keys.delete(event.invocation);
    }
  }
  return most;
}

function zeroesFirst(items: readonly CoverageItem[]): readonly CoverageItem[] {
  return [...items.filter((item) => item.count === 0), ...items.filter((item) => item.count > 0)];
}

function count(list: number[], index: number): void {
  while (list.length <= index) list.push(0);
  list[index] = (list[index] ?? 0) + 1;
}
