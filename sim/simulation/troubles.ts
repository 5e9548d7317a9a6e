import type { AttemptMessage } from '../attempt/attempt.ts';
import type { AttemptStream } from '../server/attempt-stream.ts';
import type { Server, Troubles } from '../server/server.ts';
import { pointName, type Phase, type Plan, type Trouble } from './plan.ts';

/** A trouble that strikes at a point of a journal. */
export type PointTrouble = Extract<Trouble, { readonly entry: number }>;
type Strike = 'connection' | 'process' | 'suspend' | 'cancel' | 'kill' | 'pause';

/** What the strategy may do of its own at a journal point; the plan may say more. */
const STRIKES = ['nothing', 'connection', 'process', 'suspend'] as const;

/** Strikes at journal points: where the plan says so, and where the strategy still may. */
export class PlannedTroubles implements Troubles {
  readonly #server: Server;
  readonly #planned = new Map<string, PointTrouble[]>();
  readonly #processCrashed: () => void;
  /** How many more troubles the strategy may add. */
  budget: number;

  /** @param processCrashed called after every attempt of the process was stopped */
  constructor(server: Server, plan: Plan, processCrashed: () => void) {
    this.#server = server;
    this.#processCrashed = processCrashed;
    this.budget = plan.strategy?.troubles ?? 0;
    for (const operation of plan.operations) {
      for (const trouble of operation.troubles) if ('entry' in trouble) this.arrange(operation.id, trouble);
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

  /** A process crash that is not tied to an entry. */
  crashProcess(): void {
    this.#server.invoker.processCrashed();
    this.#processCrashed();
  }

  #where(stream: AttemptStream, message: AttemptMessage, phase: Phase): readonly [number, Phase] | undefined {
    if (message.type === 'command') return [stream.invocation.commands, phase];
    if (message.type === 'proposal') return [stream.entryOfRun(message.completion), 'inside'];
    return undefined;
  }

  #strike(stream: AttemptStream, [entry, phase]: readonly [number, Phase]): void {
    const point = pointName(stream.invocation.address, stream.number, entry, phase);
    const planned = this.#planned.get(point);
    if (planned !== undefined) {
      for (const trouble of planned) this.#do(stream, point, trouble.kind === 'crash' ? trouble.scope : trouble.kind);
      return;
    }
    if (this.budget <= 0) return;
    const strike = this.#server.world.choices.of('trouble', point, STRIKES);
    if (strike === 'nothing') return;
    this.budget--;
    this.#do(stream, point, strike);
  }

  #do(stream: AttemptStream, point: string, strike: Strike): void {
    const { invocation } = stream;
    const { world, invoker, lifecycle } = this.#server;
    world.trace.enter({ reads: ['clock'], writes: ['world'] });
    world.trace.add({ type: 'trouble', trouble: strike, point, invocation: invocation.address, attempt: stream.number });
    switch (strike) {
      case 'connection':
        invoker.connectionLost(stream);
        return;
      case 'process':
        this.crashProcess();
        return;
      case 'suspend':
        stream.closeInput();
        return;
      case 'cancel':
        lifecycle.cancel(invocation, point);
        return;
      case 'kill':
        lifecycle.kill(invocation, point);
        return;
      case 'pause':
        invoker.pause(invocation, point);
    }
  }
}
