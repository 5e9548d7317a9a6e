/**
 * Goal: what was answered is in the database, versions there never go back, no field is lost, whoever else writes. Method:
 * the old service and the new object at once, on a database that fails and forgets to answer, with crashes and zombies; for
 * each invariant an account, or a database, with one slip, which it must catch.
 */
import { describe, expect, it } from 'vitest';
import { answeredIsSaved, fieldsStay, profilesWereThere, versionsGoUp } from '../scenarios/invariants/user-account.ts';
import { databaseOf, profileTable, type ProfileEffects } from '../scenarios/profile-database.ts';
import { userAccountScenario } from '../scenarios/user-account.ts';
import * as broken from './broken/user-account.ts';
import { objection, replaced, search } from './search.ts';

describe('a user account', () => {
  it('keeps its promises in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(userAccountScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { slip: 'swallows failures of the database', by: answeredIsSaved, variant: broken.swallowsFailures },
    { slip: 'does not look whether its save was taken', by: answeredIsSaved, variant: broken.doesNotLook },
    { slip: 'saves the request', by: fieldsStay, variant: broken.savesTheRequest },
    { slip: 'shows a version before it is saved', by: profilesWereThere, variant: broken.showsTooEarly },
  ])('is caught when it $slip', async ({ by, variant }) => {
    // The effects of the scenario are what the database is made from; between the two they travel without their types.
    const scenario = replaced(userAccountScenario, (effects) => [
      variant(databaseOf(effects as unknown as ProfileEffects)),
    ]);
    expect(await objection(scenario, by)).not.toBe('');
  });

  it('is at the mercy of a database that takes any version: a late save goes over a newer one', async () => {
    const blind = { ...userAccountScenario, effects: { profiles: profileTable(() => true) } };
    expect(await objection(blind, versionsGoUp)).toContain('in the place of version');
  });
});
