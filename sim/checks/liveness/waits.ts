import { virtualTime } from '../../core/virtual-time.ts';
import { invariant } from '../../core/errors.ts';
import { keyOf } from '../naming.ts';
import type { OpenInvocation } from './open-invocation.ts';
import type { Situation } from './situation.ts';

/** One thing that an invocation waits for. */
export type Wait =
  /** The lock of a key that another invocation holds. */
  | { readonly kind: 'lock'; readonly key: string; readonly holder: string | undefined }
  /** The result of another invocation. */
  | { readonly kind: 'result'; readonly text: string; readonly from: string | undefined }
  /** Something that comes from outside; `label` is its name in the `owed` option of a scenario. */
  | { readonly kind: 'outside'; readonly text: string; readonly label: string }
  /** A timer, a run of its own, a state read: the server or the engine has to provide it. */
  | { readonly kind: 'own'; readonly text: string }
  /** It has arrived, and the invocation was not woken. */
  | { readonly kind: 'lost'; readonly text: string; readonly event: number };

/** @returns what an invocation waits for; any one of these would let it continue */
export function waitsOf(open: OpenInvocation, situation: Situation): readonly Wait[] {
  if (open.status === 'queued') {
    const { queued, created } = open;
    invariant(
      queued !== undefined,
      () => `The invocation ${created.invocation} is queued without an event that queued it.`,
    );
    const { key } = queued;
    return [{ kind: 'lock', key, holder: situation.holders.get(key) }];
  }
  if (open.status !== 'suspended') return [];
  const awaited = open.suspended?.awaiting ?? [];
  const names = awaited.filter((id) => id !== CANCEL);
  // An invocation that awaits only its own cancellation waits for that.
  return (names.length === 0 ? awaited : names).map((id) => waitFor(open, situation, id));
}

/** Id under which an invocation awaits its cancellation. */
const CANCEL = 's1';

function waitFor(open: OpenInvocation, situation: Situation, id: string): Wait {
  if (id.startsWith('c')) return completionWait(open, situation, id);
  const name = id.slice(1);
  const isNamed = id.startsWith('n');
  const text = id === CANCEL ? 'its cancellation' : isNamed ? `the signal "${name}"` : 'an awakeable of its own';
  const dropped = open.dropped(id);
  if (dropped !== undefined) {
    const why = `${text}, which was sent before this invocation had started: the server drops a signal to an invocation that is queued or scheduled. Send it after the invocation has started, or use a durable promise`;
    return { kind: 'lost', text: why, event: dropped.seq };
  }
  const arrived = open.arrived(id);
  if (arrived !== undefined) {
    return { kind: 'lost', text: `${text}, which arrived and did not wake it`, event: arrived.seq };
  }
  return { kind: 'outside', text, label: id === CANCEL ? 'cancel' : isNamed ? `signal ${name}` : 'awakeable' };
}

function completionWait(open: OpenInvocation, situation: Situation, id: string): Wait {
  const arrived = open.arrived(id);
  const pending = open.pending(Number(id.slice(1)));
  if (arrived !== undefined || pending === undefined) {
    const event = (arrived ?? open.latest).seq;
    return { kind: 'lost', text: 'the completion of one of its commands, which arrived and did not wake it', event };
  }
  const { command, entry } = pending;
  switch (command.type) {
    case 'Call': {
      const target = {
        service: command.service,
        handler: command.handler,
        ...(command.key !== undefined && { key: command.key }),
      };
      const text = `the result of ${target.handler} of ${keyOf(target) ?? target.service} (entry ${entry})`;
      return resultOf(text, situation.calleeOf(`${open.created.invocation}/${entry}`), situation);
    }
    case 'AttachInvocation':
      return resultOf(
        `the result of invocation ${command.target} (entry ${entry})`,
        situation.byId(command.target),
        situation,
      );
    case 'GetPromise': {
      const key = keyOf(open.created.target);
      invariant(
        key !== undefined,
        () => `${open.created.invocation} awaits a durable promise and has no workflow key.`,
      );
      const completed = situation.promises.get(`${key} ${command.key}`);
      const text = `the durable promise "${command.key}" of ${key}`;
      if (completed === undefined) return { kind: 'outside', text, label: `promise ${command.key}` };
      const forgotten = situation.forgotten.get(key);
      const why =
        forgotten === undefined || forgotten.seq > completed.seq
          ? 'which was completed and did not wake it'
          : `which was completed and did not wake it: at ${virtualTime(forgotten.atMs)} the record of the workflow's run had been removed (${forgotten.why}), and with it its promises and their waiters. Let no handler wait longer than the workflow is retained (workflowRetention)`;
      return { kind: 'lost', text: `${text}, ${why}`, event: completed.seq };
    }
    case 'Sleep':
      return { kind: 'own', text: `its sleep (entry ${entry})` };
    case 'Run':
      return { kind: 'own', text: `the result of ctx.run "${command.name}" (entry ${entry})` };
    default:
      return { kind: 'own', text: `the completion of ${command.type} (entry ${entry})` };
  }
}

function resultOf(text: string, from: string | undefined, situation: Situation): Wait {
  const ended = from === undefined ? undefined : situation.ended(from);
  if (ended === undefined || from === undefined) return { kind: 'result', text, from };
  return { kind: 'lost', text: `${text}, which has ended without returning its result`, event: ended.seq };
}
