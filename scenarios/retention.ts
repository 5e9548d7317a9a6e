import * as fc from 'fast-check';
import { scenario, type Scenario } from '../sim/index.ts';
import { archive, BRIEF_MS } from './features/archive.ts';
import { pact, PACT_MS } from './features/pact.ts';
import * as rules from './invariants/restate.ts';
import { answered, repeated } from './outcomes.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const key = fc.constantFrom('x', 'y');
const idempotencyKey = fc.constant('same');
/** Later than the server removes the record of a workflow run. */
const muchLater = fc.constantFrom(0, 0, 120 * MINUTE_MS);

/**
 * Idempotency keys, second runs of a workflow, and retention. The invariants check whether the model of Restate keeps
 * Restate's own rules.
 */
export const retentionScenario: Scenario = scenario('retention and idempotency', {
  services: [archive, pact],
  // Its workflow may be cancelled and resolved at any time, also after its run.
  waivesAdvice: ['cancel-ignored', 'late-resolution'],
  operations: ({ call, send }) => [
    call(archive, 'file', { key, input: fc.constantFrom('good', 'bad'), idempotencyKey }),
    call(archive, 'file', { key, input: 'bad', idempotencyKey, afterMs: fc.constantFrom(0, 50) }),
    call(archive, 'brief', { key, idempotencyKey }),
    call(archive, 'brief', { key, idempotencyKey, afterMs: fc.constantFrom(6 * MINUTE_MS, 9 * MINUTE_MS) }),
    call(archive, 'tidy', { key: 'x' }),
    call(archive, 'tidy', { key: 'x' }),
    call(pact, 'run', { key, afterMs: muchLater }),
    call(pact, 'run', { key, afterMs: fc.constantFrom(0, 9) }),
    send(pact, 'run', { key }),
    call(pact, 'go', { key, input: fc.constantFrom('now', 'then') }),
    call(pact, 'stage', { key, afterMs: muchLater }),
  ],
  maxOperations: 7,
  invariants: [
    rules.workflowsRunOnce,
    rules.oneForEachKey((handler) => handler === 'Archive/file' || handler === 'Archive/brief'),
    rules.promisesOnce,
    rules.forgottenAtSweeps((service, handler) => {
      if (service === 'Pact' && handler === 'run') return PACT_MS;
      return handler === 'brief' ? BRIEF_MS : DAY_MS;
    }),
    rules.readsSeeTheirMoment(),
  ],
  outcomes: {
    'a request is repeated with its idempotency key': repeated,
    'a request with an idempotency key is refused': answered(418, 'not today'),
    'a second run of a workflow is refused': (event) => event.type === 'invocation found' && event.how === 'refused',
    'a run of a workflow is forgotten': (event) => event.type === 'forgotten' && event.why === 'retention',
  },
});
