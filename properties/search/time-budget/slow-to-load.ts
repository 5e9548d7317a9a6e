// oxlint-disable-next-line import/no-nodejs-modules -- code of users that waits for something real while it loads
import { setTimeout } from 'node:timers/promises';

// Longer than the budget of the test, which ends the command.
export const loaded: string = await setTimeout(120_000, 'loaded');
