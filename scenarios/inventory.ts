import * as fc from 'fast-check';
import { inventory } from '../objects/inventory.ts';
import { type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { neverOversold, notTooEarly, reservationsEnd, unitsAddUp } from './invariants/inventory.ts';
import { answered, repeated } from './outcomes.ts';

const key = fc.constantFrom('pen', 'pen', 'pad');
const id = fc.constantFrom('r1', 'r2', 'r3');
const forMs = fc.constantFrom(1_000, 5_000);
const wish = fc.record({ id, units: fc.constantFrom(1, 2, 2, 4), forMs });
/** Times around the ends of reservations. */
const afterMs = fc.constantFrom(0, 0, 900, 1_000, 1_001, 4_500);

/** Clients reserve with a few ids, and confirm and release in time and too late. */
export const inventoryScenario: Scenario = scenario('inventory', {
  services: [inventory],
  setup: ['pen', 'pad'].map((article): OperationSpec => ({
    kind: 'call',
    service: 'Inventory',
    handler: 'restock',
    key: article,
    input: { units: 5 },
  })),
  operations: ({ call, send }) => [
    call(inventory, 'reserve', { key, input: wish, afterMs }),
    call(inventory, 'reserve', { key, input: wish }),
    call(inventory, 'reserve', { key, input: wish, idempotencyKey: maybeIdempotent }),
    send(inventory, 'reserve', { key, input: wish }),
    call(inventory, 'confirm', { key, input: fc.record({ id }), afterMs }),
    call(inventory, 'release', { key, input: fc.record({ id }), afterMs }),
    call(inventory, 'restock', { key, input: fc.record({ units: fc.constantFrom(1, 3) }) }),
    call(inventory, 'rearm', { key, afterMs }),
    call(inventory, 'level', { key, afterMs }),
    call(inventory, 'reserve', {
      key,
      input: malformed(
        { id: 'r1', units: 0, forMs: 5 },
        { id: 'r1', units: 1, forMs: 0 },
        { id: '', units: 1, forMs: 5 },
        null,
      ),
    }),
  ],
  clients: 4,
  maxOperations: 14,
  invariants: [neverOversold, unitsAddUp, notTooEarly, reservationsEnd],
  outcomes: {
    'a reservation expires': (event) => event.type === 'timer fired',
    'too few units are free': answered(422, 'that are free'),
    'an id is reserved for another number of units': answered(422, 'units reserved, not'),
    'a reservation does not exist any more': answered(404, 'nothing is reserved'),
    'a bad number of units is refused': answered(400, 'units must be a whole number'),
    'a bad time is refused': answered(400, 'forMs must be a whole number'),
    'a reservation without an id is refused': answered(400, 'id must be a text'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a request is repeated with its idempotency key': repeated,
  },
});
