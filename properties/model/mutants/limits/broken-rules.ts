import { CANCEL_SIGNAL } from '../../../../sim/journal/notification.ts';
import type { Invocation } from '../../../../sim/server/invocation.ts';
import type { Server } from '../../../../sim/server/server.ts';
import type { Mutants } from '../mutant.ts';

/** Variants of a server of 1.8 that lose slots of limits, or give them to the wrong one. */
export const limitMutants: Mutants = {
  'a suspended holder keeps its slot': (server) => {
    keeping(server, ({ status }) => status === 'suspended');
  },

  'a paused holder keeps its slot': (server) => {
    let isPausing = false;
    const pause = server.invoker.pause.bind(server.invoker);
    server.invoker.pause = (...of) => {
      isPausing = true;
      pause(...of);
      isPausing = false;
    };
    keeping(server, () => isPausing);
  },

  'a killed holder keeps its slot': (server) => {
    let isKilling = false;
    const kill = server.termination.kill.bind(server.termination);
    server.termination.kill = (...of) => {
      isKilling = true;
      const isKilled = kill(...of);
      isKilling = false;
      return isKilled;
    };
    keeping(server, () => isKilling);
  },

  'a cancelled holder keeps its slot': (server) => {
    keeping(server, ({ journal }) =>
      journal.some(
        (entry) =>
          entry.kind === 'notification' &&
          entry.notification.type === 'signal' &&
          'index' in entry.notification.signal &&
          entry.notification.signal.index === CANCEL_SIGNAL,
      ),
    );
  },

  'a holder keeps its slot over a restart of the server': (server) => {
    const restart = server.faults.restartServer.bind(server.faults);
    let isRestarting = false;
    server.faults.restartServer = () => {
      isRestarting = true;
      restart();
      isRestarting = false;
    };
    keeping(server, () => isRestarting);
  },

  'a queue of a scope is last in, first out': ({ slots }) => {
    const request = slots.request.bind(slots);
    let arrivals = 0;
    slots.request = (invocation, wanted) => {
      invocation.place = { secondMs: 0, arrival: --arrivals };
      request(invocation, wanted);
    };
  },

  'a limit lets one more run': ({ slots }) => {
    const request = slots.request.bind(slots);
    const extra = new Set<Invocation>();
    const holds = slots.holds.bind(slots);
    slots.holds = (invocation) => extra.has(invocation) || holds(invocation);
    slots.request = (invocation, wanted) => {
      const { scope = '' } = invocation.origin.target;
      if (extra.size > 0) return request(invocation, wanted);
      extra.add(invocation);
      const limits = [{ counter: scope, pattern: scope, concurrency: 1 }];
      slots.world.trace.add({ type: 'slot taken', invocation: invocation.address, scope, limits });
      wanted.start();
    };
  },
};

/** Slots are not given back where this is so. */
function keeping({ slots }: Server, isKept: (invocation: Invocation) => boolean): void {
  const drop = slots.drop.bind(slots);
  slots.drop = (invocation) => {
    if (!slots.holds(invocation) || !isKept(invocation)) drop(invocation);
  };
}
