import type { AttemptMessage } from '../../attempt/attempt.ts';
import type { AttemptStream } from '../../server/attempt-stream.ts';
import type { Footprint } from '../../core/footprint.ts';
import type { FaultInjector } from '../../server/attempt-messages.ts';
import type { Server } from '../../server/server.ts';
import { callerOf, parseChoiceKey, parsePoint, pointOf, under, type Phase } from '../../core/address.ts';
import type { Allowed } from './interventions.ts';
import { isMove, type Upgrading, type Move } from './upgrading.ts';
import type { Intervention, Plan, PointTrouble } from './plan.ts';

type Injection = 'connection' | 'process' | 'suspend' | Intervention | Move;

/** What a strategy may inject at every journal point, as far as its budget goes. */
const CRASHES = ['nothing', 'connection', 'process', 'suspend'] as const;

/** What can be injected at a journal point, by the number that stands for it in the choices of a plan. */
export const POINT_OPTIONS = [
  'nothing',
  'connection',
  'process',
  'suspend',
  'cancel',
  'kill',
  'pause',
  'clear state',
] as const;

/**
 * Journal points for which a strategy gets its budget of troubles, and then again: about as many as a run with a handful of
 * requests has. So faults follow the work of a run, and a year of renewals has its share of them.
 */
export const STRETCH = 96;

/** A point in the journal of an invocation where a trouble can be injected. */
export interface JournalPoint {
  readonly invocation: string;
  readonly service: string;
  readonly handler: string;
  readonly attempt: number;
  readonly entry: number;
  readonly phase: Phase;
}

/** Troubles of invocations without an operation in the plan are among its choices, as this kind. */
const CHOICE = 'trouble';

/**
 * Turns the choice of a strategy into a planned trouble.
 * @param point address of the journal point
 * @param option the chosen index of {@link POINT_OPTIONS}
 * @returns the trouble with the whole address as its path; undefined when there was none
 */
export function troubleAt(point: string, option: number): PointTrouble | undefined {
  const parts = parsePoint(point);
  const chosen = POINT_OPTIONS[option];
  if (parts === undefined || chosen === undefined || chosen === 'nothing') return undefined;
  const { invocation: path, attempt, entry, phase } = parts;
  const at = { path, attempt, entry, phase };
  return chosen === 'connection' || chosen === 'process'
    ? { kind: 'crash', scope: chosen, ...at }
    : { kind: chosen, ...at };
}

/**
 * @param kind of a choice at a journal point
 * @param allowed what operators may do in the scenario
 * @returns the number that stands in a plan for what was chosen; undefined for other kinds of choices
 */
export function pointOption(kind: string, chosen: number, allowed: readonly Intervention[]): number | undefined {
  if (kind === 'trouble') return chosen;
  const intervention = kind === 'operator' ? allowed[chosen - 1] : undefined;
  return intervention && POINT_OPTIONS.indexOf(intervention);
}

function isIntervention(injection: Injection): injection is Intervention {
  return injection !== 'connection' && injection !== 'process' && injection !== 'suspend' && !isMove(injection);
}

function injectionOf(trouble: PointTrouble): Injection {
  switch (trouble.kind) {
    case 'crash':
      return trouble.scope;
    case 'deploy':
      return `deploy ${trouble.how}`;
    default:
      return trouble.kind;
  }
}

/** How much more the strategy may inject. */
interface Budget {
  troubles: number;
  interventions: number;
}

/** How a world injects troubles. */
export interface TroublesOptions {
  /** What may be injected into invocations of a service. Default: everything. */
  readonly allowed?: ((service: string) => Allowed) | undefined;
  /** Called after a process crash has stopped every attempt in it. @param uri undefined when each process has crashed */
  readonly processCrashed: (uri: string | undefined) => void;
  /** What operators may do to invocations that handlers created. Default: nothing. */
  readonly interventions?: readonly Intervention[];
  /** Carries out the upgrade of the run. Absent: there is none. */
  readonly upgrading?: Upgrading;
  /** Called for every journal point that the run reaches. */
  readonly visited?: ((point: JournalPoint) => void) | undefined;
}

