import { repeatOf } from '../core/address.ts';
import type { Plan, PlannedOperation } from '../simulation/faults/plan.ts';
import { requestOf } from '../simulation/client/plan-clients.ts';
import type { Happening } from '../trace/event.ts';
import { OPERATION_HEADER } from './attempt-tap.ts';
import { exchange } from './exchange.ts';
import { realTime } from './real-time.ts';
import type { Seen } from './outside.ts';
import { decodeUtf8, encodeUtf8 } from '../core/utf8.ts';

/** Real time is expensive: longer waits of a plan are cut to this. */
const MAX_WAIT_MS = 200;

/** The clients of a plan, at a real ingress. Each makes one request after another; the clients run at the same time. */
export class RealClients {
  readonly seen: Seen[] = [];
  /** Operation -> id of the invocation that its response came from. */
  readonly answeredBy: Map<string, string> = new Map();
  readonly #ingressUrl: string;
  readonly #limitMs: number;

  /** @param limitMs how long a response may take */
  constructor(ingressUrl: string, limitMs: number) {
    this.#ingressUrl = ingressUrl;
    this.#limitMs = limitMs;
  }

  /** Makes all requests. @returns the operations that got no response in time */
  async run({ operations }: Pick<Plan, 'operations'>): Promise<readonly string[]> {
    const queues = new Map<string, PlannedOperation[]>();
    for (const operation of operations) {
      const queue = queues.get(operation.client);
      if (queue === undefined) queues.set(operation.client, [operation]);
      else queue.push(operation);
    }
    const late: string[] = [];
    await Promise.all(
      [...queues.values()].map(async (queue) => {
        for (const operation of queue) {
          await pause(Math.min(operation.afterMs ?? 0, MAX_WAIT_MS));
          if (!(await this.#ask(operation))) late.push(operation.id);
        }
      }),
    );
    return late;
  }

  async #ask(operation: PlannedOperation): Promise<boolean> {
    const has = (kind: string): boolean => operation.troubles.some((trouble) => trouble.kind === kind);
    const asked = [this.#exchange(operation, has('abandon'))];
    if (has('duplicate')) {
      asked.push(
        this.#exchange({ ...operation, id: repeatOf(operation.id), client: repeatOf(operation.client) }, false),
      );
    }
    const [inTime = false] = await Promise.all(asked);
    return inTime;
  }

  async #exchange(operation: PlannedOperation, gone: boolean): Promise<boolean> {
    const { id, client, kind, service, handler, key, delayMs } = operation;
    const cut = delayMs === undefined ? operation : { ...operation, delayMs: Math.min(delayMs, MAX_WAIT_MS) };
    const request = requestOf(cut);
    const target = { service, handler, ...(key !== undefined && { key }) };
    this.#see({ type: 'operation', operation: id, client, target, kind, input: request.body });
    const signal = AbortSignal.timeout(gone ? ABANDONED_MS : this.#limitMs);
    try {
      const reply = await exchange(`${this.#ingressUrl}${request.path}`, {
        method: request.method,
        headers: { ...Object.fromEntries(request.headers), [OPERATION_HEADER]: id },
        body: decodeUtf8(request.body),
        signal,
      });
      const body = encodeUtf8(reply.body);
      const invocation = reply.headers['x-restate-id'];
      if (invocation !== undefined) this.answeredBy.set(id, invocation);
      this.#see({ type: 'answer', operation: id, status: reply.status, body });
      return true;
    } catch {
      this.#see(gone ? { type: 'abandoned', operation: id } : lostAnswer(id));
      return !signal.aborted || gone;
    }
  }

  #see(happening: Happening): void {
    this.seen.push({ atMs: realTime(), happening });
  }
}

/** A client that abandons its request does so after this time. */
const ABANDONED_MS = 5;

const lostAnswer = (operation: string): Happening => ({ type: 'answer', operation, status: 0, body: new Uint8Array() });

/** @returns after this many ms of real time */
export function pause(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
