import { conditional, holds, test, wrong, type Rows } from './row.ts';

const matrix = (title: string) => test('properties/objects/decision-matrix.test.ts', title);
const keys = (title: string) => test('properties/guide/practices/keys.test.ts', title);
const listing = (title: string) => test('properties/guide/practices/listing-claims.test.ts', title);
const claims = (title: string) => test('properties/guide/practices/claims.test.ts', title);

/** The lines of the service patterns guide. */
export const ROWS_OF_THE_GUIDE: Rows = {
  'Guide, decision tree': [
    holds(
      'Need state? No: basic service',
      'A service keeps no state, and runs any number of calls concurrently.',
      matrix('a basic service has none: its context offers none'),
      test('properties/objects/currency-converter.test.ts', 'holds its invariants in every run'),
    ),
    conditional(
      'Single entity? No: basic service + DB',
      'Only with a database that refuses a version that is not newer; otherwise updates are lost.',
      test('properties/objects/process-order.test.ts', 'depends on a database that compares versions'),
      test('properties/objects/process-order.test.ts', 'holds its invariants in every run'),
    ),
    conditional(
      'Sequential processing? No: virtual object',
      'An object *is* sequential per key, for all handlers that write. Only shared handlers run concurrently.',
      matrix('a virtual object runs one at a time per key, and different keys concurrently'),
      matrix('those of an object read while another handler holds the lock'),
    ),
    conditional(
      'One-time execution? Yes: workflow',
      'A second run of the same key is refused as long as the first is retained. Its steps happen at least once.',
      matrix('a workflow runs once per key: a second run is refused'),
      test('properties/model/conformance/cases/workflows.ts', 'wf-purge'),
      test('properties/faces/simulation.test.ts', 'is called again when the process dies before its result is stored'),
    ),
    holds(
      'One-time execution? No: virtual object',
      'Any number of calls, one after the other.',
      matrix('a virtual object has its own for each key'),
      test('properties/objects/order.test.ts', 'holds its invariants in every run'),
    ),
  ],
  'Guide, decision matrix': [
    holds(
      'State',
      'None, per key, per instance.',
      matrix('a basic service has none: its context offers none'),
      matrix('a virtual object has its own for each key'),
      matrix('a workflow has its own for each instance'),
    ),
    holds(
      'Concurrency',
      'Concurrent; one per key; one run per key, with concurrent shared handlers.',
      matrix('a basic service runs any number concurrently'),
      matrix('a virtual object runs one at a time per key, and different keys concurrently'),
      matrix('a workflow runs once per key: a second run is refused'),
    ),
    conditional(
      'Use Case',
      'A rule of thumb. A service can orchestrate, too: its journal survives.',
      matrix('the journal of a service continues'),
      test('properties/objects/agent-with-tools.test.ts', 'holds its invariants in every run'),
    ),
    holds(
      'Durability',
      'Journal and state survive the process and the server, at whichever entry they die.',
      matrix('the journal of a service continues'),
      matrix('the state of an object survives the process, and the server'),
      matrix('the state of a workflow survives the process, and the server'),
    ),
    holds(
      'Shared Handlers',
      'Of objects and workflows, concurrently with the holder of the lock.',
      matrix('a basic service has none: its handlers are all of one kind'),
      matrix('those of an object read while another handler holds the lock'),
      matrix('those of a workflow respond while it runs, and after it has ended'),
    ),
    holds(
      'Example',
      'All three are in `objects/`.',
      matrix('currency conversion is a basic service'),
      matrix('a user account is a virtual object'),
      matrix('order processing is a workflow'),
    ),
  ],
  'Guide, keys should be': [
    holds(
      'Deterministic',
      'With a key from outside the journal, a replay calls another object.',
      keys('makes a replay call another object, when it comes from outside the journal'),
    ),
    holds(
      'Stable',
      'State stays under the old key.',
      keys('leaves its state behind when an entity is given another key'),
    ),
    conditional(
      'Partition-friendly',
      'Names do not matter, a hash spreads them. But no single key may be hot.',
      keys('is spread over the partitions whatever keys look like'),
      keys('of one key that all clients use is not spread'),
    ),
    conditional(
      'Business-meaningful',
      'But everyone who sees the journal sees the key: nothing personal.',
      keys('is the same each time when it is made from business data'),
      keys('is visible to everyone who sees the journal'),
    ),
  ],
  'Guide, keys, DO': [
    conditional(
      'Use business-meaningful keys',
      'As above: the key is public.',
      keys('is the same each time when it is made from business data'),
      keys('is visible to everyone who sees the journal'),
    ),
    conditional(
      'Keep keys under 256 characters',
      'The listing counts bytes and says characters. Restate itself accepts longer keys.',
      test('objects/keys.test.ts', "['x'.repeat(256)], ['😀'.repeat(64)]"),
      test('properties/objects/named-record.test.ts', 'holds its invariants in every run'),
    ),
    conditional(
      'Use composite keys for multi-tenancy',
      'Only when the separator is escaped; otherwise two tenants share an object.',
      test('objects/keys.test.ts', 'is caught when it does not escape the separator'),
      test('properties/objects/tenant-resource.test.ts', 'holds its invariants in every run'),
      test('properties/objects/tenant-counter.test.ts', 'take the first part of a name for the tenant'),
    ),
    conditional(
      'Validate keys in handlers',
      'With a terminal error; any other error is retried, with the lock held.',
      test('objects/keys.test.ts', 'is refused'),
      test('properties/objects/tenant-resource.test.ts', 'holds its invariants in every run'),
    ),
  ],
  "Guide, keys, DON'T": [
    holds(
      'Use random/non-deterministic keys',
      'A key from outside the journal diverges on replay. One from `ctx.rand` does not, but splits the entity.',
      keys('makes a replay call another object, when it comes from outside the journal'),
      keys('splits one entity into several objects, even when it is journaled'),
    ),
    holds(
      'Include sensitive data in keys',
      'A hash does not help: a client that guesses the name has the key.',
      keys('is visible to everyone who sees the journal'),
      keys('is not hidden by a hash from a client that can guess it'),
    ),
    wrong(
      'Use extremely high-cardinality keys',
      'Objects are made for many keys. The cost is state that is never cleared.',
      keys('are what objects are made for'),
      keys('cost nothing once their state is cleared'),
    ),
  ],
  'Guide, concurrent readers': [
    holds(
      'Shared handlers for concurrent read access',
      'They only read, and see state that was stored.',
      test('properties/checks/built-in.test.ts', 'keeps, and puts to the test'),
      test('properties/model/conformance/cases/locks.ts', 'shared-not-blocked'),
    ),
    holds(
      'Exclusive handler (sequential per account)',
      'In every scenario; a server that lets two handlers in is noticed.',
      test('properties/checks/built-in.test.ts', 'keeps, and puts to the test'),
      test('properties/checks/exclusivity.test.ts', 'the lock is not taken'),
    ),
    holds(
      "Concurrent reads don't block each other",
      'The holder of the lock does not block them either.',
      test(
        'properties/checks/shared-reads.test.ts',
        'are noticed to wait on a server that makes them wait for the lock',
      ),
    ),
  ],
  'Guide, rate limiting, DO': [
    holds(
      'Use Virtual Objects for per-entity limits',
      'A check counts once, at whichever entry the process dies.',
      claims('of each user is not used up by another'),
      claims('that is an object counts it once, at whichever entry the process dies'),
    ),
    conditional(
      'Store token bucket state',
      'In whole numbers, and with a time that never goes back.',
      test('properties/objects/rate-limiter.test.ts', 'stores the time of a clock that was set back'),
      test('properties/objects/rate-limiter.test.ts', 'holds its invariants in every run'),
    ),
    holds(
      'Use shared handlers for status checks',
      'They do not wait for the lock, and must not write.',
      test('properties/objects/rate-limiter.test.ts', 'writes in a shared handler'),
    ),
    conditional(
      'Set appropriate refill rates',
      'A rate of zero is a rate: return that no wait helps, and do not divide by it.',
      test('objects/rate-limiter.test.ts', 'never refills at rate zero, and says so instead of naming a wait'),
    ),
  ],
  "Guide, rate limiting, DON'T": [
    holds(
      'Rely on external rate limiters for critical limits',
      'Called in a run, one counts twice unless the call has an idempotency key.',
      claims('that is kept outside counts a request twice'),
    ),
    holds(
      'Forget to refill tokens',
      'No timer is needed: the refill is computed in the next check.',
      test('properties/objects/rate-limiter.test.ts', 'shows the refill since the last check, and takes no token'),
      test('properties/objects/rate-limiter.test.ts', 'admits after exactly retryAfterMs'),
    ),
    holds(
      'Use global rate limits when per-entity is better',
      'The most active user uses up the limit, and all users wait in one queue.',
      claims('of all users together is used up by the most active one'),
      keys('of one key that all clients use is not spread'),
    ),
  ],
  'Guide, AI agents, DO': [
    conditional(
      'Manage conversation history in state',
      'Without holding the lock while the model works, as the listing does.',
      test('properties/objects/ai-agent.test.ts', 'calls the model itself'),
      test('properties/objects/ai-agent.test.ts', 'holds its invariants in every run'),
    ),
    holds(
      'Trim old messages (context window)',
      'Before the call of the model and after its answer; a message larger than the window is refused.',
      test('properties/objects/ai-agent.test.ts', 'never trims'),
      test('objects/ai-agent.test.ts', 'never keeps more than its window'),
    ),
    conditional(
      'Use durable Run blocks for AI calls',
      'A run may call twice, if the process dies before the result is stored. An idempotency key avoids a second bill.',
      test('properties/objects/ai-agent.test.ts', 'calls the model with one key for all questions'),
      test('properties/faces/simulation.test.ts', 'is called again when the process dies before its result is stored'),
    ),
    holds(
      'Track token usage',
      'Of all questions and answers, not of those in the window.',
      test('properties/objects/ai-agent.test.ts', 'counts the window instead of the used tokens'),
    ),
  ],
  "Guide, AI agents, DON'T": [
    holds(
      'Store entire conversation history indefinitely',
      'State grows with every message, and each attempt gets all of it.',
      test('properties/objects/ai-agent.test.ts', 'never trims'),
    ),
    conditional(
      'Make non-deterministic AI calls',
      'Inside `ctx.run` any answer is fine. Outside, the handler diverges on replay.',
      claims('makes the handler diverge on replay when it is called outside of a run'),
      claims('is called once, and its answer is used, when it is called inside of one'),
    ),
    holds(
      'Forget to handle tool calling failures',
      'Unknown tools, bad arguments, tools that always fail, endless rounds.',
      test('properties/objects/agent-with-tools.test.ts', 'fails when a tool fails'),
      test('properties/objects/agent-with-tools.test.ts', 'trusts the arguments of the model'),
      test('properties/objects/agent-with-tools.test.ts', 'continues as long as the model requests tools'),
    ),
  ],
  'Guide, claims in the text': [
    holds(
      'Natural per-entity rate limiting through state isolation',
      'One key, one bucket, one request at a time.',
      claims('of each user is not used up by another'),
      test('properties/objects/rate-limiter.test.ts', 'holds its invariants in every run'),
    ),
    conditional(
      'Perfect for managing stateful AI agent sessions',
      'For the messages. Call the model elsewhere, or the session is locked while the model works.',
      test('properties/objects/ai-agent.test.ts', 'calls the model itself'),
      test('properties/objects/chat-app.test.ts', 'the session can be read, because no handler holds its lock'),
    ),
    conditional(
      'Save to state (durable), optionally sync to DB',
      'The database first: state that is written before shows a version that the database may refuse.',
      test('properties/objects/user-account.test.ts', 'shows a version before it is saved'),
      test(
        'properties/objects/user-account.test.ts',
        'shows the content of the database after the response to a save was lost',
      ),
    ),
    wrong(
      'Capture current time deterministically',
      'A replay does not run the closure, so the variable keeps its zero value. Use the result of the run, or `ctx.date.now()`.',
      listing('that a closure assigns is the year 1 in a replay: the bucket loses three centuries of refill'),
      listing('that is the result of a journaled read is the same in a replay'),
    ),
    conditional(
      'Get cached state (or fetch from DB first time)',
      'Missing state is no error: in Go it is the zero value, in TypeScript `null`. Test for that.',
      listing('is loaded where absence is an error, and never where it is a zero value'),
    ),
    conditional(
      'Both can execute concurrently!',
      'They can. The snippet awaits the first before it sends the second.',
      listing('run concurrently when both are sent before one is awaited, and not as the listing sends them'),
    ),
  ],
  'Guide, migration, benefits': [
    conditional(
      'Reduced database load (state cached in Restate)',
      'Reads, yes. Every change is still written through, and other writers need versions.',
      claims('is lower for an object: it reads once, and serves readers from its state'),
      claims('is as high as before where every change is written through'),
    ),
    conditional(
      'Sequential consistency per user',
      'For updates through the object. The database must refuse the late save of an aborted attempt.',
      test('properties/objects/user-account.test.ts', 'holds its invariants in every run'),
      test('properties/objects/user-account.test.ts', 'depends on a database that compares versions'),
    ),
    conditional(
      'Built-in retries and durability',
      'A failed save must be awaited and not swallowed, and an error that no retry can fix must be terminal.',
      test('properties/objects/user-account.test.ts', 'swallows failures of the database'),
      matrix('the state of an object survives the process, and the server'),
    ),
  ],
};
