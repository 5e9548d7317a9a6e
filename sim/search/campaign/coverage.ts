import { isMove } from '../../simulation/faults/upgrading.ts';
import { valueFor } from '../../core/value-for.ts';
import { entryOf, parsePoint } from '../../core/address.ts';
import { chartName, type ChartSpec } from '../../trace/charts/chart-spec.ts';
import { edgesOf, edgesReached } from '../../trace/charts/edges.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import { operatedName } from './never-operated.ts';

/**
 * What runs have reached, by name, with counts. The first word of a name is its group: `entry`, `crash`, `pair`, `overlap`,
 * `handler`, `outcome`, `happened`, `troubles` (runs by their number of troubles), `limiter`; and `cancelled`, `killed` and
 * `paused` by handler.
 */
export type Coverage = ReadonlyMap<string, number>;

/** Events that can happen to invocations, with the words for the case that they never happened. */
const HAPPENINGS: readonly (readonly [name: string, never: string])[] = [
  ['replay', 'no attempt replayed a journal'],
  ['retry', 'no attempt was retried'],
  ['suspension', 'no attempt was suspended'],
  ['timer', 'no timer fired'],
  ['lock wait', 'no invocation waited for a lock'],
  ['zombie', 'no aborted attempt kept running as a zombie'],
  ['crash', 'nothing crashed'],
];

/** Troubles that end an attempt at a point of its journal. */
const CRASHES: ReadonlySet<string> = new Set(['connection', 'process']);

/** Troubles, with the name under which they are counted. */
const TROUBLES: Readonly<Record<string, string>> = {
  connection: 'connection lost',
  process: 'process death',
  'process crash': 'process death',
  suspend: 'forced suspension',
  'clock jump': 'clock jump',
  'server restart': 'server restart',
  'deploy new': 'deploy',
  'deploy in-place': 'deploy',
  'deploy resume': 'deploy',
  'roll back': 'roll-back',
};

/** Resources whose conflicts between two invocations are counted. */
const MEETING_PLACES: ReadonlySet<string> = new Set([
  'lock',
  'inbox',
  'state',
  'promise',
  'effect',
  'idempotency',
  'journal',
]);

/** @returns what one run has reached, including the edges of charted limiters */
export function coverageOf(events: readonly TraceEvent[], charts: readonly ChartSpec[] = []): Coverage {
  const reader = new Reader();
  for (const event of events) reader.see(event);
  for (const chart of charts) reader.limiter(chart, edgesReached(events, chart));
  return reader.end();
}

class Reader {
  readonly #counts = new Map<string, number>();
  readonly #handlers = new Map<string, string>();
  readonly #keys = new Map<string, string>();
  /** Invocations in flight, by key, and the maximum at the same time. */
  readonly #present = new Map<string, number>();
  readonly #deepest = new Map<string, number>();
  readonly #entries = new Map<string, string>();
  readonly #crashes: (readonly [entry: string, phase: string])[] = [];
  readonly #last = new Map<string, { readonly label: string; readonly actor: string; readonly wrote: boolean }>();
  #step: TraceEvent['footprint'] | undefined;
  #troubles = 0;

  limiter(chart: ChartSpec, edges: readonly string[]): void {
    for (const edge of edges) this.#count(`limiter ${chartName(chart)}: ${edge}`);
  }

  see(event: TraceEvent): void {
    this.#happened(event);
    // All events of a step carry its footprint; the first of them names it.
    if (event.footprint === this.#step) return;
    this.#step = event.footprint;
    const actor = actorOf(event);
    if (actor !== undefined) this.#meet(event, actor, labelOf(event));
  }

  end(): Coverage {
    for (const depth of this.#deepest.values()) this.#count(`overlap ${depth}`);
    for (const [entry, phase] of this.#crashes) {
      const type = this.#entries.get(entry);
      if (type !== undefined) this.#count(`crash ${phase} ${type}`);
    }
    this.#count(`troubles ${this.#troubles}`);
    return this.#counts;
  }

  #happened(event: TraceEvent): void {
    switch (event.type) {
      case 'invocation created': {
        const { service, key, handler } = event.target;
        this.#handlers.set(event.invocation, `${service}/${handler}`);
        this.#count(`handler ${service}/${handler}`);
        if (key !== undefined) this.#enter(event.invocation, `${service}/${key}`);
        return;
      }
      case 'completed':
        this.#leave(event.invocation);
        this.#count(
          `outcome ${valueFor(this.#handlers, event.invocation)} ${'ok' in event.result ? 'ok' : event.result.failure.code}`,
        );
        return;
      case 'removed':
        this.#leave(event.invocation);
        return;
      case 'attempt started':
        if (event.knownEntries > 1) this.#count('happened replay');
        if (event.attempt > 1) this.#count('happened retry');
        return;
      case 'suspended':
        this.#count('happened suspension');
        return;
      case 'timer fired':
        this.#count('happened timer');
        return;
      case 'queued':
        this.#count('happened lock wait');
        return;
      case 'zombie':
        this.#count('happened zombie');
        return;
      case 'appended':
        this.#entries.set(entryOf(event.invocation, event.entry), event.command.type);
        this.#count(`entry ${event.command.type}`);
        return;
      case 'effect happened':
        if (event.repeated) this.#count('happened repeated effect');
        if (event.zombie) this.#count('happened zombie effect');
        return;
      case 'effect answered':
        if (event.failure !== undefined) this.#count('happened lost answer');
        return;
      case 'invocation found':
        this.#count('happened found again');
        return;
      case 'cancel requested':
      case 'killed':
      case 'paused':
        this.#count(`happened ${event.type}`);
        this.#count(operatedName(event.type, this.#handlers.get(event.invocation) ?? ''));
        return;
      case 'trouble':
        this.#trouble(event);
        return;
      default:
        return;
    }
  }

