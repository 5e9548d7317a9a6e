import { repeatOf, setUpName, stepOf } from '../../core/address.ts';
import type { Target } from '../../journal/command.ts';
import type { IngressRequest } from '../../server/ingress/request.ts';
import type { Assembled } from '../run/assemble.ts';
import type { Operation } from './operations.ts';
import type { Upgrading } from '../faults/upgrading.ts';
import type { Plan, PlannedOperation, Trouble } from '../faults/plan.ts';
import type { OperationSpec } from '../scenario/operation-spec.ts';
import { encodeUtf8 } from '../../core/utf8.ts';
import { checkedRequest } from './checked-request.ts';
import { encodedKey } from './checked.ts';

/** The clients of a plan. Each issues its operations one after another; all clients run concurrently. */
export class PlanClients {
  readonly #assembled: Assembled;
  readonly #queues = new Map<string, PlannedOperation[]>();
  #unfinished: number;

  readonly #upgrading: Pick<Upgrading, 'afterwards'>;

  /** @param upgrading says when the new version has arrived, for requests that are made only then */
  constructor(assembled: Assembled, plan: Plan, upgrading: Pick<Upgrading, 'afterwards'>) {
    this.#assembled = assembled;
    this.#upgrading = upgrading;
    this.#unfinished = plan.operations.length;
    for (const operation of plan.operations) {
      const queue = this.#queues.get(operation.client);
      if (queue === undefined) this.#queues.set(operation.client, [operation]);
      else queue.push(operation);
    }
  }

  /** Whether every client has its last response. */
  get done(): boolean {
    return this.#unfinished === 0;
  }

  /** Runs the set-up of a scenario, one request after another, without faults. */
  async setUp(specs: readonly OperationSpec[]): Promise<void> {
    const { effects, loop, operations } = this.#assembled;
    effects.frozen = true;
    for (const [index, spec] of specs.entries()) {
      let answered = false;
      operations.issue(operationOf({ ...spec, id: setUpName(index + 1), client: 'setup', troubles: [] }), () => {
        answered = true;
      });
      await loop.run(() => answered);
    }
  }

  begin(): void {
    for (const client of this.#queues.keys()) this.#next(client);
  }

  #next(client: string): void {
    const operation = this.#queues.get(client)?.shift();
    if (operation === undefined) return;
    if (operation.afterUpgrade === true) this.#upgrading.afterwards(() => this.#wait(operation));
    else this.#wait(operation);
  }

  #wait(operation: PlannedOperation): void {
    const { clock, agenda } = this.#assembled.world;
    if (operation.afterMs === undefined || operation.afterMs === 0) {
      this.#issue(operation);
      return;
    }
    const step = {
      chain: `client ${operation.client}`,
      address: stepOf(operation.id, 'wait'),
      footprint: { reads: ['clock'], writes: [`client:${operation.id}`] },
      runsUserCode: false,
      perform: () => this.#issue(operation),
    };
    clock.arm({ atMs: clock.now + operation.afterMs, housekeeping: false, due: () => agenda.add(step) });
  }

  #issue(operation: PlannedOperation): void {
    const { operations } = this.#assembled;
    const issued = operationOf(operation);
    const has = (kind: Trouble['kind']): boolean => operation.troubles.some((trouble) => trouble.kind === kind);
    const abandon = (): void => {
      operations.abandon(operation.id);
      this.#answered(operation);
    };
    operations.issue(issued, () => this.#answered(operation), has('abandon') ? abandon : undefined);
    if (has('duplicate')) {
      operations.issue({ ...issued, id: repeatOf(operation.id), client: repeatOf(operation.client) }, () => undefined);
    }
  }

  #answered(operation: PlannedOperation): void {
    this.#unfinished--;
    this.#next(operation.client);
  }
}

function operationOf(operation: PlannedOperation): Operation {
  const { id, client, kind, service, handler, key, scope, limitKey } = operation;
  const target: Target = {
    service,
    handler,
    ...(key !== undefined && { key }),
    ...(scope !== undefined && { scope }),
    ...(limitKey !== undefined && { limitKey }),
  };
  return { id, client, kind, target, request: requestOf(operation) };
}

/** @returns the request that an operation makes at the ingress */
export function requestOf(operation: PlannedOperation): IngressRequest {
  const { service, key, handler, kind, input, idempotencyKey, scope, limitKey, delayMs } = operation;
  const middle = key === undefined ? '' : `${encodedKey(key, service)}/`;
  const target = `${service}/${middle}${handler}`;
  const path =
    scope === undefined
      ? `/${target}${kind === 'send' ? '/send' : ''}`
      : `/restate/scope/${encodeURIComponent(scope)}/${kind}/${target}`;
  const delay = kind === 'send' && delayMs !== undefined ? `?delay=${delayMs}ms` : '';
  const headers: [string, string][] = [];
  if (input !== undefined) headers.push(['content-type', 'application/json']);
  if (idempotencyKey !== undefined) headers.push(['idempotency-key', idempotencyKey]);
  if (limitKey !== undefined) headers.push(['x-restate-limit-key', limitKey]);
  return checkedRequest({
    method: 'POST',
    path: `${path}${delay}`,
    headers,
    body: input === undefined ? new Uint8Array() : encodeUtf8(JSON.stringify(input)),
  });
}
