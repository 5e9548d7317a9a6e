import * as fc from 'fast-check';
import { userAccount, userService, type Changes } from '../objects/user-account.ts';
import { scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { answeredIsSaved, fieldsStay, profilesWereThere, versionsGoUp } from './invariants/user-account.ts';
import { answered, repeated } from './outcomes.ts';
import { databaseOf, LOST_DISK, profileTable, type ProfileEffects } from './profile-database.ts';

const nowhere = databaseOf({ profiles: () => Promise.reject(new Error('There is no database outside a run.')) });
const account = userAccount(nowhere);
const service = userService(nowhere);

const who = fc.constantFrom('ann', 'ann', 'bob');
const name = fc.integer({ min: 1, max: 999 }).map((number) => `name ${number}`);
const changes: fc.Arbitrary<Changes> = fc.oneof(
  fc.record({ name }),
  fc.record({ name, email: fc.constantFrom('a@example.com', 'b@example.com', 'taken@example.com') }),
  fc.record({ phone: fc.constantFrom('555-0111', '555-0122') }),
);
const afterMs = fc.constantFrom(0, 0, 0, 30, 900);
const withUser = fc.tuple(who, changes).map(([userId, some]) => ({ userId, ...some }));

/** The old service and the new object change the same profiles at the same time, in a database that fails and loses responses. */
export const userAccountScenario: Scenario = scenario('user account', {
  services: (effects: ProfileEffects) => [userAccount(databaseOf(effects)), userService(databaseOf(effects))],
  effects: { profiles: profileTable((row, there) => row.version === (there?.version ?? 0) + 1) },
  operations: ({ call, send }) => [
    call(account, 'update', { key: who, input: changes, afterMs }),
    call(account, 'update', { key: 'ann', input: changes, idempotencyKey: maybeIdempotent }),
    send(account, 'update', { key: who, input: changes }),
    call(service, 'update', { input: withUser, afterMs }),
    call(account, 'profile', { key: fc.constantFrom('ann', 'bob', 'nobody'), afterMs }),
    call(account, 'profile', { key: 'ann', afterMs }),
    call(account, 'update', { key: fc.constantFrom('nobody', LOST_DISK), input: changes }),
    call(account, 'update', { key: 'ann', input: malformed({}, { name: '' }, { email: 7 }, null) }),
    call(service, 'update', { input: malformed({ name: 'x' }, { userId: 'ann' }) }),
  ],
  clients: 4,
  maxOperations: 8,
  invariants: [answeredIsSaved, versionsGoUp, fieldsStay, profilesWereThere],
  outcomes: {
    'a profile is updated': answered(200, '"version":2'),
    'the database refuses an update': answered(422, 'is taken'),
    'a user does not exist': answered(404, 'there is no user'),
    'the database does not answer': answered(500, 'does not answer'),
    'an update without changes is refused': answered(400, 'changes a name'),
    'a bad field is refused': answered(400, 'must be a text'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a request is repeated with its idempotency key': repeated,
    'another writer comes first': (event) =>
      event.type === 'effect began' && (event.input as { row?: { version: number } }).row?.version === 4,
  },
});
