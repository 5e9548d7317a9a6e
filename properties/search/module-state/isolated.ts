import * as fc from 'fast-check';
import { scenario, type Scenario } from '../../../sim/index.ts';
import { counting } from './counting-service.ts';

/** The same service twice: with its modules loaded once, and with its modules loaded again for each run. */
export const scenarios: readonly Scenario[] = [false, true].map((isolate) =>
  scenario(isolate ? 'isolated' : 'shared', {
    services: [counting],
    operations: ({ call }) => [call(counting, 'add', { key: fc.constantFrom('a', 'b') })],
    isolate,
  }),
);
