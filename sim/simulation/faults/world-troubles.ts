import { stepOf } from '../../core/address.ts';
import type { Assembled } from '../run/assemble.ts';
import type { Move } from './upgrading.ts';
import type { Plan, WorldTrouble } from './plan.ts';
import type { PlannedTroubles } from './planned-troubles.ts';

/** Schedules the troubles of the whole world (clock jumps, server restarts, process crashes) at their virtual times. */
export function armWorldTroubles(assembled: Assembled, plan: Plan, troubles: PlannedTroubles): void {
  const { clock, agenda, trace } = assembled.world;
  const startMs = clock.now;
  for (const trouble of plan.world) {
    const step = {
      chain: `world ${trouble.kind} ${trouble.atMs}`,
      address: stepOf('world', `${trouble.kind} ${trouble.atMs}`),
      footprint: { reads: ['clock'], writes: ['world'] },
      runsUserCode: true,
      perform: () => {
        const move = moveOf(trouble);
        if (move !== undefined && !troubles.mayMove(move, `${trouble.atMs} ms`)) return;
        trace.add({
          type: 'trouble',
          trouble: move ?? trouble.kind,
          point: step.address,
          invocation: undefined,
          attempt: undefined,
        });
        inject(assembled, trouble, troubles);
      },
    };
    clock.arm({ atMs: startMs + trouble.atMs, housekeeping: false, due: () => agenda.add(step) });
  }
}

function inject(assembled: Assembled, trouble: WorldTrouble, troubles: PlannedTroubles): void {
  switch (trouble.kind) {
    case 'clock jump':
      assembled.world.clock.jump(trouble.byMs);
      return;
    case 'server restart':
      assembled.server.faults.restartServer();
      return;
    case 'process crash':
      troubles.crashProcess();
      return;
    case 'deploy':
    case 'roll back': {
      const move = moveOf(trouble);
      if (move !== undefined) troubles.move(move);
    }
  }
}

function moveOf(trouble: WorldTrouble): Move | undefined {
  if (trouble.kind === 'roll back') return trouble.kind;
  return trouble.kind === 'deploy' ? `deploy ${trouble.how}` : undefined;
}
