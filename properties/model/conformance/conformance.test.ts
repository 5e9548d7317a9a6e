import { describe, expect, it } from 'vitest';

import { depth } from '../../harness/depth.ts';
import { cases } from './cases.ts';
import { simulators } from './engines.ts';
import { runCase } from './run-case.ts';
import { simulatorEngine } from './simulator/simulator-engine.ts';
import { casesOn } from './versions.ts';

const usual = casesOn('1.7', cases);
const newer = casesOn('1.8', cases);
const suspending = usual.filter(({ needs }) => needs.alwaysSuspend);
const onAny = usual.filter(({ needs }) => needs.mode === 'default' && needs.anyProtocol);
const rooms = [
  { room: 'as usual', alwaysSuspend: false, played: usual },
  { room: 'suspended at each await', alwaysSuspend: true, played: suspending },
  { room: 'on 1.8', alwaysSuspend: false, played: newer, version: '1.8' as const },
  {
    room: 'on 1.8, suspended at each await',
    alwaysSuspend: true,
    played: newer.filter(({ needs }) => needs.alwaysSuspend),
    version: '1.8' as const,
  },
  { room: 'speaking protocol v7', alwaysSuspend: false, played: onAny, mode: 'protocol-v7' as const },
];

// Each case alone, in the plain order of steps. Sets of outcomes are explored in exploration.test.ts.
/** Of the slower engine, those that only combine what the others try are for the long suite. */
const forFast = new Set(['on 1.8, suspended at each await', 'speaking protocol v7']);

describe.each(simulators)('on $name', (simulator) => {
  const slice = rooms.filter(({ room }) => simulator.name === 'fake' || !forFast.has(room));
  describe.each(depth({ slice, deep: rooms }))('$room', ({ alwaysSuspend, played, mode, version }) => {
    it.each(played)('$number $name', async (test) => {
      const room = await simulatorEngine(simulator).open(mode ?? test.needs.mode, alwaysSuspend, version);
      const { reason } = await runCase(test, room);
      expect(reason).toBeUndefined();
    });
  });
});
