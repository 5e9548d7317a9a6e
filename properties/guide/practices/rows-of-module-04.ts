import { conditional, holds, test, wrong, type Rows } from './row.ts';

const matrix = (title: string) => test('properties/objects/decision-matrix.test.ts', title);
const claims = (title: string) => test('properties/guide/practices/claims.test.ts', title);
const invariants = 'holds its invariants in every run';

/** The lines of module 04. */
export const ROWS_OF_MODULE_04: Rows = {
  'Module 04, conceptual comparison': [
    holds('State', 'None, or durable per key.', matrix('a virtual object has its own for each key')),
    holds(
      'Context',
      'The context of a service has no state.',
      matrix('a basic service has none: its context offers none'),
    ),
    holds(
      'Addressing',
      'Service, key and handler; the key is decoded from the path.',
      matrix('a virtual object has its own for each key'),
      test('properties/model/conformance/cases/ingress-bodies.ts', 'key-is-decoded'),
    ),
    holds(
      'Concurrency',
      'Full parallelism, or exclusive by default.',
      matrix('a basic service runs any number concurrently'),
      matrix('a virtual object runs one at a time per key, and different keys concurrently'),
    ),
    holds(
      'Use Case',
      'Accounts and carts are objects here.',
      matrix('a user account is a virtual object'),
      test('properties/objects/shopping-cart.test.ts', invariants),
    ),
  ],
  'Module 04, hands-on': [
    holds(
      'Add/remove items',
      'Adding an item again adds to its line.',
      test('objects/shopping-cart.test.ts', 'adds up quantities of the same item'),
      test('objects/shopping-cart.test.ts', 'knows what is not there'),
    ),
    conditional(
      'Update quantities',
      'Not while the cart is being paid.',
      test('objects/shopping-cart.test.ts', 'lets a quantity change while it is being paid'),
      test('properties/objects/shopping-cart.test.ts', invariants),
    ),
    conditional(
      'Calculate totals',
      'In whole minor units, within limits that keep every total exact.',
      test('objects/shopping-cart.test.ts', 'keeps every total exact'),
      test('objects/shopping-cart.test.ts', 'works the price out without the quantity'),
    ),
    conditional(
      'Checkout with state transitions',
      'Each one is stored before money moves; otherwise a kill sells unpaid goods.',
      test('properties/objects/shopping-cart.test.ts', 'does not wait until the order is stored'),
      test('properties/objects/shopping-cart.test.ts', 'a checkout during which an operator sends a %s'),
    ),
  ],
  'Module 04, learning objectives': [
    holds(
      'What virtual objects are and when to use them',
      'See the decision tree.',
      matrix('a virtual object has its own for each key'),
    ),
    holds(
      'How they differ from basic services',
      'Both do the same work in one scenario.',
      test('properties/objects/process-order.test.ts', invariants),
      test('properties/objects/user-account.test.ts', invariants),
    ),
    holds(
      'Key-based addressing',
      'Different entities need different keys.',
      test('objects/keys.test.ts', 'is another one for other parts'),
    ),
    holds(
      'Durably store and retrieve state',
      'It survives the process and the server.',
      matrix('the state of an object survives the process, and the server'),
      claims('is there in the next call, is changed by set, and is removed by clear and clearAll'),
    ),
    wrong(
      'Update state transactionally',
      'There is no rollback: a failed or killed handler keeps what it has written, and readers see it at once. Only one write to one key is atomic.',
      claims('is not transactional: a reader sees half of a change, and a kill leaves half of it'),
      matrix('what it has written stays'),
      test('properties/model/conformance/cases/writes.ts', 'no-rollback-terminal'),
    ),
    holds(
      'Clear state when needed',
      'One name or all of them.',
      claims('is there in the next call, is changed by set, and is removed by clear and clearAll'),
      test('properties/model/conformance/cases/state.ts', 'clear-all'),
    ),
    holds(
      'Understand exclusive handlers (one at a time per key)',
      'In order of arrival.',
      test('properties/checks/built-in.test.ts', 'keeps, and puts to the test'),
      test('properties/model/conformance/cases/ordering.ts', 'inbox-fifo'),
    ),
    holds(
      'Use concurrent handlers for reads',
      'They see the state from the start of their attempt.',
      test('properties/objects/shared-handlers.test.ts', 'respond while the lock is held: $name/$handler'),
      test('properties/checks/built-in.test.ts', 'keeps, and puts to the test'),
      test('properties/model/conformance/cases/snapshots.ts', 'shared-resnapshot'),
    ),
    holds(
      'Avoid deadlocks',
      'Restate does not detect them. Send messages, or call a shared handler.',
      test('properties/objects/deadlocks.test.ts', 'an object calls itself'),
      test('properties/objects/deadlocks.test.ts', 'A calls B and B calls A'),
      test('properties/objects/deadlocks.test.ts', 'transfers in opposite directions call each other'),
      test(
        'properties/objects/deadlocks.test.ts',
        'does not occur when objects send messages, or call a shared handler of their own key',
      ),
    ),
    holds('Shopping carts', 'Paid for exactly once.', test('properties/objects/shopping-cart.test.ts', invariants)),
    holds('User accounts', 'Together with a database.', test('properties/objects/user-account.test.ts', invariants)),
    holds(
      'Order tracking',
      'As a state machine, and as a workflow.',
      test('properties/objects/order.test.ts', invariants),
      test('properties/objects/order-workflow.test.ts', invariants),
    ),
    holds('Game state', 'Turns, each within its time.', test('properties/objects/game-session.test.ts', invariants)),
  ],
  'Module 04, validation': [
    holds(
      'State persistence across calls',
      'At whichever entry the process dies.',
      matrix('the state of an object survives the process, and the server'),
    ),
    holds(
      'Exclusive execution guarantees',
      'A server that breaks them is noticed.',
      test('properties/checks/exclusivity.test.ts', 'a holder that waits for its next attempt loses the lock'),
      test('properties/checks/built-in.test.ts', 'keeps, and puts to the test'),
    ),
    holds(
      'Concurrent handler behavior',
      'Concurrent with the holder of the lock.',
      matrix('those of an object read while another handler holds the lock'),
    ),
    holds(
      'State operations (get, set, clear)',
      'Each of them in replays, too.',
      claims('is there in the next call, is changed by set, and is removed by clear and clearAll'),
    ),
  ],
  'Module 04, exercises': [
    conditional(
      'User wallet with transactions',
      'All lines or none needs one write: line by line is caught.',
      test('properties/objects/wallet.test.ts', invariants),
      test('properties/objects/wallet.test.ts', 'books line by line'),
    ),
    holds(
      'Inventory management',
      'A delayed message ends each reservation.',
      test('properties/objects/inventory.test.ts', invariants),
      test('properties/objects/inventory.test.ts', 'ends by name only'),
    ),
    holds(
      'Order state machine',
      'Illegal moves are refused.',
      test('properties/objects/order.test.ts', 'ships an unpaid order'),
    ),
    holds(
      'Multi-tenant counters',
      'Totals agree once all messages have arrived.',
      test('properties/objects/tenant-counter.test.ts', 'hold their invariants in every run'),
      test('properties/objects/tenant-counter.test.ts', 'is corrected by the next one, because it carries the value'),
    ),
  ],
  'Module 04, why virtual objects': [
    conditional(
      'Faster: no DB roundtrips',
      'When there is no database. With one, the load is as before.',
      claims('is none where the state of the object is the only storage'),
      claims('is as high as before where every change is written through'),
    ),
    conditional(
      'Safer: exclusive execution prevents race conditions',
      'Inside Restate. An aborted attempt keeps running: outside of Restate it can overtake the next holder of the key.',
      test('properties/checks/built-in.test.ts', 'keeps, and puts to the test'),
      test('properties/objects/user-account.test.ts', 'depends on a database that compares versions'),
      test('properties/model/conformance/cases/locks.ts', 'zombie-after-kill'),
    ),
    holds(
      'Durable: state survives failures',
      'Failures of the process, and of the server.',
      matrix('the state of an object survives the process, and the server'),
    ),
    conditional(
      'Simpler: no external state management',
      'Until an outside system takes part: then versions or idempotency keys are needed.',
      test('properties/objects/process-order.test.ts', invariants),
      test('properties/objects/order-workflow.test.ts', 'depends on a warehouse that remembers releases'),
    ),
    conditional(
      'No external DB needed',
      'But a repeated update is processed twice, unless it has an id.',
      claims('is none where the state of the object is the only storage'),
      test(
        'properties/objects/process-order.test.ts',
        'is caught when the object applies an update again, as the listing does',
      ),
    ),
  ],
  'Module 04, important notes': [
    holds(
      'Handlers are exclusive by default per key',
      'A plain function is exclusive.',
      matrix('a user account is a virtual object'),
      test('properties/checks/built-in.test.ts', 'keeps, and puts to the test'),
    ),
    holds(
      'A second call of the same key waits for the first',
      'In order of arrival.',
      test('properties/checks/exclusivity.test.ts', 'is out of order when the inbox is last in, first out'),
      matrix('a virtual object runs one at a time per key, and different keys concurrently'),
    ),
    holds(
      'A different key runs in parallel',
      'In the simulation as on the server.',
      matrix('a virtual object runs one at a time per key, and different keys concurrently'),
      test('properties/model/conformance/cases/idempotency-scope.ts', 'parallel-keys'),
    ),
    conditional(
      'State is scoped to the object key',
      'And to the service: two entities with one key share their state.',
      matrix('a virtual object has its own for each key'),
      test('objects/keys.test.ts', 'is caught when it does not escape the separator'),
    ),
  ],
};
