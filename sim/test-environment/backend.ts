/** State of one key, as bytes by name. */
export type StateBytes = ReadonlyMap<string, Uint8Array>;

/** What answers the requests of a test environment: a simulation, or a real server. */
export interface Backend {
  /** URL of the ingress. */
  readonly baseUrl: string;
  /** URL of the admin API. @throws {UsageError} where there is none */
  adminUrl(): string;
  read(service: string, key: string): Promise<StateBytes>;
  /** Replaces the state of a key. */
  write(service: string, key: string, state: StateBytes): Promise<void>;
  stop(): Promise<void>;
}
