import type { AttemptMessage } from '../../attempt/attempt.ts';
import type { AttemptStream } from '../../server/attempt-stream.ts';
import type { Footprint } from '../../core/footprint.ts';
import type { FaultInjector } from '../../server/attempt-messages.ts';
import type { Server } from '../../server/server.ts';
import { pointName, type Phase, type Plan, type Trouble } from './plan.ts';

/** A trouble that strikes at a point of a journal. */
export type PointTrouble = Extract<Trouble, { readonly entry: number }>;
type Strike = 'connection' | 'process' | 'suspend' | 'cancel' | 'kill' | 'pause' | 'clear state';

/** What the strategy may do of its own at a journal point; the plan may say more. */
export const STRIKES = ['nothing', 'connection', 'process', 'suspend'] as const;

/** A place in the life of an invocation where something may go wrong. */
export interface JournalPoint {
  readonly invocation: string;
  readonly service: string;
  readonly handler: string;
  readonly attempt: number;
  readonly entry: number;
  readonly phase: Phase;
}

/** Troubles of invocations that belong to no operation of the plan stand among its choices, under this. */
const CHOICE = 'trouble ';

/**
 * Turns a strike of a strategy into a planned trouble.
 * @param point name of the journal point
 * @param option what was chosen there, as an index of {@link STRIKES}
 * @returns the trouble with the whole address as its path; undefined when there was none
 */
export function troubleAt(point: string, option: number): PointTrouble | undefined {
  const match = /^(.*)#(\d+)@(\d+):(before|inside|after)$/s.exec(point);
  const strike = STRIKES[option];
  if (match === null || strike === undefined || strike === 'nothing') return undefined;
  const [, path = '', attempt, entry, phase] = match;
  const at = { path, attempt: Number(attempt), entry: Number(entry), phase: phase as Phase };
  return strike === 'suspend' ? { kind: 'suspend', ...at } : { kind: 'crash', scope: strike, ...at };
}

/** Strikes at journal points: where the plan says so, and where the strategy still may. */
export class PlannedTroubles implements FaultInjector {
  readonly #server: Server;
  readonly #planned = new Map<string, PointTrouble[]>();
  readonly #processCrashed: () => void;
  readonly #visited: ((point: JournalPoint) => void) | undefined;
  readonly #struck = new Set<string>();
  /** How many more troubles the strategy may add. */
  budget: number;

  /**
   * @param processCrashed called after every attempt of the process was stopped
   * @param visited told of every point that the run comes to
   */
  constructor(server: Server, plan: Plan, processCrashed: () => void, visited?: (point: JournalPoint) => void) {
    this.#server = server;
    this.#processCrashed = processCrashed;
    this.#visited = visited;
    this.budget = plan.strategy?.troubles ?? 0;
    for (const operation of plan.operations) {
      for (const trouble of operation.troubles) if ('entry' in trouble) this.arrange(operation.id, trouble);
    }
    for (const [key, option] of Object.entries(plan.choices)) {
      const trouble = key.startsWith(CHOICE) ? troubleAt(key.slice(CHOICE.length), option) : undefined;
      if (trouble !== undefined) this.arrange('', trouble);
    }
  }

  /** Arranges for one more trouble of an operation. */
  arrange(operation: string, trouble: PointTrouble): void {
    const at = pointName(operation + trouble.path, trouble.attempt, trouble.entry, trouble.phase);
    this.#planned.set(at, [...(this.#planned.get(at) ?? []), trouble]);
  }

  before(stream: AttemptStream, message: AttemptMessage): boolean {
    const where = this.#where(stream, message, 'before');
    if (where !== undefined) this.#strike(stream, where);
    return !stream.open;
  }

  after(stream: AttemptStream, message: AttemptMessage, entry: number): void {
    if (message.type === 'command' && message.command.type !== 'Run') this.#strike(stream, [entry, 'after']);
    else if (message.type === 'proposal') this.#strike(stream, [stream.entryOfRun(message.completion), 'after']);
  }

  /** Planned troubles whose point the run never came to, in words. */
  unmet(): string[] {
    return [...this.#planned].flatMap(([point, troubles]) =>
      this.#struck.has(point) ? [] : troubles.map(({ kind }) => `a ${kind} was to strike at ${point}`),
    );
  }

  /** A process crash that is not tied to an entry. */
  crashProcess(): void {
    this.#server.faults.crashProcess();
    this.#processCrashed();
  }

  #where(stream: AttemptStream, message: AttemptMessage, phase: Phase): readonly [number, Phase] | undefined {
    if (message.type === 'command') return [stream.invocation.commands, phase];
    if (message.type === 'proposal') return [stream.entryOfRun(message.completion), 'inside'];
    return undefined;
  }

  #strike(stream: AttemptStream, [entry, phase]: readonly [number, Phase]): void {
    const point = pointName(stream.invocation.address, stream.number, entry, phase);
    this.#visited?.({
      invocation: stream.invocation.address,
      service: stream.invocation.origin.target.service,
      handler: stream.invocation.origin.target.handler,
      attempt: stream.number,
      entry,
      phase,
    });
    const planned = this.#planned.get(point);
    if (planned !== undefined) this.#struck.add(point);
    if (planned !== undefined) {
      for (const [place, trouble] of planned.entries()) {
        // What the first one has ended, the next one cannot strike.
        if (place > 0 && !stream.open) return;
        this.#do(stream, point, trouble.kind === 'crash' ? trouble.scope : trouble.kind);
      }
      return;
    }
    if (this.budget <= 0) return;
    const strike = this.#server.world.choices.of('trouble', point, STRIKES);
    if (strike === 'nothing') return;
    this.budget--;
    this.#do(stream, point, strike);
  }

  #footprint(stream: AttemptStream, strike: Strike): Footprint {
    switch (strike) {
      case 'connection':
        return this.#server.faults.footprintOfLostConnection(stream);
      case 'suspend':
        return { reads: ['clock', 'process'], writes: [stream.resource] };
      default:
        return { reads: ['clock'], writes: ['world'] };
    }
  }

  #do(stream: AttemptStream, point: string, strike: Strike): void {
    const { invocation } = stream;
    const { world, faults } = this.#server;
    world.trace.enter(this.#footprint(stream, strike));
    world.trace.add({
      type: 'trouble',
      trouble: strike,
      point,
      invocation: invocation.address,
      attempt: stream.number,
    });
    switch (strike) {
      case 'connection':
        faults.loseConnection(stream);
        return;
      case 'process':
        this.crashProcess();
        return;
      case 'suspend':
        faults.suspend(stream);
        return;
      case 'cancel':
        faults.cancel(invocation, point);
        return;
      case 'kill':
        faults.kill(invocation, point);
        return;
      case 'pause':
        faults.pause(invocation, point);
        return;
      case 'clear state':
        faults.clearState(invocation);
    }
  }
}
