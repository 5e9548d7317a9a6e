import { shortened } from '../../core/address.ts';
import { invariant, SimulationError } from '../../core/errors.ts';
import type { Invocation } from '../../server/invocation.ts';
import type { Server } from '../../server/server.ts';
import { targetName } from '../../core/target-name.ts';
import { count } from '../../core/count.ts';
import { misuseNote } from './misuse-note.ts';

/** A client awaits something that can never arrive: nothing can move, and no deadline is pending. */
export class StuckError extends SimulationError {
  constructor(what: string, server: Server) {
    const note = misuseNote(server.world.trace.events);
    super(
      'STUCK',
      `${what} can never arrive: nothing is in flight, and no timer is pending. ${whoWaits(server)}${note}`,
    );
  }
}

/** @returns what each invocation that has not ended waits for, a sentence for each */
export function whoWaits(server: Server): string {
  const open = [...server.invocations.values()].filter((invocation) => invocation.result === undefined);
  if (open.length === 0) return 'Every invocation has ended.';
  return open.map((invocation) => sentence(invocation)).join(' ');
}

function sentence(invocation: Invocation): string {
  return `${targetName(invocation.origin.target)} (${shortened(invocation.address)}) ${reason(invocation)}.`;
}

function reason(invocation: Invocation): string {
  switch (invocation.status) {
    case 'inboxed': {
      const objectKey = invocation.origin.objectKey;
      invariant(objectKey !== undefined, () => `${invocation.address} waits in an inbox and has no key.`);
      return `waits for the lock of ${objectKey.name}, held by ${objectKey.holder?.address ?? 'no invocation'}`;
    }
    case 'suspended':
      return `is suspended until ${awaited(invocation)}`;
    case 'paused':
      return `is paused after ${count(invocation.attempts, 'attempt')} (${invocation.lastFailure ?? 'no failure'}); resume, cancel or kill it`;
    case 'scheduled':
      return 'is scheduled for later';
    default:
      return `is ${invocation.status}${invocation.lastFailure === undefined ? '' : ` after ${invocation.lastFailure}`}`;
  }
}

function awaited(invocation: Invocation): string {
  const names = invocation.awaited.filter((id) => id !== 's1').map((id) => awaitedEntry(invocation, id));
  return names.length === 0 ? 'it is cancelled' : `${names.join(' or ')} arrives`;
}

/** Names an awaited entry by its command. */
function awaitedEntry(invocation: Invocation, id: string): string {
  if (id.startsWith('n')) return `the signal "${id.slice(1)}"`;
  if (id.startsWith('s')) return `the awakeable ${id.slice(1)}`;
  const completion = Number(id.slice(1));
  for (const row of invocation.journal) {
    if (row.kind !== 'command') continue;
    const { command } = row;
    if (!('completion' in command) || command.completion !== completion) continue;
    switch (command.type) {
      case 'Call':
        return `the response of ${command.service}${command.key === undefined ? '' : `/${command.key}`}/${command.handler}`;
      case 'GetPromise':
        return `the durable promise "${command.key}"`;
      case 'Run':
        return `the result of ctx.run "${command.name}"`;
      case 'Sleep':
        return 'its sleep';
      default:
        return `the result of ${command.type}`;
    }
  }
  return `entry ${id}`;
}
