import type { BoundService } from '../attempt/definition.ts';
import { ALL_HITS, type ManifestChange } from './manifest-change.ts';

/** The one change that a server refuses. Rule: docs/internals/upgrade-semantics.md */
export function serviceTypeChanges(old: BoundService, next: BoundService): readonly ManifestChange[] {
  if (old.kind === next.kind) return [];
  return [
    {
      kind: 'service type',
      where: old.name,
      what: `service type: ${old.kind} → ${next.kind}`,
      server: `The server refuses this with 409 (META0006), unless it is registered with breaking. ${then(old, next)}`,
      hits: ALL_HITS,
      breaking: true,
      todo: `Give the ${next.kind} another name, and keep ${old.name} until nothing calls it and none of its invocations is left.`,
    },
  ];
}

/** What was observed after a registration with `breaking`. */
function then(old: BoundService, next: BoundService): string {
  const calls = `Queued and delayed calls of the ${old.kind} then run as calls of the ${next.kind}`;
  if (next.kind === 'service')
    return `${calls}, where ctx.key throws; clients that name a key get 400; the state stays.`;
  if (old.kind === 'service') return `${calls}, with an empty key; clients that name no key get 400.`;
  return `${calls}, and see the state of the ${old.kind}, also while the ${old.kind} holds the key.`;
}
