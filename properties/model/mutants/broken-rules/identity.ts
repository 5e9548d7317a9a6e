import type { ObjectKey } from '../../../../sim/server/object-key.ts';
import type { Server } from '../../../../sim/server/server.ts';
import type { Mutants } from '../mutant.ts';

function secondRunAttached({ acceptance, responder }: Server): void {
  const apply = acceptance.apply.bind(acceptance);
  acceptance.apply = (request) => {
    const known = acceptance.find(request.id);
    if (known === undefined || request.kind !== 'WORKFLOW' || request.waiter === undefined) return apply(request);
    responder.await(known, request.waiter);
    return { invocation: known, how: 'in flight' };
  };
}

function idempotencyKeyIgnored({ acceptance }: Server): void {
  const apply = acceptance.apply.bind(acceptance);
  acceptance.apply = (request) => {
    if (request.idempotencyKey === undefined || acceptance.find(request.id) === undefined) return apply(request);
    return apply({ ...request, id: acceptance.identify({ ...request, idempotencyKey: undefined }).id });
  };
}

function failureExecutedAgain({ acceptance, cleaner }: Server): void {
  const apply = acceptance.apply.bind(acceptance);
  acceptance.apply = (request) => {
    const known = acceptance.find(request.id);
    const failed = known?.result !== undefined && 'failure' in known.result;
    if (known !== undefined && failed && request.idempotencyKey !== undefined) cleaner.forget(known, 'retention');
    return apply(request);
  };
}

function nothingRetained({ cleaner }: Server): void {
  cleaner.completed = (invocation) => cleaner.forget(invocation, 'not retained');
}

function expiryToTheMillisecond({ acceptance, cleaner }: Server): void {
  const apply = acceptance.apply.bind(acceptance);
  acceptance.apply = (request) => {
    const known = acceptance.find(request.id);
    if (known?.status === 'completed' && cleaner.expired(known)) cleaner.forget(known, 'retention');
    return apply(request);
  };
}

function promiseOverwritten({ promises }: Server): void {
  const complete = promises.complete.bind(promises);
  promises.complete = (key, name, result) => {
    if (promises.peek(key, name) !== undefined) promises.clear(key);
    return complete(key, name, result);
  };
}

function onlyFirstListenerNotified({ promises }: Server): void {
  const listening = new Map<ObjectKey, Set<string>>();
  const get = promises.get.bind(promises);
  promises.get = (key, name, invocation, completion) => {
    const names = listening.get(key) ?? new Set();
    listening.set(key, names);
    if (promises.peek(key, name) !== undefined || !names.has(name)) get(key, name, invocation, completion);
    names.add(name);
  };
}

function purgeKeepsState({ cleaner }: Server): void {
  const forget = cleaner.forget.bind(cleaner);
  cleaner.forget = (invocation, why) => {
    const { objectKey } = invocation.origin;
    const state = objectKey?.state.snapshot();
    forget(invocation, why);
    if (state !== undefined && objectKey !== undefined) objectKey.state.replace(state);
  };
}

function restartLosesInboxes({ faults, keys }: Server): void {
  const restart = faults.restartServer.bind(faults);
  faults.restartServer = () => {
    restart();
    for (const key of keys) while (key.dequeue() !== undefined);
  };
}

/** Sections 6 and 12: which invocation a request means, what is kept of it, and durable promises. */
export const identityMutants: Mutants = {
  'a second run of a workflow is attached to the first': secondRunAttached,
  'the idempotency key is ignored': idempotencyKeyIgnored,
  'an idempotent request that failed is executed again': failureExecutedAgain,
  'nothing is retained': nothingRetained,
  'retention ends to the millisecond': expiryToTheMillisecond,
  'a promise can be completed twice': promiseOverwritten,
  'only the first listener of a promise is notified': onlyFirstListenerNotified,
  'a purge leaves the state of a workflow': purgeKeepsState,
  'a restart loses the inboxes': restartLosesInboxes,
};
