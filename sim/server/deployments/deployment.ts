import type { BoundService } from '../../attempt/definition.ts';

/** The versions of the service protocol that a process speaks, both included. */
export interface ProtocolRange {
  readonly min: number;
  readonly max: number;
}

/** What @restatedev/restate-sdk 1.17 declares. */
export const DEFAULT_PROTOCOLS: ProtocolRange = { min: 5, max: 7 };

/** A service as the server has discovered it, whatever the process has bound since then. */
export interface ServiceRevision {
  readonly revision: number;
  readonly service: BoundService;
}

/** What the server has registered under one id. Replaced as a whole by every change. */
export interface Deployment {
  /** `dp_1` and 22 characters. */
  readonly id: string;
  /** 1 for the first that this server has registered; names it in traces. */
  readonly number: number;
  readonly uri: string;
  readonly protocols: ProtocolRange;
  readonly services: ReadonlyMap<string, ServiceRevision>;
  /** How many registrations came before the one that made or renewed it. */
  readonly order: number;
  readonly createdAtMs: number;
}

/** A deployment that serves a service, and the revision that it serves. */
export interface Serving extends ServiceRevision {
  readonly deployment: Deployment;
}

/** @returns the URI as the server prints it */
export function normalUri(uri: string): string {
  return new URL(uri).href;
}
