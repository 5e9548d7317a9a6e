import * as fc from 'fast-check';

/**
 * The scheduler that people have today: fast-check's own, with as many tasks, each of which waits for its turn as often as
 * it has steps. Nothing else is done in them: no handlers, no journals, no invariants.
 */
export async function schedules(runs: number, tasks: number, steps: number): Promise<void> {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    let taken = 0;
    const task = async (): Promise<void> => {
      for (let step = 0; step < steps; step++) {
        await scheduler.schedule(READY);
        taken++;
      }
    };
    const all = Promise.all(Array.from({ length: tasks }, task));
    await scheduler.waitFor(all);
    if (taken !== tasks * steps) throw new Error(`The scheduler let ${taken} of ${tasks * steps} steps go.`);
  });
  await fc.assert(property, { numRuns: runs, seed: 1 });
}

const READY = Promise.resolve();
