/**
 * Goal: shared handlers run concurrently with the holder of the lock, read only values that were stored, and write nothing. Method:
 * models that break each of these, which the check must notice. On the model as it is: `built-in.test.ts`.
 */
import { describe, expect, it } from 'vitest';
import { bankScenario } from '../../scenarios/bank-account.ts';
import { rateLimiterScenario } from '../../scenarios/rate-limiter.ts';
import { sharedHandlersOnlyRead } from '../../sim/checks/shared-reads.ts';
import type { Server } from '../../sim/server/server.ts';
import { writesInAShared } from '../objects/rate-limiter.broken.ts';
import { eachKey, named } from '../model/mutants/mutant.ts';
import { lockMutants } from '../model/mutants/broken-rules/locks.ts';
import { stateMutants } from '../model/mutants/broken-rules/state.ts';
import { replaced } from '../harness/replaced.ts';
import { objection } from '../harness/search.ts';

// A search takes about a second on a quiet machine.
describe('shared handlers', () => {
  it('are noticed to wait on a server that makes them wait for the lock', async () => {
    const sabotage = named(lockMutants, 'a shared handler waits for the lock');
    expect(await objection(bankScenario, sharedHandlersOnlyRead, { sabotage })).toContain('was queued for the lock');
  });

  it('are noticed to read old values on a server that holds writes back', async () => {
    const sabotage = named(stateMutants, 'writes are held back until the end');
    expect(await objection(bankScenario, sharedHandlersOnlyRead, { sabotage })).toContain('from the state');
  });

  it('are noticed to read old values on a server that sends an old snapshot', async () => {
    expect(await objection(bankScenario, sharedHandlersOnlyRead, { sabotage: oldSnapshots })).toContain(
      'from the state',
    );
  });

  it('are noticed to write on a server that lets them', async () => {
    const writing = replaced(rateLimiterScenario, () => [writesInAShared]);
    const sabotage = named(stateMutants, 'shared handlers may write');
    expect(await objection(writing, sharedHandlersOnlyRead, { sabotage })).toContain('is shared and wrote');
  });

  it('are noticed to write, although the server refuses it', async () => {
    const writing = replaced(rateLimiterScenario, () => [writesInAShared]);
    expect(await objection(writing, sharedHandlersOnlyRead)).toContain('tried to write');
  });
});

/** Every attempt is sent the state as it was when the first one asked. */
function oldSnapshots(server: Server): void {
  eachKey(server, ({ state }) => {
    const snapshot = state.snapshot.bind(state);
    let first: ReturnType<typeof snapshot> | undefined;
    state.snapshot = () => (first ??= snapshot());
  });
}
