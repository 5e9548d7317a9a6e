import type { Assembled } from '../run/assemble.ts';
import type { Plan, WorldTrouble } from './plan.ts';
import type { PlannedTroubles } from './planned-troubles.ts';

/** Arms what strikes the whole world: clock jumps, a server restart, a process crash, each at its virtual time. */
export function armWorldTroubles(assembled: Assembled, plan: Plan, troubles: PlannedTroubles): void {
  const { clock, agenda, trace } = assembled.world;
  const startMs = clock.now;
  for (const trouble of plan.world) {
    const step = {
      chain: `world ${trouble.kind} ${trouble.atMs}`,
      address: `world:${trouble.kind} ${trouble.atMs}`,
      footprint: { reads: ['clock'], writes: ['world'] },
      runsUserCode: true,
      perform: () => {
        trace.add({
          type: 'trouble',
          trouble: trouble.kind,
          point: step.address,
          invocation: undefined,
          attempt: undefined,
        });
        strike(assembled, trouble, troubles);
      },
    };
    clock.arm({ atMs: startMs + trouble.atMs, housekeeping: false, due: () => agenda.add(step) });
  }
}

function strike(assembled: Assembled, trouble: WorldTrouble, troubles: PlannedTroubles): void {
  switch (trouble.kind) {
    case 'clock jump':
      assembled.world.clock.jump(trouble.byMs);
      return;
    case 'server restart':
      assembled.server.faults.restartServer();
      return;
    case 'process crash':
      troubles.crashProcess();
  }
}
