import type { InvocationRow } from '../driver.ts';
import type { Json } from '../json.ts';
import type { Outside } from '../outside.ts';
import type { Definition } from '../services.ts';

/**
 * The deployments of one case. What an address serves belongs to the case alone: its handlers run in the process of the
 * script, and the names of its services are fresh.
 */
export interface Deployments {
  /** What the handlers that are served here do outside Restate; their lines are among those of the driver. */
  readonly outside: Outside;

  /**
   * Serves these definitions at the address. What was served there before is gone, with every open stream: the process
   * was replaced. Nothing is registered.
   * @param protocols the versions of the service protocol that it says it speaks; default: what the SDK says
   */
  serve(address: Address, definitions: readonly Definition[], protocols?: readonly [number, number]): Promise<void>;

  /** Registers the address, which discovers what it serves now. */
  register(address: Address, options?: RegisterOptions): Promise<Registration>;

  /** Changes the deployment that was registered at this address: to another address, with a new discovery or without. */
  update(of: Address, change: { readonly to?: Address; readonly overwrite?: boolean }): Promise<Registration>;

  /** @returns the HTTP status */
  remove(of: Address, options?: { readonly force?: boolean }): Promise<number>;

  /** The id of the deployment that was registered last at this address. */
  idOf(address: Address): string;

  /** The address that the deployment of an invocation was registered at; null for an invocation that is not pinned. */
  pinned(row: InvocationRow | undefined): Address | null;

  /** Which deployment new invocations of a service run on; undefined once no deployment has the service. */
  latest(service: string): Promise<Latest | undefined>;

  /** Ends everything that is served. */
  close(): Promise<void>;
}

/** Where a deployment is served; each case has its own. */
export type Address = 'A' | 'B' | 'C';

export interface RegisterOptions {
  readonly force?: boolean;
  readonly breaking?: boolean;
  readonly dryRun?: boolean;
}

export interface Registration {
  readonly status: number;
  /** The code of a refusal, such as META0006; null without one. */
  readonly code: string | null;
  /** The revision of each service, by its name. */
  readonly revisions: Readonly<Record<string, number>>;
}

export interface Latest {
  readonly address: Address | null;
  readonly revision: number;
}

/** A registration as an outcome shows it. */
export function registered({ status, code }: Registration): Json {
  return code === null ? status : `${status} ${code}`;
}
