import { setTimeout } from 'node:timers/promises';

// Longer than the budget of the test, which ends the command.
await setTimeout(120_000);
export {};
