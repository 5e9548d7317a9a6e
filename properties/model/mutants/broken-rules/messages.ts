import type { Server } from '../../../../sim/server/server.ts';
import type { Mutants } from '../mutant.ts';

function channelsReorder({ outbox }: Server): void {
  const send = outbox.send.bind(outbox);
  let channels = 0;
  outbox.send = (from, to, message) => send(from + 1_000 * ++channels, to, message);
}

function deliveredAtOnce({ outbox }: Server): void {
  outbox.send = (_from, _to, message) => message.deliver();
}

function deliveredTwice({ outbox }: Server): void {
  const send = outbox.send.bind(outbox);
  outbox.send = (from, to, message) => {
    send(from, to, message);
    send(from, to, message);
  };
}

function delayIgnored({ admission }: Server): void {
  admission.schedule = (invocation) => admission.enter(invocation);
}

function timersEarly({ timers }: Server): void {
  const arm = timers.arm.bind(timers);
  timers.arm = (timer) => arm({ ...timer, atMs: timer.atMs - 10 });
}

function equalSleepsReversed({ timers }: Server): void {
  const arm = timers.arm.bind(timers);
  timers.arm = (timer) => arm({ ...timer, rank: -timer.rank });
}

function equalDeadlinesInOrder({ timers }: Server): void {
  const arm = timers.arm.bind(timers);
  const disarms = new Map<string, (() => void)[]>();
  let armed = 0;
  timers.arm = (timer) => {
    const disarm = arm({ ...timer, owner: 'every invocation', rank: ++armed });
    disarms.set(timer.owner, [...(disarms.get(timer.owner) ?? []), disarm]);
    return disarm;
  };
  timers.disarmAll = (owner) => {
    for (const disarm of disarms.get(owner) ?? []) disarm();
  };
}

/** Section 5: channels between partitions, and timers. */
export const messageMutants: Mutants = {
  'messages overtake each other': channelsReorder,
  'messages are delivered in the step that sends them': deliveredAtOnce,
  'messages are delivered twice': deliveredTwice,
  'a delayed send runs at once': delayIgnored,
  'timers fire 10 ms early': timersEarly,
  'equal sleeps of one invocation end in reverse order': equalSleepsReversed,
  'equal deadlines fire in the order of arming': equalDeadlinesInOrder,
};
