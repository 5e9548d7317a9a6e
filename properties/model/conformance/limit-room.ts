import type { Bench } from './bench.ts';
import { fact, type Case, type Needs } from './case.ts';
import type { Expectation } from './expectation.ts';
import type { Json } from './json.ts';
import type { Op, Target } from './ops.ts';
import { scoped, to } from './programs.ts';
import { only } from './versions.ts';

/** A scope of the case's own, with a tag for lines. */
export class LimitRoom {
  readonly bench: Bench;
  readonly scope: string;
  readonly tag: string;

  constructor(bench: Bench) {
    this.bench = bench;
    this.scope = bench.fresh('limited').replaceAll('/', '.');
    this.tag = bench.fresh();
  }

  target(target: Target = to('S', 'exec'), limitKey?: string): Target {
    return scoped(this.scope, target, limitKey);
  }

  /** Sets the limit of the scope, or of what is under it, and waits until the server follows it. */
  async limit(concurrency: number | undefined, under: string = ''): Promise<void> {
    await this.set(`${this.scope}${under}`, concurrency);
  }

  async set(pattern: string, concurrency: number | undefined): Promise<number> {
    const limit = concurrency === undefined ? {} : { concurrency };
    const { status } = await this.bench.admin({ type: 'set-limit', pattern, ...limit });
    await this.bench.sleep(400);
    return status;
  }

  send(ops: readonly Op[], limitKey?: string): Promise<string> {
    return this.sendTo(to('S', 'exec'), ops, limitKey);
  }

  sendTo(target: Target, ops: readonly Op[], limitKey?: string): Promise<string> {
    return this.bench.send(this.target(target, limitKey), ops);
  }

  /** The statuses a moment later. */
  async statuses(ids: readonly string[]): Promise<readonly string[]> {
    await this.bench.sleep(250);
    return Promise.all(ids.map(async (id) => (await this.bench.status(id)) ?? 'gone'));
  }

  /** The notes of so many lines, in order. */
  async notes(size: number): Promise<Json> {
    await this.bench.line(this.tag, size);
    return this.bench.lines(this.tag).map(({ fields }) => fields['note'] ?? null);
  }

  /** The status, when an invocation of the service has it. */
  async inScope(service: string, status: string): Promise<string> {
    const rows = await this.bench.driver.invocationsOf(service);
    return rows.some((row) => row.status === status) ? status : 'none';
  }
}

/** @returns a case of 1.8 in a scope of its own */
export function inRoom(
  number: number,
  name: string,
  expect: Expectation,
  script: (room: LimitRoom) => Promise<Json>,
  needs: Partial<Needs> = {},
): Case {
  return only(
    '1.8',
    fact(number, name, 'limits', expect, (bench) => script(new LimitRoom(bench)), needs),
  );
}
