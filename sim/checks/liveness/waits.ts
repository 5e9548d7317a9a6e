import { virtualTime } from '../../core/virtual-time.ts';
import { keyOf } from '../naming.ts';
import type { OpenInvocation } from './open-invocation.ts';
import type { Situation } from './situation.ts';

/** One thing that an invocation waits for. */
export type Wait =
  /** A key that somebody else has. */
  | { readonly kind: 'lock'; readonly key: string; readonly holder: string | undefined }
  /** The answer of another invocation. */
  | { readonly kind: 'answer'; readonly text: string; readonly from: string | undefined }
  /** Something that comes from outside: `label` is how a scenario says that it owes it. */
  | { readonly kind: 'outside'; readonly text: string; readonly label: string }
  /** A timer, a run of its own, a state read: the server or the engine has to bring it. */
  | { readonly kind: 'own'; readonly text: string }
  /** It had come, and yet nobody was woken. */
  | { readonly kind: 'lost'; readonly text: string; readonly event: number };

/** @returns what an invocation waits for; any one of these would let it go on */
export function waitsOf(open: OpenInvocation, situation: Situation): readonly Wait[] {
  if (open.status === 'queued') {
    const key = open.queued?.key ?? '';
    return [{ kind: 'lock', key, holder: situation.holders.get(key) }];
  }
  if (open.status !== 'suspended') return [];
  const awaited = open.suspended?.awaiting ?? [];
  const names = awaited.filter((id) => id !== CANCEL);
  // Who waits for nothing but its own cancellation waits for that.
  return (names.length === 0 ? awaited : names).map((id) => waitFor(open, situation, id));
}

const CANCEL = 's1';

function waitFor(open: OpenInvocation, situation: Situation, id: string): Wait {
  if (id.startsWith('c')) return completionWait(open, situation, id);
  const name = id.slice(1);
  const isNamed = id.startsWith('n');
  const text = id === CANCEL ? 'its cancellation' : isNamed ? `the signal "${name}"` : 'an awakeable of its own';
  const dropped = open.dropped(id);
  if (dropped !== undefined) {
    const why = `${text}, which was sent when this invocation had not begun yet: a signal to an invocation that is queued or scheduled is dropped. Send it once the invocation has begun, or use a durable promise`;
    return { kind: 'lost', text: why, event: dropped.seq };
  }
  const arrived = open.arrived(id);
  if (arrived !== undefined) {
    return { kind: 'lost', text: `${text}, which came and did not wake it`, event: arrived.seq };
  }
  return { kind: 'outside', text, label: id === CANCEL ? 'cancel' : isNamed ? `signal ${name}` : 'awakeable' };
}

function completionWait(open: OpenInvocation, situation: Situation, id: string): Wait {
  const arrived = open.arrived(id);
  const asked = open.asked(Number(id.slice(1)));
  if (arrived !== undefined || asked === undefined) {
    const event = (arrived ?? open.latest).seq;
    return { kind: 'lost', text: 'the answer to one of its commands, which came and did not wake it', event };
  }
  const { command, entry } = asked;
  switch (command.type) {
    case 'Call': {
      const target = {
        service: command.service,
        handler: command.handler,
        ...(command.key !== undefined && { key: command.key }),
      };
      const text = `the answer of ${target.handler} of ${keyOf(target) ?? target.service} (entry ${entry})`;
      return answerOf(text, situation.calleeOf(`${open.created.invocation}/${entry}`), situation);
    }
    case 'AttachInvocation':
      return answerOf(
        `the answer of invocation ${command.target} (entry ${entry})`,
        situation.byId(command.target),
        situation,
      );
    case 'GetPromise': {
      const key = keyOf(open.created.target) ?? '';
      const completed = situation.promises.get(`${key} ${command.key}`);
      const text = `the durable promise "${command.key}" of ${key}`;
      if (completed === undefined) return { kind: 'outside', text, label: `promise ${command.key}` };
      const forgotten = situation.forgotten.get(key);
      const why =
        forgotten === undefined || forgotten.seq > completed.seq
          ? 'which was completed and did not wake it'
          : `which was completed and did not wake it: at ${virtualTime(forgotten.atMs)} the record of the workflow's run had been removed (${forgotten.why}), and with it its promises and whoever waited for them. Let no handler wait longer than the workflow is kept (workflowRetention)`;
      return { kind: 'lost', text: `${text}, ${why}`, event: completed.seq };
    }
    case 'Sleep':
      return { kind: 'own', text: `its sleep (entry ${entry})` };
    case 'Run':
      return { kind: 'own', text: `the result of ctx.run "${command.name}" (entry ${entry})` };
    default:
      return { kind: 'own', text: `the answer to ${command.type} (entry ${entry})` };
  }
}

function answerOf(text: string, from: string | undefined, situation: Situation): Wait {
  const ended = from === undefined ? undefined : situation.whoEnded(from);
  if (ended === undefined || from === undefined) return { kind: 'answer', text, from };
  return { kind: 'lost', text: `${text}, which has ended without its answer coming back`, event: ended.seq };
}
