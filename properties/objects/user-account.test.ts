/**
 * Goal: what was answered is in the database, versions there never go back, no field is lost, whoever else writes. Method:
 * the old service and the new object at once, on a database that fails and forgets to answer, with crashes and zombies; for
 * each invariant an account, or a database, with one slip, which it must catch.
 */
import { describe, expect, it } from 'vitest';
import { userAccount, userService, type Profile, type ProfileDatabase, type Row } from '../../objects/user-account.ts';
import {
  answeredIsSaved,
  fieldsStay,
  profilesWereThere,
  versionsGoUp,
} from '../../scenarios/invariants/user-account.ts';
import { databaseOf, profileTable, type ProfileEffects } from '../../scenarios/profile-database.ts';
import { userAccountScenario } from '../../scenarios/user-account.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';
import * as broken from './user-account.broken.ts';
import { objection, replaced, search } from '../harness/search.ts';

const nowhere = databaseOf({ profiles: () => Promise.reject(new Error('There is no database outside a run.')) });
const [account, service] = [userAccount(nowhere), userService(nowhere)];

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
    expect(await objection(blind, versionsGoUp)).toContain('replaced version');
  });

  it('goes on from what another writer has saved', async () => {
    expect(await afterAnotherWriter(userAccount)).toEqual({ name: 'Ann', phone: '555-0199' });
    await expect(afterAnotherWriter(broken.trustsItsState)).rejects.toThrow('another update came first');
  });

  it('shows what the database has when nobody could tell whether a save was taken', async () => {
    expect(await afterLostAnswers(userAccount)).toBe('Anna');
    expect(await afterLostAnswers(broken.trustsItsState), 'a broken one').toBe('Ann');
  });
});

/** As a database must be. */
const follows = (row: Row, there: Row | undefined): boolean => row.version === (there?.version ?? 0) + 1;

type Account = (database: ProfileDatabase) => { readonly name: string };

/** An account whose definition may be a broken one. */
function clientOf(sim: Pick<Simulation, 'client'>): ReturnType<typeof sim.client.object<typeof account>> {
  return sim.client.object(account, 'ann');
}

/** @returns the profile when the service, and then the object, have changed it, once the object knew it */
async function afterAnotherWriter(make: Account): Promise<Partial<Profile>> {
  await using sim = new Simulation({
    services: (effects) => [make(databaseOf(effects)), userService(databaseOf(effects))],
    effects: { profiles: profileTable(follows) },
  });
  await clientOf(sim).update({ name: 'Ann' });
  await sim.client.service(service).update({ userId: 'ann', phone: '555-0198' });
  const { profile } = await clientOf(sim).update({ phone: '555-0199' });
  return { name: profile.name, phone: profile.phone };
}

/** @returns the name that is shown when a save was taken, and no answer ever came back */
async function afterLostAnswers(make: Account): Promise<string> {
  const cutOff = ({ fetch, save }: ProfileDatabase): ProfileDatabase => ({
    fetch,
    save: async (userId, row) => {
      const there = await save(userId, row);
      if (row.profile.name === 'Anna') throw new Error('the connection is lost');
      return there;
    },
  });
  await using sim = new Simulation({
    services: (effects) => [make(cutOff(databaseOf(effects)))],
    effects: { profiles: profileTable(follows) },
  });
  await clientOf(sim).update({ name: 'Ann' });
  await expect(clientOf(sim).update({ name: 'Anna' })).rejects.toThrow('the connection is lost');
  return (await clientOf(sim).profile()).profile.name;
}
