/**
 * The lines of the guide that give advice or claim something, in short, by section. Kept as data, because the guide is not part
 * of this repository. Each has a row in `rows-of-the-guide.ts` or `rows-of-module-04.ts`.
 */
export const GUIDE_LINES = {
  'Guide, decision tree': [
    'Need state? No: basic service',
    'Single entity? No: basic service + DB',
    'Sequential processing? No: virtual object',
    'One-time execution? Yes: workflow',
    'One-time execution? No: virtual object',
  ],
  'Guide, decision matrix': ['State', 'Concurrency', 'Use Case', 'Durability', 'Shared Handlers', 'Example'],
  'Guide, keys should be': ['Deterministic', 'Stable', 'Partition-friendly', 'Business-meaningful'],
  'Guide, keys, DO': [
    'Use business-meaningful keys',
    'Keep keys under 256 characters',
    'Use composite keys for multi-tenancy',
    'Validate keys in handlers',
  ],
  "Guide, keys, DON'T": [
    'Use random/non-deterministic keys',
    'Include sensitive data in keys',
    'Use extremely high-cardinality keys',
  ],
  'Guide, concurrent readers': [
    'Shared handlers for concurrent read access',
    'Exclusive handler (sequential per account)',
    "Concurrent reads don't block each other",
  ],
  'Guide, rate limiting, DO': [
    'Use Virtual Objects for per-entity limits',
    'Store token bucket state',
    'Use shared handlers for status checks',
    'Set appropriate refill rates',
  ],
  "Guide, rate limiting, DON'T": [
    'Rely on external rate limiters for critical limits',
    'Forget to refill tokens',
    'Use global rate limits when per-entity is better',
  ],
  'Guide, AI agents, DO': [
    'Manage conversation history in state',
    'Trim old messages (context window)',
    'Use durable Run blocks for AI calls',
    'Track token usage',
  ],
  "Guide, AI agents, DON'T": [
    'Store entire conversation history indefinitely',
    'Make non-deterministic AI calls',
    'Forget to handle tool calling failures',
  ],
  'Guide, claims in the text': [
    'Natural per-entity rate limiting through state isolation',
    'Perfect for managing stateful AI agent sessions',
    'Save to state (durable), optionally sync to DB',
    'Capture current time deterministically',
    'Get cached state (or fetch from DB first time)',
    'Both can execute concurrently!',
  ],
  'Guide, migration, benefits': [
    'Reduced database load (state cached in Restate)',
    'Sequential consistency per user',
    'Built-in retries and durability',
  ],
  'Module 04, conceptual comparison': ['State', 'Context', 'Addressing', 'Concurrency', 'Use Case'],
  'Module 04, hands-on': [
    'Add/remove items',
    'Update quantities',
    'Calculate totals',
    'Checkout with state transitions',
  ],
  'Module 04, learning objectives': [
    'What virtual objects are and when to use them',
    'How they differ from basic services',
    'Key-based addressing',
    'Durably store and retrieve state',
    'Update state transactionally',
    'Clear state when needed',
    'Understand exclusive handlers (one at a time per key)',
    'Use concurrent handlers for reads',
    'Avoid deadlocks',
    'Shopping carts',
    'User accounts',
    'Order tracking',
    'Game state',
  ],
  'Module 04, validation': [
    'State persistence across calls',
    'Exclusive execution guarantees',
    'Concurrent handler behavior',
    'State operations (get, set, clear)',
  ],
  'Module 04, exercises': [
    'User wallet with transactions',
    'Inventory management',
    'Order state machine',
    'Multi-tenant counters',
  ],
  'Module 04, why virtual objects': [
    'Faster: no DB roundtrips',
    'Safer: exclusive execution prevents race conditions',
    'Durable: state survives failures',
    'Simpler: no external state management',
    'No external DB needed',
  ],
  'Module 04, important notes': [
    'Handlers are exclusive by default per key',
    'A second call of the same key waits for the first',
    'A different key runs in parallel',
    'State is scoped to the object key',
  ],
} as const;

/** A section of the guide, or of the module. */
export type Place = keyof typeof GUIDE_LINES;
