import type { Json } from '../simulation/faults/plan.ts';

/** One difference between what two versions of the services declare. Plain JSON. */
export interface ManifestChange {
  readonly kind: ManifestChangeKind;
  /** The service or the handler, `Service/handler`, by its old name if it has one. */
  readonly where: string;
  /** What has changed, in a few words: `exclusive → shared`, `input narrower: now requires tenant`. */
  readonly what: string;
  /** What the server does with it, in sentences. */
  readonly server: string;
  /** What is affected. */
  readonly hits: readonly Hit[];
  /** Whether something that was accepted before, or that comes from a client or the other version, can fail because of it. */
  readonly breaking: boolean;
  /** What to do, in a sentence. */
  readonly todo: string;
  /** The new name, where one is guessed. */
  readonly renamedTo?: string;
  /** An input that the old version accepts and the new one refuses. */
  readonly example?: Json;
}

/** What a change affects: invocations by where they stand, clients, and handlers of the other version that call. */
export type Hit = 'queued' | 'delayed' | 'in flight' | 'clients' | 'callers in the other version';

export const ALL_HITS: readonly Hit[] = ['queued', 'delayed', 'in flight', 'clients', 'callers in the other version'];

/** A kind of difference. A name that was removed together with a similar one that was added is `renamed`. */
export type ManifestChangeKind =
  | 'service added'
  | 'service removed'
  | 'service renamed'
  | 'service type'
  | 'handler added'
  | 'handler removed'
  | 'handler renamed'
  | 'handler kind'
  | 'visibility'
  | 'input narrower'
  | 'input wider'
  | 'input other'
  | 'output'
  | 'content type'
  | 'retry policy'
  | 'timeout'
  | 'retention'
  | 'state loading'
  | 'cancellation'
  | 'journal mismatch';

/** What stands in front of what the server does with nearly every change. */
export const ACCEPTED = 'The server accepts this (201).';

/** A change of which nothing fails. */
export const HARMLESS = { hits: [], breaking: false } as const;
