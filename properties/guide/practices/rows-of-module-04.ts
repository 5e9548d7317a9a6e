import { conditional, holds, test, wrong, type Rows } from './row.ts';

const matrix = (title: string) => test('properties/objects/decision-matrix.test.ts', title);
const claims = (title: string) => test('properties/guide/practices/claims.test.ts', title);
const promises = 'keeps its promises in every run';

/** The lines of module 04. */
export const ROWS_OF_MODULE_04: Rows = {
  'Module 04, conceptual comparison': [
    holds('State', 'None, or durable per key.', matrix('a virtual object has its own for each key')),
    holds('Context', 'That of a service offers no state.', matrix('a basic service has none: its context offers none')),
    holds(
      'Addressing',
      'Service, key and handler; the key is decoded from the path.',
      matrix('a virtual object has its own for each key'),
      test('properties/model/conformance/cases/ingress-bodies.ts', 'key-is-decoded'),
    ),
    holds(
      'Concurrency',
      'Full parallelism, or exclusive by default.',
      matrix('a basic service runs any number side by side'),
      matrix('a virtual object runs one at a time per key, and different keys side by side'),
    ),
    holds(
      'Use Case',
      'Accounts and carts are objects here.',
      matrix('a user account is a virtual object'),
      test('properties/objects/shopping-cart.test.ts', promises),
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
      test('properties/objects/shopping-cart.test.ts', promises),
    ),
    conditional(
      'Calculate totals',
      'In whole minor units, within bounds that keep every total exact.',
      test('objects/shopping-cart.test.ts', 'keeps every total exact'),
      test('objects/shopping-cart.test.ts', 'works the price out without the quantity'),
    ),
    conditional(
      'Checkout with state transitions',
      'Each one stored before money can move, or a kill sells what was not paid for.',
      test('properties/objects/shopping-cart.test.ts', 'does not wait until the order is stored'),
      test('properties/objects/shopping-cart.test.ts', 'a checkout that is hit by a %s'),
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
      'The same work, done by both, in one scenario.',
      test('properties/objects/process-order.test.ts', promises),
      test('properties/objects/user-account.test.ts', promises),
    ),
    holds(
      'Key-based addressing',
      'Different things need different keys.',
      test('objects/keys.test.ts', 'is another one for other parts'),
    ),
    holds(
      'Durably store and retrieve state',
      'It survives the process and the server.',
      matrix('the state of an object survives the process, and the server'),
      claims('is there in the next call, is changed by set, and goes by clear and clearAll'),
    ),
    wrong(
      'Update state transactionally',
      'There is no rollback: a handler that fails or is killed keeps what it has written, and readers see it at once. One write, one key.',
      claims('is no transaction: a reader sees one half of a change, and a kill leaves it at that'),
      matrix('what it has written stays'),
      test('properties/model/conformance/cases/writes.ts', 'no-rollback-terminal'),
    ),
    holds(
      'Clear state when needed',
      'One name or all of them.',
      claims('is there in the next call, is changed by set, and goes by clear and clearAll'),
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
      'They see the state as it was when their attempt began.',
      test('properties/objects/shared-handlers.test.ts', 'answer while the lock is held: $name/$handler'),
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
        'is none when objects send messages, or call a shared handler of their own key',
      ),
    ),
    holds('Shopping carts', 'Paid for exactly once.', test('properties/objects/shopping-cart.test.ts', promises)),
    holds('User accounts', 'With a database beside them.', test('properties/objects/user-account.test.ts', promises)),
    holds(
      'Order tracking',
      'As a state machine, and as a workflow.',
      test('properties/objects/order.test.ts', promises),
      test('properties/objects/order-workflow.test.ts', promises),
    ),
    holds('Game state', 'Turns, each within its time.', test('properties/objects/game-session.test.ts', promises)),
  ],
  'Module 04, validation': [
    holds(
      'State persistence across calls',
      'Wherever the process dies.',
      matrix('the state of an object survives the process, and the server'),
    ),
    holds(
      'Exclusive execution guarantees',
      'And noticed where the server breaks them.',
      test('properties/checks/exclusivity.test.ts', 'a holder that waits for its next attempt loses the lock'),
      test('properties/checks/built-in.test.ts', 'keeps, and puts to the test'),
    ),
    holds(
      'Concurrent handler behavior',
      'Beside the holder of the lock.',
      matrix('those of an object read while another handler holds the lock'),
    ),
    holds(
      'State operations (get, set, clear)',
      'Each replayed, too.',
      claims('is there in the next call, is changed by set, and goes by clear and clearAll'),
    ),
  ],
  'Module 04, exercises': [
    conditional(
      'User wallet with transactions',
      'All lines or none takes one write: line by line is found out.',
      test('properties/objects/wallet.test.ts', promises),
      test('properties/objects/wallet.test.ts', 'books line by line'),
    ),
    holds(
      'Inventory management',
      'Reservations end by a message of their own.',
      test('properties/objects/inventory.test.ts', promises),
      test('properties/objects/inventory.test.ts', 'ends by name only'),
    ),
    holds(
      'Order state machine',
      'Illegal moves are refused.',
      test('properties/objects/order.test.ts', 'ships what is not paid'),
    ),
    holds(
      'Multi-tenant counters',
      'With totals that agree in the end.',
      test('properties/objects/tenant-counter.test.ts', 'keep their promises in every run'),
      test('properties/objects/tenant-counter.test.ts', 'is made good by the next one, because it carries the value'),
    ),
  ],
  'Module 04, why virtual objects': [
    conditional(
      'Faster: no DB roundtrips',
      'Where the state of the object is all there is. A database beside it costs what it did.',
      claims('is none where the state of the object is all there is'),
      claims('is as high as before where every change has to be written through'),
    ),
    conditional(
      'Safer: exclusive execution prevents race conditions',
      'Inside Restate. An attempt that was cut off runs on: outside it may overtake the next holder of the key.',
      test('properties/checks/built-in.test.ts', 'keeps, and puts to the test'),
      test('properties/objects/user-account.test.ts', 'is at the mercy of a database that takes any version'),
      test('properties/model/conformance/cases/locks.ts', 'zombie-after-kill'),
    ),
    holds(
      'Durable: state survives failures',
      'Of the process, and of the server.',
      matrix('the state of an object survives the process, and the server'),
    ),
    conditional(
      'Simpler: no external state management',
      'Until something outside has to know: then versions or keys are needed again.',
      test('properties/objects/process-order.test.ts', promises),
      test('properties/objects/order-workflow.test.ts', 'is at the mercy of a warehouse that forgets what it released'),
    ),
    conditional(
      'No external DB needed',
      'But an update that is sent twice is still processed twice, unless it has an id.',
      claims('is none where the state of the object is all there is'),
      test(
        'properties/objects/process-order.test.ts',
        'is caught when the object takes an update again, as the listing does',
      ),
    ),
  ],
  'Module 04, important notes': [
    holds(
      'Handlers are exclusive by default per key',
      'A plain function of an object is.',
      matrix('a user account is a virtual object'),
      test('properties/checks/built-in.test.ts', 'keeps, and puts to the test'),
    ),
    holds(
      'A second call of the same key waits for the first',
      'And it is served in order of arrival.',
      test('properties/checks/exclusivity.test.ts', 'is out of order when the inbox is last in, first out'),
      matrix('a virtual object runs one at a time per key, and different keys side by side'),
    ),
    holds(
      'A different key runs in parallel',
      'On the model as on the server.',
      matrix('a virtual object runs one at a time per key, and different keys side by side'),
      test('properties/model/conformance/cases/idempotency-scope.ts', 'parallel-keys'),
    ),
    conditional(
      'State is scoped to the object key',
      'And to the service: two things that are given one key are one.',
      matrix('a virtual object has its own for each key'),
      test('objects/keys.test.ts', 'is caught when it does not escape the separator'),
    ),
  ],
};
