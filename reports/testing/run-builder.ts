import type { Happening, TraceEvent } from '../../sim/trace/event.ts';
import { shown } from '../../sim/trace/shown.ts';
import type { Exhibit, Report, ShownRun, ShownStep } from '../data/report.ts';
import { encodeUtf8 } from '../../sim/core/utf8.ts';
import { encoderFor, type Encoder } from '../../sim/core/encoded.ts';

/** A command that a test types. */
export const typed: Encoder<'shell'> = encoderFor<'shell'>((text) => text);

const START_MS = 1_767_225_600_000;

/** Writes runs by hand: each call is one step of the world. */
export class RunBuilder {
  readonly events: TraceEvent[] = [];
  readonly steps: ShownStep[] = [];
  atMs = START_MS;

  /** One step in which all of this happens. */
  step(touches: readonly string[], ...happenings: readonly Happening[]): this {
    this.steps.push({ name: `step ${this.steps.length}`, first: this.events.length });
    for (const happening of happenings) {
      const stamp = { seq: this.events.length, atMs: this.atMs, footprint: { reads: [], writes: touches } };
      this.events.push({ ...happening, ...stamp });
    }
    return this;
  }

  pass(ms: number): this {
    const fromMs = this.atMs;
    this.atMs += ms;
    return this.step(['clock'], { type: 'time', fromMs, toMs: this.atMs });
  }

  /** A client's call of a handler of an object, up to its lock. */
  call(id: string, client: string, target: { service: string; key: string; handler: string }, input?: unknown): this {
    const key = `${target.service}/${target.key}`;
    return this.step(
      [`journal:${id}`, `lock:${key}`],
      { type: 'operation', operation: id, client, target, kind: 'call', input: bytesOf(input) },
      {
        type: 'invocation created',
        invocation: id,
        id: `inv_${id}`,
        target,
        kind: 'EXCLUSIVE',
        by: undefined,
        scheduledForMs: undefined,
      },
      { type: 'lock taken', invocation: id, key },
    );
  }

  start(id: string, attempt = 1, knownEntries = 1): this {
    return this.step([`journal:${id}`], { type: 'attempt started', invocation: id, attempt, knownEntries });
  }

  set(id: string, entry: number, key: string, value: unknown): this {
    const command = { type: 'SetState', key, value: bytesOf(value) } as const;
    return this.step([`journal:${id}`], { type: 'appended', invocation: id, attempt: 1, entry, index: entry, command });
  }

  end(id: string, key: string, answer: unknown): this {
    return this.step(
      [`journal:${id}`, `lock:${key}`],
      { type: 'attempt ended', invocation: id, attempt: 1 },
      { type: 'completed', invocation: id, result: { ok: bytesOf(answer) } },
      { type: 'lock released', invocation: id, key },
    ).step([`journal:${id}`], { type: 'answer', operation: id, status: 200, body: bytesOf(answer) });
  }

  run(): ShownRun {
    return {
      hash: '0',
      verdict: 'held',
      steps: this.steps,
      events: this.events.map((event) => shown(event)),
      leftOut: 0,
    };
  }
}

export function bytesOf(value: unknown): Uint8Array {
  return encodeUtf8(value === undefined ? '' : JSON.stringify(value));
}

/** A report with one finding. */
export function reportOf(run: ShownRun, change: Partial<Exhibit> = {}): Report {
  const exhibit: Exhibit = {
    kind: 'finding',
    scenario: 'shop',
    invariant: 'nothing is sold twice',
    message: 'It was sold twice.',
    shows: [run.events.at(-1)?.seq ?? 0],
    story: ['0 ms  ann  buys', '0 ms  bob  buys'],
    run,
    repeat: {
      shell: typed('npm run sim -- --seed 42 --path 3'),
      vitest: "it('holds', () => {});",
      plan: { version: 1 },
    },
    ...change,
  };
  return {
    format: 'restate-sim report',
    version: 1,
    suite: 'tests',
    verdict: 'broken',
    seed: 42,
    engine: 'fake',
    versions: { node: '24' },
    budget: '300 runs per scenario',
    command: typed('npm run sim -- --seed 42'),
    scenarios: [
      {
        name: 'shop',
        verdict: 'broken',
        runs: 3,
        steps: 30,
        invocations: 9,
        virtualMs: 90_000,
        traceHash: 'abc',
        invariants: [
          { name: 'nothing is sold twice', verdict: 'broken', exercised: 7, firstFailure: 'seed 42, path 3' },
          { name: 'no request waits', verdict: 'held', exercised: 2 },
          { name: 'no request is cancelled', verdict: 'not exercised', exercised: 0 },
          { name: 'it ends', verdict: 'undecided', exercised: 1 },
        ],
        missing: ['handler shop/refund'],
        undecided: ['The run reached its limit of 10 steps.'],
        waived: ['Shop/order was left waiting for an awakeable in 2 of 3 runs'],
        marks: ['marked: the real network was used in 1 of 3 runs, as `allow` says'],
        advice: [],
        coverage: [{ name: 'what happened', items: [{ name: 'crashes', count: 0, zero: 'no run ever crashed' }] }],
        charts: [],
        faultCounts: [2, 1],
        rows: [
          {
            name: 'path 3',
            strategy: 'pct',
            verdict: 'broken',
            steps: 10,
            invocations: 3,
            troubles: 1,
            virtualMs: 0,
            hash: 'abc',
          },
        ],
      },
    ],
    exhibits: [exhibit],
  };
}
