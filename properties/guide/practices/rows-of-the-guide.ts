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
      'A service keeps nothing, and runs any number of calls side by side.',
      matrix('a basic service has none: its context offers none'),
      test('properties/objects/currency-converter.test.ts', 'keeps its promises in every run'),
    ),
    conditional(
      'Single entity? No: basic service + DB',
      'Only with a database that refuses versions that are too late; one that takes any loses updates.',
      test('properties/objects/process-order.test.ts', 'is at the mercy of a database that takes any version'),
      test('properties/objects/process-order.test.ts', 'keeps its promises in every run'),
    ),
    conditional(
      'Sequential processing? No: virtual object',
      'An object *is* sequential per key, for all that writes. Only its shared handlers run side by side.',
      matrix('a virtual object runs one at a time per key, and different keys side by side'),
      matrix('those of an object read while another handler holds the lock'),
    ),
    conditional(
      'One-time execution? Yes: workflow',
      'A second run of the same key is refused only for as long as the first is retained. Steps in it happen at least once.',
      matrix('a workflow runs once per key: a second run is refused'),
      test('properties/model/conformance/cases/workflows.ts', 'wf-purge'),
      test(
        'properties/faces/simulation.test.ts',
        'is told of a call again when the process dies before its answer is stored',
      ),
    ),
    holds(
      'One-time execution? No: virtual object',
      'Any number of calls, one after another.',
      matrix('a virtual object has its own for each key'),
      test('properties/objects/order.test.ts', 'keeps its promises in every run'),
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
      'Side by side; one per key; one run per key, with shared handlers beside it.',
      matrix('a basic service runs any number side by side'),
      matrix('a virtual object runs one at a time per key, and different keys side by side'),
      matrix('a workflow runs once per key: a second run is refused'),
    ),
    conditional(
      'Use Case',
      'A rule of thumb. A service may orchestrate too: what it has journaled survives.',
      matrix('the journal of a service carries on'),
      test('properties/objects/agent-with-tools.test.ts', 'keeps its promises in every run'),
    ),
    holds(
      'Durability',
      'Journal and state survive the process and the server, wherever they die.',
      matrix('the journal of a service carries on'),
      matrix('the state of an object survives the process, and the server'),
      matrix('the state of a workflow survives the process, and the server'),
    ),
    holds(
      'Shared Handlers',
      'Of objects and workflows, beside whoever holds the lock.',
      matrix('a basic service has none: its handlers are all of one kind'),
      matrix('those of an object read while another handler holds the lock'),
      matrix('those of a workflow answer while it runs, and when it has ended'),
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
      'A key from outside the journal takes a replay to another object.',
      keys('takes a replay to another object, when it comes from outside the journal'),
    ),
    holds(
      'Stable',
      'State stays under the old key.',
      keys('leaves its state behind when an entity is given another key'),
    ),
    conditional(
      'Partition-friendly',
      'Names do not matter, a hash spreads them. What matters is that no single key is hot.',
      keys('is spread over the partitions whatever keys look like'),
      keys('of one key that everybody uses is not spread'),
    ),
    conditional(
      'Business-meaningful',
      'But a key is seen by everybody who sees the journal: nothing personal.',
      keys('is none when it follows from what the business knows'),
      keys('is seen by everybody who sees the journal'),
    ),
  ],
  'Guide, keys, DO': [
    conditional(
      'Use business-meaningful keys',
      'As above: whatever it means is public.',
      keys('is none when it follows from what the business knows'),
      keys('is seen by everybody who sees the journal'),
    ),
    conditional(
      'Keep keys under 256 characters',
      'The listing counts bytes and says characters. The limit is of the guide: Restate takes more.',
      test('objects/keys.test.ts', "['x'.repeat(256)], ['😀'.repeat(64)]"),
      test('properties/objects/named-record.test.ts', 'keeps its promises in every run'),
    ),
    conditional(
      'Use composite keys for multi-tenancy',
      'Only when the separator is escaped; else two tenants share an object.',
      test('objects/keys.test.ts', 'is caught when it does not escape the separator'),
      test('properties/objects/tenant-resource.test.ts', 'keeps its promises in every run'),
      test('properties/objects/tenant-counter.test.ts', 'take the first part of a name for the tenant'),
    ),
    conditional(
      'Validate keys in handlers',
      'With an error that is terminal; any other one is retried, with the lock held.',
      test('objects/keys.test.ts', 'is refused'),
      test('properties/objects/tenant-resource.test.ts', 'keeps its promises in every run'),
    ),
  ],
  "Guide, keys, DON'T": [
    holds(
      'Use random/non-deterministic keys',
      'From outside the journal it breaks the replay. From `ctx.rand` it does not, and splits the entity.',
      keys('takes a replay to another object, when it comes from outside the journal'),
      keys('splits what belongs together, even when it is journaled'),
    ),
    holds(
      'Include sensitive data in keys',
      'A hash does not help: who can guess the name has the key.',
      keys('is seen by everybody who sees the journal'),
      keys('is not hidden by a hash from whoever can guess it'),
    ),
    wrong(
      'Use extremely high-cardinality keys',
      'Many keys are what objects are made for. What costs is state that nobody clears.',
      keys('are what objects are made for'),
      keys('cost nothing once their state is cleared'),
    ),
  ],
  'Guide, concurrent readers': [
    holds(
      'Shared handlers for concurrent read access',
      'They only read, and see what was there.',
      test('properties/checks/built-in.test.ts', 'keeps, and puts to the test'),
      test('properties/model/conformance/cases/locks.ts', 'shared-not-blocked'),
    ),
    holds(
      'Exclusive handler (sequential per account)',
      'In every scenario, and noticed on a server that lets two in.',
      test('properties/checks/built-in.test.ts', 'keeps, and puts to the test'),
      test('properties/checks/exclusivity.test.ts', 'the lock is not taken'),
    ),
    holds(
      "Concurrent reads don't block each other",
      'Nor does the holder of the lock block them.',
      test(
        'properties/checks/shared-reads.test.ts',
        'are noticed to wait on a server that makes them wait for the lock',
      ),
    ),
  ],
  'Guide, rate limiting, DO': [
    holds(
      'Use Virtual Objects for per-entity limits',
      'A check is counted once, wherever the process dies.',
      claims('of each user is not used up by another'),
      claims('that is an object counts it once, wherever the process dies'),
    ),
    conditional(
      'Store token bucket state',
      'In whole numbers, and with an instant that never goes back.',
      test('properties/objects/rate-limiter.test.ts', 'notes a clock that was set back'),
      test('properties/objects/rate-limiter.test.ts', 'keeps its promises in every run'),
    ),
    holds(
      'Use shared handlers for status checks',
      'They wait for no lock, and must not write.',
      test('properties/objects/rate-limiter.test.ts', 'writes in a shared handler'),
    ),
    conditional(
      'Set appropriate refill rates',
      'A rate of zero is a rate: say that no wait will do, and do not divide by it.',
      test('objects/rate-limiter.test.ts', 'never refills at rate zero, and says so instead of naming a wait'),
    ),
  ],
  "Guide, rate limiting, DON'T": [
    holds(
      'Rely on external rate limiters for critical limits',
      'Asked in a run, one counts twice unless it knows a key by which it can tell a repetition.',
      claims('that is kept outside counts a request twice'),
    ),
    holds(
      'Forget to refill tokens',
      'No timer is needed: what has refilled is worked out when somebody asks.',
      test(
        'properties/objects/rate-limiter.test.ts',
        'shows what has refilled since the last check, and takes nothing by it',
      ),
      test('properties/objects/rate-limiter.test.ts', 'admits after exactly retryAfterMs'),
    ),
    holds(
      'Use global rate limits when per-entity is better',
      'The loudest uses up the limit, and everybody stands in one line.',
      claims('of all users together is used up by the loudest'),
      keys('of one key that everybody uses is not spread'),
    ),
  ],
  'Guide, AI agents, DO': [
    conditional(
      'Manage conversation history in state',
      'Without holding the lock while the model thinks, as the listing does.',
      test('properties/objects/ai-agent.test.ts', 'asks the model itself'),
      test('properties/objects/ai-agent.test.ts', 'keeps its promises in every run'),
    ),
    holds(
      'Trim old messages (context window)',
      'Before the model is asked and after its answer; a message larger than the window is refused.',
      test('properties/objects/ai-agent.test.ts', 'never trims'),
      test('objects/ai-agent.test.ts', 'never keeps more than its window'),
    ),
    conditional(
      'Use durable Run blocks for AI calls',
      'A run may ask twice, if the process dies before the answer is stored. A key makes that cheap.',
      test('properties/objects/ai-agent.test.ts', 'asks all questions under one key'),
      test(
        'properties/faces/simulation.test.ts',
        'is told of a call again when the process dies before its answer is stored',
      ),
    ),
    holds(
      'Track token usage',
      'By what was asked and answered, not by what is left in the window.',
      test('properties/objects/ai-agent.test.ts', 'counts the window instead of what was used'),
    ),
  ],
  "Guide, AI agents, DON'T": [
    holds(
      'Store entire conversation history indefinitely',
      'State grows with every message, and each attempt is sent all of it.',
      test('properties/objects/ai-agent.test.ts', 'never trims'),
    ),
    conditional(
      'Make non-deterministic AI calls',
      'A model may say what it likes, inside `ctx.run`. Outside, a replay goes another way.',
      claims('takes a replay another way when it is asked outside of a run'),
      claims('is asked once, and obeyed, when it is asked inside of one'),
    ),
    holds(
      'Forget to handle tool calling failures',
      'Tools that do not exist, bad arguments, tools that always fail, rounds without end.',
      test('properties/objects/agent-with-tools.test.ts', 'falls with the tool that fails'),
      test('properties/objects/agent-with-tools.test.ts', 'believes what the model says'),
      test('properties/objects/agent-with-tools.test.ts', 'goes on for as long as the model does'),
    ),
  ],
  'Guide, claims in the text': [
    holds(
      'Natural per-entity rate limiting through state isolation',
      'One key, one bucket, one request at a time.',
      claims('of each user is not used up by another'),
      test('properties/objects/rate-limiter.test.ts', 'keeps its promises in every run'),
    ),
    conditional(
      'Perfect for managing stateful AI agent sessions',
      'For what was said. The model is asked outside, or the session is locked for as long as it thinks.',
      test('properties/objects/ai-agent.test.ts', 'asks the model itself'),
      test('properties/objects/chat-app.test.ts', 'the session can be read, because nobody holds its lock'),
    ),
    conditional(
      'Save to state (durable), optionally sync to DB',
      'The database first: a state that is written before shows what a refused save never made true.',
      test('properties/objects/user-account.test.ts', 'shows a version before it is saved'),
      test(
        'properties/objects/user-account.test.ts',
        'shows what the database has when nobody could tell whether a save was taken',
      ),
    ),
    wrong(
      'Capture current time deterministically',
      'A replay does not run the closure, so what it assigns is not assigned. Take the result of the run, or `ctx.date.now()`.',
      listing('that a closure assigns is the year 1 in a replay: the bucket loses three centuries'),
      listing('that is the result of a journaled read is the same in a replay'),
    ),
    conditional(
      'Get cached state (or fetch from DB first time)',
      'State that is missing is no error: in Go it is the zero value, here it is `null`. Test for that.',
      listing('is loaded where absence is an error, and never where it is a zero value'),
    ),
    conditional(
      'Both can execute concurrently!',
      'They can. The snippet does not let them: it awaits the first before it asks for the second.',
      listing('run side by side when both are asked before one is awaited, and not as the listing asks'),
    ),
  ],
  'Guide, migration, benefits': [
    conditional(
      'Reduced database load (state cached in Restate)',
      'Reads, yes. Every change is still written through, and a writer beside the object needs versions.',
      claims('is less for an object: it reads once, and answers readers itself'),
      claims('is as high as before where every change has to be written through'),
    ),
    conditional(
      'Sequential consistency per user',
      'For what passes through the object. The database must refuse what an attempt that was cut off saves late.',
      test('properties/objects/user-account.test.ts', 'keeps its promises in every run'),
      test('properties/objects/user-account.test.ts', 'is at the mercy of a database that takes any version'),
    ),
    conditional(
      'Built-in retries and durability',
      'A failed save must be awaited and not swallowed, and what trying again cannot mend must be terminal.',
      test('properties/objects/user-account.test.ts', 'swallows failures of the database'),
      matrix('the state of an object survives the process, and the server'),
    ),
  ],
};
