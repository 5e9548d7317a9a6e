import type { BoundHandler, BoundService } from '../attempt/definition.ts';
import { ACCEPTED, ALL_HITS, HARMLESS, type ManifestChange } from './manifest-change.ts';

/** @returns the name of a handler, `Service/handler` */
export function handlerName({ service, name }: BoundHandler): string {
  return `${service}/${name}`;
}

export function removedService({ name }: BoundService): ManifestChange {
  return {
    kind: 'service removed',
    where: name,
    what: 'removed service',
    server: `${ACCEPTED} At a new address, the old deployment stays the latest one of ${name} and serves it. ${gone(name)}`,
    hits: ALL_HITS,
    breaking: true,
    todo: `Keep ${name} until nothing calls it and none of its invocations is queued, delayed or in flight.`,
  };
}

function gone(name: string): string {
  return (
    `Where ${name} has no deployment any more (registered with force at the same address, or the old one removed), ` +
    'clients get 404, queued and delayed calls RT0011, and those in flight RT0012, until they pause.'
  );
}

export function addedService({ name }: BoundService): ManifestChange {
  return {
    kind: 'service added',
    where: name,
    what: 'added service',
    server: ACCEPTED,
    ...HARMLESS,
    todo: `Before a roll-back, let the calls of ${name} end.`,
  };
}

export function renamedService(from: BoundService, to: BoundService): ManifestChange {
  const state = from.kind === 'service' ? '' : ` State and promises of its keys stay under ${from.name}.`;
  return {
    ...removedService(from),
    kind: 'service renamed',
    what: `renamed service (a guess): ${from.name} → ${to.name}`,
    server: `${removedService(from).server}${state}`,
    todo: `Keep ${from.name} with the same handlers until nothing calls it and none of its invocations is left.`,
    renamedTo: to.name,
  };
}

export function removedHandler(handler: BoundHandler): ManifestChange {
  const lock = handler.kind === 'EXCLUSIVE' ? ', and hold the lock of their key' : '';
  return {
    kind: 'handler removed',
    where: handlerName(handler),
    what: 'removed handler',
    server:
      `${ACCEPTED} Clients get 404, and handlers of the old version that call it RT0018. Queued and delayed calls, and ` +
      `those in flight that move to the new version, get 404 (RT0012) until they pause${lock}.`,
    hits: ALL_HITS,
    breaking: true,
    todo: `Keep '${handler.name}' until none is queued, delayed or in flight and nothing calls it.`,
  };
}

export function addedHandler(handler: BoundHandler): ManifestChange {
  return {
    kind: 'handler added',
    where: handlerName(handler),
    what: 'added handler',
    server: ACCEPTED,
    ...HARMLESS,
    todo: `Before a roll-back, let the calls of '${handler.name}' end: the old version has no such handler.`,
  };
}

export function renamedHandler(from: BoundHandler, to: BoundHandler): ManifestChange {
  return {
    ...removedHandler(from),
    kind: 'handler renamed',
    what: `renamed handler (a guess): ${from.name} → ${to.name}`,
    todo: `Keep '${from.name}' as an alias of '${to.name}' until none is queued, delayed or in flight and nothing calls it.`,
    renamedTo: handlerName(to),
  };
}
