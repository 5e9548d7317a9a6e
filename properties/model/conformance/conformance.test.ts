import { describe, expect, it } from 'vitest';

import { cases } from './cases.ts';
import { simulators } from './engines.ts';
import { runCase } from './run-case.ts';
import { simulatorEngine } from './simulator/simulator-engine.ts';

const suspending = cases.filter(({ needs }) => needs.alwaysSuspend);
const onAny = cases.filter(({ needs }) => needs.mode === 'default' && needs.anyProtocol);
const rooms = [
  { room: 'as usual', alwaysSuspend: false, played: cases },
  { room: 'suspended at each await', alwaysSuspend: true, played: suspending },
  { room: 'speaking protocol v7', alwaysSuspend: false, played: onAny, mode: 'protocol-v7' as const },
];

// Each case alone, in the plain order of steps. Sets of outcomes are explored in exploration.test.ts.
describe.each(simulators)('on $name', (simulator) => {
  describe.each(rooms)('$room', ({ alwaysSuspend, played, mode }) => {
    it.each(played)('$number $name', async (test) => {
      const room = await simulatorEngine(simulator).open(mode ?? test.needs.mode, alwaysSuspend);
      const { reason } = await runCase(test, room);
      expect(reason).toBeUndefined();
    });
  });
});
