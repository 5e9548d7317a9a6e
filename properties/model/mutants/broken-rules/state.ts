import type { Invocation } from '../../../../sim/server/invocation.ts';
import type { ObjectKey } from '../../../../sim/server/object-key.ts';
import type { Server } from '../../../../sim/server/server.ts';
import type { CommandType } from '../../../../sim/journal/command.ts';
import type { NotificationResult } from '../../../../sim/journal/notification.ts';
import { eachAttempt, eachKey, type Mutants } from '../mutant.ts';

const WRITES: ReadonlySet<CommandType> = new Set(['SetState', 'ClearState', 'ClearAllState']);

function writesHeldBack({ commands, lifecycle }: Server): void {
  const held = new Map<Invocation, (() => void)[]>();
  const apply = commands.apply.bind(commands);
  commands.apply = (stream, entry, command) => {
    if (!WRITES.has(command.type)) {
      apply(stream, entry, command);
      return;
    }
    const { invocation } = stream;
    held.set(invocation, [...(held.get(invocation) ?? []), () => apply(stream, entry, command)]);
  };
  const end = lifecycle.end.bind(lifecycle);
  lifecycle.end = (invocation, result) => {
    for (const write of held.get(invocation) ?? []) write();
    end(invocation, result);
  };
}

function writesRolledBack({ commands, lifecycle }: Server): void {
  const before = new Map<Invocation, ReadonlyMap<string, Uint8Array>>();
  const apply = commands.apply.bind(commands);
  commands.apply = (stream, entry, command) => {
    const { invocation } = stream;
    const { objectKey } = invocation.origin;
    if (WRITES.has(command.type) && objectKey !== undefined && !before.has(invocation)) {
      before.set(invocation, objectKey.state.snapshot());
    }
    apply(stream, entry, command);
  };
  const end = lifecycle.end.bind(lifecycle);
  lifecycle.end = (invocation, result) => {
    const state = before.get(invocation);
    if ('failure' in result && state !== undefined) invocation.origin.objectKey?.state.replace(state);
    end(invocation, result);
  };
}

function dirtyReadHidden(server: Server): void {
  const { invoker } = server;
  const taken = new Map<ObjectKey, { readonly holder: Invocation; readonly state: ReadonlyMap<string, Uint8Array> }>();
  const ready = invoker.ready.bind(invoker);
  invoker.ready = (invocation) => {
    const { objectKey } = invocation.origin;
    const holds = objectKey !== undefined && objectKey.holder === invocation;
    if (holds && taken.get(objectKey)?.holder !== invocation) {
      taken.set(objectKey, { holder: invocation, state: objectKey.state.snapshot() });
    }
    ready(invocation);
  };
  eachAttempt(server, (setup, { origin: { objectKey, kind } }) => {
    if (objectKey === undefined || kind !== 'SHARED') return setup;
    const before = taken.get(objectKey);
    return before === undefined || before.holder !== objectKey.holder ? setup : { ...setup, state: before.state };
  });
}

function snapshotOfFirstAttempt(server: Server): void {
  const first = new Map<string, ReadonlyMap<string, Uint8Array>>();
  eachAttempt(server, (setup) => {
    const state = first.get(setup.invocationId) ?? setup.state;
    first.set(setup.invocationId, state);
    return { ...setup, state };
  });
}

function readsAreLive(server: Server): void {
  eachAttempt(server, (setup, { origin }) =>
    origin.objectKey === undefined ? setup : { ...setup, state: new Map(), partialState: true },
  );
}

function eagerLimitIgnored(server: Server): void {
  eachAttempt(server, (setup, { origin }) =>
    origin.objectKey === undefined || setup.handler.options.enableLazyState
      ? setup
      : { ...setup, state: origin.objectKey.state.snapshot(), partialState: false },
  );
}

function lazyReadsCached({ commands, journals }: Server): void {
  const read = new Map<Invocation, Map<string, NotificationResult>>();
  const apply = commands.apply.bind(commands);
  commands.apply = (stream, entry, command) => {
    const { invocation } = stream;
    if (command.type !== 'GetLazyState') {
      apply(stream, entry, command);
      return;
    }
    const cache = read.get(invocation) ?? new Map<string, NotificationResult>();
    read.set(invocation, cache);
    const value = invocation.origin.objectKey?.state.get(command.key);
    const result = cache.get(command.key) ?? (value === undefined ? 'empty' : { ok: value });
    cache.set(command.key, result);
    const { completion } = command;
    journals.appendNotification(invocation, { type: 'completion', of: 'GetLazyState', completion, result });
  };
}

function keysAsWritten(server: Server): void {
  eachKey(server, ({ state }) => {
    const keys = (): string[] => [...state.snapshot().keys()];
    state.keys = keys;
  });
  eachAttempt(server, (setup, { origin }) =>
    origin.objectKey === undefined ? setup : { ...setup, partialState: true },
  );
}

function sharedMayWrite({ commands }: Server): void {
  const refusal = commands.refusal.bind(commands);
  commands.refusal = (stream, command) => (WRITES.has(command.type) ? undefined : refusal(stream, command));
}

/** Sections 1.4, 1.5 and 10: when writes show, and what reads see. */
export const stateMutants: Mutants = {
  'writes are held back until the end': writesHeldBack,
  'a terminal error takes writes back': writesRolledBack,
  'a running holder hides its writes from shared handlers': dirtyReadHidden,
  'each attempt sees the snapshot of the first': snapshotOfFirstAttempt,
  'eager reads see what is there now': readsAreLive,
  'the limit of eager state is ignored': eagerLimitIgnored,
  'lazy reads are cached': lazyReadsCached,
  'state keys come in the order of writing': keysAsWritten,
  'shared handlers may write': sharedMayWrite,
};