/** Injects troubles at journal points: those of the plan, and those that the strategy chooses within its budget. */
export class PlannedTroubles implements FaultInjector {
  readonly #server: Server;
  readonly #planned = new Map<string, PointTrouble[]>();
  readonly #processCrashed: TroublesOptions['processCrashed'];
  readonly #visited: ((point: JournalPoint) => void) | undefined;
  readonly #operators: readonly ['nothing', ...Intervention[]];
  readonly #allowed: TroublesOptions['allowed'];
  readonly #upgrading: Upgrading | undefined;
  /** How many troubles this stretch has had by service; kept where services have faults of their own. */
  readonly #had = new Map<string, number>();
  readonly #reached = new Set<string>();
  /** Planned troubles that the scenario does not allow, in words. */
  readonly #refused: string[] = [];
  /** How many more troubles the strategy may inject in this stretch, and how often operators may intervene. */
  #left: Budget = { troubles: 0, interventions: 0 };
  readonly #perStretch: Budget;
  #points = 0;
  #frozen = false;

  constructor(server: Server, plan: Plan, options: TroublesOptions) {
    const { processCrashed, interventions = [], visited, allowed, upgrading } = options;
    this.#server = server;
    this.#allowed = allowed;
    this.#upgrading = upgrading;
    this.#processCrashed = processCrashed;
    this.#visited = visited;
    this.#operators = ['nothing', ...interventions];
    this.#perStretch = { troubles: plan.strategy?.troubles ?? 0, interventions: plan.strategy?.interventions ?? 0 };
    for (const operation of plan.operations) {
      for (const trouble of operation.troubles) if ('entry' in trouble) this.arrange(operation.id, trouble);
    }
    for (const [key, option] of Object.entries(plan.choices)) {
      const { kind, address } = parseChoiceKey(key);
      const trouble = kind === CHOICE ? troubleAt(address, option) : undefined;
      if (trouble !== undefined) this.arrange('', trouble);
    }
  }

  /** From now on only what the plan says goes wrong. */
  freeze(): void {
    this.#frozen = true;
  }

  /** Adds one more trouble of an operation. */
  arrange(operation: string, trouble: PointTrouble): void {
    const at = pointOf({ ...trouble, invocation: under(operation, trouble.path) });
    this.#planned.set(at, [...(this.#planned.get(at) ?? []), trouble]);
  }

  before(stream: AttemptStream, message: AttemptMessage): boolean {
    const where = this.#where(stream, message, 'before');
    if (where !== undefined) this.#visit(stream, where);
    return !stream.open;
  }

  after(stream: AttemptStream, message: AttemptMessage, entry: number): void {
    if (message.type === 'command' && message.command.type !== 'Run') {
      this.#visit(stream, [entry, 'after'], message.command.type === 'Output');
    } else if (message.type === 'proposal') this.#visit(stream, [stream.entryOfRun(message.completion), 'after']);
  }

  /** @returns planned troubles that were not injected, in words: the run never reached their point, or they are not allowed */
  unmet(): string[] {
    const missed = [...this.#planned].flatMap(([point, troubles]) =>
      this.#reached.has(point) ? [] : troubles.map(({ kind }) => `a ${kind} was to be injected at ${point}`),
    );
    return [...missed, ...this.#refused];
  }

  /** @returns whether a move of an upgrade can be made; one that cannot is named by {@link unmet}, with its place */
  mayMove(move: Move, at: string): boolean {
    const refusal = this.#upgrading === undefined ? 'there is no upgrade' : this.#upgrading.refusal(move);
    if (refusal === undefined) return true;
    this.#refused.push(`a ${move === 'roll back' ? move : 'deploy'} at ${at}: ${refusal}`);
    return false;
  }

  /** Deploys the new version, or the old one again. */
  move(move: Move): void {
    this.#upgrading?.make(move);
  }

  /** A crash of the process that listens at a URI; without one, of each process. */
  crashProcess(uri?: string): void {
    this.#server.faults.crashProcess(uri);
    this.#processCrashed(uri);
  }

  #where(stream: AttemptStream, message: AttemptMessage, phase: Phase): readonly [number, Phase] | undefined {
    if (message.type === 'command') return [stream.invocation.commands, phase];
    if (message.type === 'proposal') return [stream.entryOfRun(message.completion), 'inside'];
    return undefined;
  }