  #trouble({ trouble, point, invocation }: EventOf<'trouble'>): void {
    this.#troubles++;
    if (trouble !== 'suspend' && !isMove(trouble)) this.#count('happened crash');
    const kind = TROUBLES[trouble];
    if (kind !== undefined) this.#count(`happened ${kind}`);
    const at = parsePoint(point);
    if (at !== undefined && invocation !== undefined && CRASHES.has(trouble)) {
      this.#crashes.push([entryOf(invocation, at.entry), at.phase]);
    }
  }

  /** Counts the resources on which this step follows a conflicting step of another invocation. */
  #meet({ footprint: { reads, writes } }: TraceEvent, actor: string, label: string): void {
    for (const name of writes) this.#touch(name, actor, label, true);
    for (const name of reads) this.#touch(name, actor, label, false);
  }

  #touch(name: string, actor: string, label: string, wrote: boolean): void {
    const kind = name.slice(0, name.indexOf(':'));
    if (!MEETING_PLACES.has(kind)) return;
    // All state of a key counts as one resource here; the footprint has the names of the values.
    const place = kind === 'state' ? name.slice(0, name.lastIndexOf('/')) : name;
    const last = this.#last.get(place);
    if (last !== undefined && last.actor !== actor && (wrote || last.wrote)) {
      this.#count(`pair ${last.label} > ${label} on ${kind}`);
    }
    this.#last.set(place, { label, actor, wrote });
  }

  #enter(invocation: string, key: string): void {
    this.#keys.set(invocation, key);
    const present = (this.#present.get(key) ?? 0) + 1;
    this.#present.set(key, present);
    this.#deepest.set(key, Math.max(present, this.#deepest.get(key) ?? 0));
  }

  #leave(invocation: string): void {
    const key = this.#keys.get(invocation);
    if (key === undefined) return;
    this.#keys.delete(invocation);
    this.#present.set(key, (this.#present.get(key) ?? 1) - 1);
  }

  #count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
}

function actorOf(event: TraceEvent): string | undefined {
  if ('invocation' in event) return event.invocation;
  return 'operation' in event ? event.operation : undefined;
}

function labelOf(event: TraceEvent): string {
  return event.type === 'appended' ? event.command.type : event.type;
}

/** What many runs have reached together, and what none has reached. */
export interface CoverageReport {
  /** What was never reached although it was possible, in words. */
  readonly never: readonly string[];
  /** Name -> count, ordered by name. */
  readonly counts: Readonly<Record<string, number>>;
}

const PHASES = ['before', 'inside', 'after'] as const;

/**
 * @param crashes whether crashes are possible
 * @param missing what was never reached of what the scenario declares, and what operators never did, in words
 */
export function reportOf(
  coverage: Coverage,
  crashes: boolean,
  charts: readonly ChartSpec[] = [],
  missing: readonly string[] = [],
): CoverageReport {
  const names = [...coverage.keys()].toSorted();
  return {
    never: [
      ...missing.map((what) => `never reached: ${what}`),
      ...neverHappened(coverage, crashes),
      ...neverMet(coverage),
      ...(crashes ? neverCrashed(names, coverage) : []),
      ...charts.flatMap((chart) => neverAtEdge(chart, coverage)),
    ],
    counts: Object.fromEntries(names.map((name) => [name, coverage.get(name) ?? 0])),
  };
}

function neverHappened(coverage: Coverage, crashes: boolean): string[] {
  const never = HAPPENINGS.filter(([name]) => !coverage.has(`happened ${name}`) && (crashes || name !== 'crash'));
  return never.map(([, words]) => words);
}

function neverMet(coverage: Coverage): string[] {
  const deep = [...coverage.keys()].some((name) => /^overlap ([2-9]|\d\d)/.test(name));
  const pairs = [...coverage.keys()].filter((name) => name.startsWith('pair '));
  const oneWay = pairs.flatMap((name) => {
    const match = /^pair (.*) > (.*) on (\w+)$/.exec(name);
    if (match === null) return [];
    const [, first = '', second = '', kind = ''] = match;
    return coverage.has(`pair ${second} > ${first} on ${kind}`)
      ? []
      : [`never "${second}" before "${first}" on one ${kind}`];
  });
  return [...(deep ? [] : ['no two invocations of one key were in flight at the same time']), ...oneWay.toSorted()];
}

function neverCrashed(names: readonly string[], coverage: Coverage): string[] {
  const types = names.flatMap((name) => (name.startsWith('entry ') ? [name.slice('entry '.length)] : []));
  return types.flatMap((type) =>
    PHASES.filter((phase) => (phase === 'inside') === (type === 'Run') || phase !== 'inside')
      .filter((phase) => !coverage.has(`crash ${phase} ${type}`))
      .map(
        (phase) =>
          `no crash fell ${phase === 'inside' ? 'between the work and the result of a' : `${phase} a`} ${type}`,
      ),
  );
}

function neverAtEdge(chart: ChartSpec, coverage: Coverage): string[] {
  const name = chartName(chart);
  return edgesOf(chart)
    .filter((edge) => !coverage.has(`limiter ${name}: ${edge.name}`))
    .map((edge) => `${name}: ${edge.never}`);
}
