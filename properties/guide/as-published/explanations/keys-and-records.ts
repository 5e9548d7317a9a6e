import { absent, type Explanation } from './explanation.ts';

const settles = 'everything settles';
const effects = 'effects happen as promised';
const told = 'who is refused is told';

export const KEYS_AND_RECORDS: readonly Explanation[] = [
  {
    listing: 'UserAccount, the simple one',
    invariant: 'no field of a profile is lost',
    line: 'restate.Set(ctx, "profile", profile)',
    consequence:
      'A client that sends name and e-mail wipes the phone number: the profile that was read before is never used.',
    hardened: 'An update names the fields that it changes; all others keep their values.',
  },
  {
    listing: 'TenantResource',
    invariant: settles,
    line: 'resourceID := parts[1]',
    consequence:
      'A key without a colon is a panic, which is retried with the key locked until the invocation is paused: nobody gets an answer.',
    hardened: '`partsOf` refuses such a key with a terminal 400.',
  },
  {
    listing: 'TenantResource',
    invariant: effects,
    line: 'return processAllocation(ctx, tenantID, resourceID, allocation)',
    consequence: 'Unless the helper journals what it does, a crash after it makes the allocation a second time.',
    hardened: 'Allocations are state of the object, and have names: the same one is never made twice.',
  },
  {
    listing: 'TenantResource',
    invariant: 'an allocation is processed for whom it was made',
    where: 'other tenant',
    line: 'parts := strings.Split(key, ":")',
    consequence: 'A tenant whose name has a colon in it allocates at the cost of another tenant.',
    hardened: '`compositeKey` escapes the separator, and `partsOf` gives exactly the parts back.',
  },
  {
    listing: 'TenantResource',
    invariant: 'an allocation is processed for whom it was made',
    where: 'other resource',
    line: 'resourceID := parts[1]',
    consequence: 'What follows the second colon is dropped: `disk:2` is served by `disk`.',
    hardened: '`compositeKey` escapes the separator, and `partsOf` gives exactly the parts back.',
  },
  {
    listing: 'TenantResource',
    invariant: 'two tenants never share an object',
    line: 'return fmt.Sprintf("%s:%s", tenantID, resourceID)',
    consequence: '`acme:disk` + `2` and `acme` + `disk:2` are one object: two tenants share a lock and a state.',
    hardened: '`compositeKey` is injective, which a property shows over hostile names.',
  },
  {
    listing: 'TenantResource',
    invariant: told,
    line: 'client.Call(ctx, key, allocation)',
    consequence: 'The result of the call is dropped: an allocation that was refused looks like one that was made.',
    hardened: 'A call that fails throws, and nothing catches it.',
  },
  {
    listing: 'MyObject',
    invariant: 'bad keys are refused, and no others',
    where: 'has a control character in it',
    line: 'if strings.ContainsAny(key, "\\n\\r\\t")',
    consequence: 'Zero, escape and other control characters pass into logs, URLs and terminals.',
    hardened: '`validKey` refuses every control character and both Unicode line breaks.',
  },
  {
    listing: 'MyObject',
    invariant: 'bad keys are refused, and no others',
    where: 'refused',
    line: 'if len(key) > 256 { return errors.New("key too long (max 256 chars)") }',
    consequence: '`len` counts bytes and the message says characters: a key of 70 emoji is refused as longer than 256.',
    hardened: '`validKey` limits bytes, and says how many there are.',
  },
  {
    listing: 'MyObject',
    invariant: 'the original key belongs to the hash',
    line: 'restate.Set(ctx, "original_key", originalKey)',
    consequence:
      'Anybody may store any text as the original, at any time: from then on the object is known under a wrong name.',
    hardened: 'Whoever keeps an original compares its `hashKey` with the key first.',
  },
  {
    listing: 'MyObject',
    invariant: 'two paths never share an object',
    line: 'return strings.Join(components, "/")',
    consequence: '`acme/eng` + `api` and `acme` + `eng/api` are one object.',
    hardened: '`hierarchicalKey` escapes the separator in each level.',
  },
  {
    listing: 'BankAccount',
    invariant: 'a debit never raises a balance',
    line: 'restate.Set(ctx, "balance", balance-amount)',
    consequence: 'Whoever debits -100 is paid 100: money out of nothing.',
    hardened: 'An amount is a whole number of at least 1; all else is a terminal 400.',
  },
  {
    listing: 'BankAccount',
    invariant: 'what is in an account can be drawn',
    line: 'amount float64',
    consequence:
      'In floats 0.3 − 0.1 is less than 0.2, and 0.3 − 0.2 less than 0.1: the last cents of an account cannot be drawn.',
    hardened: 'Amounts are whole minor units.',
  },
  {
    listing: 'BankAccount, cancelled',
    invariant: 'a debit takes what was asked for',
    where: 'forgotten',
    line: 'balance, _ := restate.Get[float64](ctx, "balance")',
    consequence:
      'The error is dropped: a debit that is cancelled while the balance is fetched goes on with 0, refuses what is there, and with a payment forgets it.',
    hardened: 'A cancel ends the handler: the error of a read is never caught.',
  },
  {
    listing: 'BankAccount',
    invariant: 'a debit takes what was asked for',
    where: 'rounded',
    line: 'restate.Set(ctx, "balance", balance-amount)',
    consequence: 'A float has 53 bits: of a balance large enough, 5 can be drawn as often as one likes, or 4 for 5.',
    hardened: 'Amounts and balances are whole minor units within the exact numbers; what would leave them is refused.',
  },
  {
    listing: 'BankAccount',
    invariant: told,
    line: 'accountClient.Call(ctx, "account-123", 100.0)',
    consequence: 'The result of the call is dropped: whoever debits in this way ships goods that nobody has paid for.',
    hardened: 'A call that fails throws, and nothing catches it.',
  },
  {
    listing: 'BankAccount',
    invariant: settles,
    where: 'Debit',
    line: 'restate.Set(ctx, "balance", balance-amount)',
    consequence:
      'Two payments of 1e308 are infinity, for which JSON has no number: a panic, tried for ever with the account locked.',
    hardened: 'Amounts and balances are whole minor units within the exact numbers; what would leave them is refused.',
  },
  {
    listing: 'BankAccount',
    invariant: settles,
    where: absent,
    line: 'if err != nil { return 0.0, err }',
    consequence:
      'Where absence is an error, the balance of an account that was never used is asked for ever: the error is not terminal.',
    hardened: 'An account that was never used holds 0.',
  },
  {
    listing: 'UserService',
    invariant: effects,
    line: 'profile, err := fetchProfileFromDB(req.UserID)',
    consequence: 'Nothing is journaled, so a crash after the save saves again what was saved.',
    hardened: 'Reads and writes of the database are runs, and writes carry a version.',
  },
  {
    listing: 'UserService',
    invariant: settles,
    line: 'profile, err := fetchProfileFromDB(req.UserID); if err != nil { return err }',
    consequence:
      'An error of the database is not terminal: a user who does not exist is looked for until the invocation is paused.',
    hardened: 'A user who does not exist is a terminal 404.',
  },
  {
    listing: 'UserService',
    invariant: 'no field of a profile is lost',
    where: 'left out',
    line: 'profile.Email = req.Email',
    consequence: 'What a client leaves out is the empty text in Go: to change a name is to wipe the e-mail.',
    hardened: 'An update names the fields that it changes; all others keep their values.',
  },
  {
    listing: 'UserService',
    invariant: 'versions in the database never go back',
    line: 'return saveProfileToDB(profile)',
    consequence:
      'An update that was not told that it is saved is retried later, over a newer one: the newer one, answered as done, is gone.',
    hardened: 'A save carries its version, and the database refuses one that is not newer.',
  },
  {
    listing: 'UserAccount',
    invariant: settles,
    line: 'profile, err = restate.Run(ctx, …) // fetchProfileFromDB',
    consequence:
      'A user who does not exist is looked for until the invocation is paused, with the key locked: nobody can register.',
    hardened: 'A user who does not exist is a terminal 404.',
  },
  {
    listing: 'UserAccount',
    invariant: 'no field of a profile is lost',
    where: 'left out',
    line: 'profile.Email = req.Email',
    consequence: 'What a client leaves out is the empty text in Go: to change a name is to wipe the e-mail.',
    hardened: 'An update names the fields that it changes; all others keep their values.',
  },
  {
    listing: 'UserAccount, cancelled',
    invariant: 'after an answer the database holds that version or a newer one',
    line: 'restate.Run(ctx, …) // saveProfileToDB',
    consequence:
      'The error of the save is dropped, that of a cancel too: the update is in the state, not in the database, and answered as done.',
    hardened: 'A save that did not end well fails the update, before anything is stored.',
  },
  {
    listing: 'UserAccount',
    invariant: 'after an answer the database holds that version or a newer one',
    line: 'restate.Run(ctx, …) // saveProfileToDB',
    consequence:
      'The error of the save is ignored: what the database refuses is answered as done, and the two differ from then on.',
    hardened: 'A save that fails for good fails the update, before anything is stored.',
  },
  {
    listing: 'UserAccount',
    invariant: 'versions in the database never go back',
    line: 'return restate.Void{}, saveProfileToDB(profile)',
    consequence:
      'An attempt that lost its connection lives on, and its save lands after the newer one of the next update.',
    hardened: 'A save carries its version, and the database refuses one that is not newer.',
  },
  {
    listing: 'UserAccount',
    invariant: 'no field of a profile is lost',
    line: 'profile, err := restate.Get[Profile](ctx, "profile")',
    consequence:
      'A key that is not there is no error in the Go SDK, so the profile is never loaded: a zero value with a name goes over what the database knew.',
    hardened: 'Absence is told from a value, and loads the profile.',
  },
  {
    listing: 'ShoppingCart, cancelled',
    invariant: 'what was added stays in the cart',
    line: 'cart, _ := restate.Get[[]CartItem](ctx, "items")',
    consequence:
      'The error is dropped: an AddItem that is cancelled while the items are fetched begins an empty cart, and stores it over what was there.',
    hardened: 'A cancel ends the handler: the error of a read is never caught.',
  },
  {
    listing: 'ShoppingCart',
    invariant: settles,
    where: 'CartCaller/Add',
    line: 'err := restate.Object[error](ctx, "ShoppingCart", "user123", "AddItem").Request(CartItem{...})',
    consequence:
      'AddItem answers nothing, and the caller decodes it as an `error`: a panic after the item was added, tried for ever.',
    hardened: 'A call has the type of its handler: `objectClient` takes it from the definition.',
  },
  {
    listing: 'ShoppingCart',
    invariant: settles,
    line: 'restate.Object[Cart](ctx, "ShoppingCart", "user123", "Get").Request()',
    consequence: 'There is no handler "Get": a call to it does not fail, it is retried until the caller is paused.',
    hardened: 'Handlers are called through their definition, and the compiler knows them.',
  },
  {
    listing: 'ShoppingCart',
    invariant: 'a quantity is a whole number of at least 1',
    line: 'cart = append(cart, item)',
    consequence: 'Minus three pens lower the total of a cart.',
    hardened: 'Quantities from 1 to 1,000; all else is a terminal 400.',
  },
  {
    listing: 'ShoppingCart',
    invariant: 'no price is below zero',
    line: 'cart = append(cart, item)',
    consequence: 'Whoever adds an item at -450 is paid for shopping.',
    hardened: 'Prices are whole minor units of at least 1; all else is a terminal 400.',
  },
  {
    listing: 'ShoppingCart',
    invariant: 'an item has one line in the cart',
    line: 'cart = append(cart, item)',
    consequence: 'Adding an item twice makes two lines, of which an update of the quantity will find one.',
    hardened: '`addItem` adds to the line that is there.',
  },
  {
    listing: 'ShoppingCart',
    invariant: 'the items of a cart are a list',
    line: 'items, _ := restate.Get[[]CartItem](ctx, "items")',
    consequence: 'An empty cart is `null` in JSON, and the page that maps over its items fails.',
    hardened: 'An empty cart is an empty list.',
  },
  {
    listing: 'ProcessOrder, before',
    invariant: settles,
    line: 'order := loadFromDB(orderID)',
    consequence: 'An order that does not exist is looked for until the invocation is paused.',
    hardened: 'An order that does not exist is a terminal 404.',
  },
  {
    listing: 'ProcessOrder, before',
    invariant: effects,
    line: 'saveToD(order)',
    consequence: 'Nothing is journaled: after a crash the order is loaded, processed and saved once more.',
    hardened: 'The order is the state of an object; what goes outside are runs.',
  },
  {
    listing: 'ProcessOrder, before',
    invariant: 'every answered request is processed exactly once',
    where: 'repeated',
    line: 'saveToD(order)',
    consequence: 'A crash, or an answer of the database that is lost, and the order is processed twice.',
    hardened: 'One write of state per turn, which a replay does not repeat.',
  },
  {
    listing: 'ProcessOrder, before',
    invariant: 'every answered request is processed exactly once',
    where: 'lost',
    line: 'order := loadFromDB(orderID)',
    consequence: 'Two requests load the same order and save it one after the other: one of the two is lost.',
    hardened: 'An exclusive handler: one at a time per order.',
  },
  {
    listing: 'ProcessOrder, after, cancelled',
    invariant: 'what was processed stays processed',
    line: 'order, _ := restate.Get[Order](ctx, "order")',
    consequence:
      'The error is dropped: a request that is cancelled while the order is fetched stores one of zero values over it.',
    hardened: 'A cancel ends the handler: the error of a read is never caught.',
  },
  {
    listing: 'ProcessOrder, after',
    invariant: 'only an order that exists is processed',
    line: 'order, _ := restate.Get[Order](ctx, "order")',
    consequence: 'Any key that is mistyped is an order, made of zero values, and is processed.',
    hardened: 'An order that was never placed is a terminal 404.',
  },
];