  /** @param isOver whether the result of the invocation was just stored, which ends it in the same moment */
  #visit(stream: AttemptStream, [entry, phase]: readonly [number, Phase], isOver: boolean = false): void {
    const point = pointOf({ invocation: stream.invocation.address, attempt: stream.number, entry, phase });
    const own = this.#allowed?.(stream.invocation.origin.target.service);
    const isExcluded = own !== undefined && own.troubles === 0 && own.interventions.length === 0;
    // Where nothing may be injected, a search need not count the points.
    if (!isExcluded)
      this.#visited?.({
        invocation: stream.invocation.address,
        service: stream.invocation.origin.target.service,
        handler: stream.invocation.origin.target.handler,
        attempt: stream.number,
        entry,
        phase,
      });
    const planned = this.#planned.get(point);
    if (planned !== undefined) {
      this.#reached.add(point);
      for (const [index, trouble] of planned.entries()) {
        // An earlier trouble may have ended the attempt.
        if (index > 0 && !stream.open) return;
        const injection = injectionOf(trouble);
        if (isMove(injection) && (isOver || !this.mayMove(injection, point))) continue;
        if (this.#allows(stream, injection)) this.#inject(stream, point, injection);
        else this.#refused.push(`a ${trouble.kind} at ${point}, which the faults of the scenario do not allow`);
      }
      return;
    }
    if (!this.#frozen) this.#draw(stream, point);
  }

  /** Lets the strategy choose. */
  #draw(stream: AttemptStream, point: string): void {
    if (this.#points++ % STRETCH === 0) {
      this.#left = { ...this.#perStretch };
      this.#had.clear();
    }
    const { choices } = this.#server.world;
    const { service } = stream.invocation.origin.target;
    const had = this.#had.get(service) ?? 0;
    const own = this.#allowed?.(service);
    if (this.#left.troubles > 0 && had < (own?.troubles ?? Infinity)) {
      const chosen = choices.of('trouble', point, CRASHES);
      if (chosen !== 'nothing') {
        this.#left.troubles--;
        this.#had.set(service, had + 1);
        this.#inject(stream, point, chosen);
        return;
      }
    }
    // What operators do to the requests of clients is part of the plan.
    if (this.#left.interventions <= 0 || callerOf(stream.invocation.address) === undefined) return;
    if (own?.interventions.length === 0) return;
    const chosen = choices.of('operator', point, this.#operators);
    if (chosen === 'nothing' || !this.#allows(stream, chosen)) return;
    this.#left.interventions--;
    this.#inject(stream, point, chosen);
  }

  /** Whether the scenario allows it in invocations of that service, whatever the plan says. */
  #allows({ invocation }: AttemptStream, injection: Injection): boolean {
    const own = this.#allowed?.(invocation.origin.target.service);
    if (own === undefined || isMove(injection)) return true;
    return isIntervention(injection) ? own.interventions.includes(injection) : own.troubles > 0;
  }

  #footprint(stream: AttemptStream, injection: Injection): Footprint {
    switch (injection) {
      case 'connection':
        return this.#server.faults.footprintOfLostConnection(stream);
      case 'suspend':
        return { reads: ['clock', 'process'], writes: [stream.resource] };
      default:
        return { reads: ['clock'], writes: ['world'] };
    }
  }

  #inject(stream: AttemptStream, point: string, injection: Injection): void {
    const { invocation } = stream;
    const { world, faults } = this.#server;
    world.trace.enter(this.#footprint(stream, injection));
    world.trace.add({
      type: 'trouble',
      trouble: injection,
      point,
      invocation: invocation.address,
      attempt: stream.number,
    });
    switch (injection) {
      case 'connection':
        faults.loseConnection(stream);
        return;
      case 'process':
        this.crashProcess(stream.destination.deployment.uri);
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
        return;
      default:
        this.move(injection);
    }
  }
}
