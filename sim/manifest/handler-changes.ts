import type { BoundHandler, HandlerKind } from '../attempt/definition.ts';
import { ACCEPTED, HARMLESS, type Hit, type ManifestChange } from './manifest-change.ts';
import { handlerName } from './names.ts';

const KINDS: Readonly<Record<HandlerKind, string>> = {
  SERVICE: 'plain',
  EXCLUSIVE: 'exclusive',
  SHARED: 'shared',
  WORKFLOW: 'run of a workflow',
};

/** A handler that takes the lock of its key, and no longer does, or the reverse. */
export function handlerKindChanges(old: BoundHandler, next: BoundHandler): readonly ManifestChange[] {
  if (old.kind === next.kind) return [];
  return [
    {
      kind: 'handler kind',
      where: handlerName(old),
      what: `${KINDS[old.kind]} → ${KINDS[next.kind]}`,
      breaking: true,
      ...consequences(old.kind, next.kind),
    },
  ];
}

interface Consequences {
  readonly server: string;
  readonly hits: readonly Hit[];
  readonly todo: string;
}

/** The type of a call is frozen when the server accepts it. */
function consequences(from: HandlerKind, to: HandlerKind): Consequences {
  if (from === 'EXCLUSIVE' && to === 'SHARED')
    return {
      server:
        `${ACCEPTED} Calls that it accepted before stay exclusive and run one after the other. New ones run at once, ` +
        'next to the holder of the lock; ctx.set fails in them (RT0017) until they pause.',
      hits: ['clients', 'callers in the other version'],
      todo: 'Set no state in it, and expect that an exclusive call changes what it reads.',
    };
  if (from === 'SHARED' && to === 'EXCLUSIVE')
    return {
      server: `${ACCEPTED} Calls that it accepted before stay shared: they hold no lock, and run next to an exclusive one.`,
      hits: ['delayed', 'in flight'],
      todo: 'Let the calls of the old version end before the new one relies on the lock.',
    };
  return {
    server: `${ACCEPTED} Calls that it accepted before keep the kind that the handler had.`,
    hits: ['queued', 'delayed', 'in flight'],
    todo: 'Give the handler of the other kind another name, and keep this one until none of its calls is left.',
  };
}

/** A handler that clients can no longer call, or now can. */
export function visibilityChanges(old: BoundHandler, next: BoundHandler): readonly ManifestChange[] {
  const isPrivate = next.options.ingressPrivate;
  if (old.options.ingressPrivate === isPrivate) return [];
  const place = { kind: 'visibility', where: handlerName(old), what: isPrivate ? 'private' : 'public' } as const;
  if (!isPrivate)
    return [{ ...place, server: `${ACCEPTED} Clients can call it.`, ...HARMLESS, todo: 'There is nothing to do.' }];
  return [
    {
      ...place,
      server: `${ACCEPTED} Clients get 400, "the invoked service is not public"; calls by handlers still work.`,
      hits: ['clients'],
      breaking: true,
      todo: 'Make it private when no client calls it any more.',
    },
  ];
}
