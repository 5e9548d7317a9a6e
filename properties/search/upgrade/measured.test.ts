/**
 * Goal: deploys at every point foretell what a real server was seen to do. Method: the change matrix of the conformance cases, 81
 * changes of a handler with what became of an invocation on a real server. It stood where it waited: what
 * broke there on the server breaks here too, and what came to its end there does not break at that place. Elsewhere it may: a step
 * that is removed behind the wait breaks what has stored it.
 */
import { describe, expect, it } from 'vitest';
import { changes } from '../../model/conformance/changes/changes.ts';
import { depth } from '../../harness/depth.ts';
import { exploreUpgrade, type Tried } from '../../../sim/search/upgrade/explore-upgrade.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import { basePlans } from '../../../sim/search/upgrade/base-plans.ts';
import { answerAwakeables, MEASURED, measured, scenarioOfChange } from './measured.ts';

const some = depth({ slice: changes.filter((_, place) => place % 6 === 0), deep: changes });

describe.each(some)('the change $name', (change) => {
  it.each(MEASURED)('is judged as on a real server, on the route %s', async (route) => {
    const scenario = scenarioOfChange(change, [route]);
    const { tried, findings, undecided } = await exploreUpgrade(scenario, { seed: 1, sabotage: answerAwakeables });
    expect(undecided).toEqual([]);
    const cut = await entriesAtTheWait(scenario);
    const there = tried.filter(
      // Resumed, it is moved when it has come to wait; in place, the process is replaced when the wait is over.
      ({ standing: { journal, point } }) =>
        journal.length === cut && (cut === 0 || (route === 'resume') !== (point.phase === 'before')),
    );
    const unsafe = (some: readonly Tried[]): readonly string[] => some.flatMap(({ faults }) => faults);
    switch (measured(change, route)) {
      case 'breaks':
        expect(unsafe(tried).length).toBeGreaterThan(0);
        expect(findings.length).toBeGreaterThan(0);
        return;
      case 'ends':
        expect(there.length).toBeGreaterThan(0);
        expect(unsafe(there)).toEqual([]);
        return;
      case 'waits':
        // On the server it was left waiting for what the test does not complete a second time.
        return;
    }
  });
});

/** @returns how many entries the old version has stored when it first waits */
async function entriesAtTheWait(scenario: ReturnType<typeof scenarioOfChange>): Promise<number> {
  const [base] = basePlans(scenario, 1, 1);
  if (base === undefined) throw new RangeError('There is no plan.');
  const { events } = await new Runner(scenario, { compares: false, sabotage: answerAwakeables }).run(base.plan);
  const wait = events.findIndex(({ type }) => type === 'suspended');
  return events.slice(0, wait).filter((event) => event.type === 'appended' && event.invocation === 'a').length;
}
