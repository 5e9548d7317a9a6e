import type { Deployments } from '../../conformance/deployments/port.ts';
import type { AdminOperation, IngressRequest, Reply, Status, Trouble } from '../../conformance/driver.ts';
import type { JournalEntry } from '../../../../sim/journal/entry.ts';

/** Where a program is upgraded: the simulator with one of its engines, or a real server. */
export interface Stage {
  readonly deployments: Deployments;
  ingress(request: IngressRequest): Promise<Reply>;
  admin(operation: AdminOperation): Promise<Reply>;
  sleep(ms: number): Promise<void>;
  /** Something that changes whenever an invocation of these services moves, and the statuses of all of them. */
  standing(services: readonly string[]): Promise<Standing>;
  /** @returns undefined when the server has no such invocation */
  look(id: string): Promise<Seen | undefined>;
  journalOf(id: string): Promise<readonly JournalEntry[]>;
  troublesOf(id: string): Promise<readonly Trouble[]>;
  /** `scope/Service/key/name` -> value as text. */
  stateOf(services: readonly string[]): Promise<Readonly<Record<string, string>>>;
}

export interface Standing {
  readonly mark: string;
  readonly statuses: readonly Status[];
}

export interface Seen {
  readonly target: string;
  readonly status: Status;
  /** `success`, or `[409] killed` for a failure; empty before the end. */
  readonly result: string;
  /** Id of the deployment that it is pinned to; empty without one. */
  readonly deployment: string;
}
