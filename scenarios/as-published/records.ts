import * as fc from 'fast-check';
import { scenario, type Scenario } from '../../sim/index.ts';
import { accountCaller, bankAccount } from '../../objects/as-published/bank-account.ts';
import type { Missing } from '../../objects/as-published/go.ts';
import { processOrderAfter, processOrderBefore } from '../../objects/as-published/process-order.ts';
import { cartCaller, shoppingCart, type CartItem } from '../../objects/as-published/shopping-cart.ts';
import { profileCaller, userAccountSimple, type UserProfile } from '../../objects/as-published/user-account-simple.ts';
import { userAccount } from '../../objects/as-published/user-account.ts';
import { userService, type UpdateProfileRequest } from '../../objects/as-published/user-service.ts';
import { orderDB, orders, profileDB, profiles, type OrderEffects, type ProfileEffects } from './database.ts';
import { nowhere, variant } from './helpers.ts';
import { debitsAreExact, debitsTake, moneyCanBeDrawn, readsOverlap } from './invariants/bank-account.ts';
import { refusalsAreReportedBy } from './invariants/callers.ts';
import { emptyNamesAreRefused } from './invariants/names.ts';
import * as cart from './invariants/shopping-cart.ts';
import { databaseKeepsUp, databaseNeverGoesBack, fieldsStay, nothingIsLeftOut } from './invariants/profiles.ts';
import { existingOrdersOnly, processedOnceEach, processedOnceInState } from './invariants/orders.ts';

const afterMs = fc.constantFrom(0, 0, 30, 600);

/**
 * The listing has no deposit, so these accounts get their money by negative debits. Some get more than a float can count, or
 * represent.
 */
export function bankAccountAsPublished(missing: Missing): Scenario {
  const account = bankAccount(missing);
  const key = fc.constantFrom('ann', 'ann', 'bob');
  return scenario(`BankAccount${variant(missing)}`, {
    services: [account, accountCaller],
    operations: ({ call }) => [
      call(account, 'Debit', { key, input: fc.constantFrom(-0.3, -10) }),
      call(account, 'Debit', { key, input: fc.constantFrom(0.1, 0.1, 0.2, 5) }),
      call(account, 'Debit', { key: 'cid', input: fc.constantFrom(-1e308, -1e16, 5) }),
      call(account, 'GetBalance', { key, afterMs }),
      call(account, 'Debit', { key: 'account-123', input: -10 }),
      call(accountCaller, 'Use', { afterMs }),
    ],
    maxOperations: 10,
    invariants: [debitsTake, moneyCanBeDrawn, debitsAreExact, refusalsAreReportedBy('AccountCaller'), readsOverlap],
  });
}

const full: UserProfile = { name: 'Ann', email: 'ann@example.com', phone: '555-0100' };
// A field that a client leaves out is missing in JSON, whatever the type declares.
const partial = { name: 'Anna', email: 'anna@example.com' } as UserProfile;

/** Requests replace profiles, some with all fields and some with a part of them. */
export const userAccountSimpleAsPublished: Scenario = scenario('UserAccount, the simple one', {
  services: [userAccountSimple, profileCaller],
  operations: ({ call }) => [
    call(userAccountSimple, 'UpdateProfile', {
      key: fc.constantFrom('ann', 'bob'),
      input: fc.constantFrom(full, partial),
    }),
    call(profileCaller, 'Use', { input: fc.constantFrom(full, partial) }),
  ],
  maxOperations: 6,
  invariants: [nothingIsLeftOut],
});

const update = (userId: fc.Arbitrary<string>): fc.Arbitrary<UpdateProfileRequest> =>
  fc.record({
    UserID: userId,
    Name: fc.integer({ min: 1, max: 999 }).map((number) => `name ${number}`),
    // A field that a client leaves out is the empty string in Go.
    Email: fc.constantFrom('a@example.com', 'b@example.com', 'taken@example.com', ''),
  });

/** Users change their profiles, some concurrently, some to an e-mail that is taken; one user is not in the database. */
export const userServiceAsPublished: Scenario = scenario('UserService', {
  services: (effects: ProfileEffects) => [userService(profileDB(effects))],
  effects: { profiles },
  operations: ({ call }) => [
    call(userService(profileDB({ profiles: nowhere })), 'UpdateProfile', {
      input: update(fc.constantFrom('ann', 'ann', 'bob', 'unknown')),
      afterMs,
    }),
  ],
  maxOperations: 5,
  invariants: [databaseKeepsUp('UserService'), databaseNeverGoesBack('UserService'), fieldsStay('UserService')],
});

export function userAccountAsPublished(missing: Missing): Scenario {
  const definition = userAccount(profileDB({ profiles: nowhere }), missing);
  return scenario(`UserAccount${variant(missing)}`, {
    services: (effects: ProfileEffects) => [userAccount(profileDB(effects), missing)],
    effects: { profiles },
    operations: ({ call }) => [
      call(definition, 'UpdateProfile', {
        key: fc.constantFrom('ann', 'ann', 'bob', 'unknown'),
        input: update(fc.constant('')),
        afterMs,
      }),
    ],
    maxOperations: 5,
    invariants: [databaseKeepsUp('UserAccount'), databaseNeverGoesBack('UserAccount'), fieldsStay('UserAccount')],
  });
}

/** Clients and a service add items, some with impossible values; carts are compared as in the module. */
export const shoppingCartAsPublished: Scenario = scenario('ShoppingCart', {
  services: [shoppingCart, cartCaller],
  operations: ({ call }) => [
    call(shoppingCart, 'AddItem', {
      key: fc.constantFrom('user123', 'user456'),
      input: fc.record({
        sku: fc.constantFrom('pen', 'pad', ''),
        quantity: fc.constantFrom(1, 2, -3),
        price: fc.constantFrom(30, 30, -450),
      }),
    }),
    call(shoppingCart, 'GetItems', { key: fc.constantFrom('user123', 'user456'), afterMs }),
    call(cartCaller, 'Add', { input: { sku: 'ink', quantity: 1, price: 450 } }),
    call(cartCaller, 'Compare', {}),
  ],
  maxOperations: 8,
  invariants: [
    cart.itemsStay,
    cart.quantitiesCount,
    cart.pricesCount,
    cart.oneLineEach,
    cart.itemsAreAList,
    emptyNamesAreRefused('ShoppingCart', (input) => {
      const item = input as CartItem | undefined;
      return item === undefined ? undefined : { sku: item.sku };
    }),
  ],
});

/** Requests process two orders, some concurrently, and one that does not exist. */
export const processOrderBeforeAsPublished: Scenario = scenario('ProcessOrder, before', {
  services: (effects: OrderEffects) => [processOrderBefore(orderDB(effects))],
  effects: { orders },
  operations: ({ call }) => [
    call(processOrderBefore(orderDB({ orders: nowhere })), 'ProcessOrder', {
      input: fc.constantFrom('o1', 'o1', 'o1', 'o2', 'none'),
      afterMs,
    }),
  ],
  maxOperations: 5,
  invariants: [processedOnceEach],
});

export const processOrderAfterAsPublished: Scenario = scenario('ProcessOrder, after', {
  services: [processOrderAfter],
  operations: ({ call }) => [
    call(processOrderAfter, 'ProcessOrder', { key: fc.constantFrom('o1', 'o2'), input: { note: 'go on' }, afterMs }),
  ],
  maxOperations: 6,
  invariants: [processedOnceInState, existingOrdersOnly],
});
