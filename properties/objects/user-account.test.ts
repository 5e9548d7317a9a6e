/**
 * Goal: an update with a response is in the database, versions there never go back, and no field is lost, whatever other
 * writers do. Method: the old service and the new object at once, on a database that fails and loses responses, with crashes
 * and zombies; for each invariant an account, or a database, with one planted bug, which the invariant must catch.
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
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';

const nowhere = databaseOf({ profiles: () => Promise.reject(new Error('There is no database outside a run.')) });
const [account, service] = [userAccount(nowhere), userService(nowhere)];

describe('a user account', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(userAccountScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { bug: 'swallows failures of the database', by: answeredIsSaved, variant: broken.swallowsFailures },
    { bug: 'does not check whether its save was accepted', by: answeredIsSaved, variant: broken.doesNotLook },
    { bug: 'saves the request', by: fieldsStay, variant: broken.savesTheRequest },
    { bug: 'shows a version before it is saved', by: profilesWereThere, variant: broken.showsTooEarly },
  ])('is caught when it $bug', async ({ by, variant }) => {
    // The effects of the scenario make the database; they are passed without their types.
    const scenario = replaced(userAccountScenario, (effects) => [
      variant(databaseOf(effects as unknown as ProfileEffects)),
    ]);
    expect(await objection(scenario, by)).not.toBe('');
  });

  it('depends on a database that compares versions: otherwise a late save replaces a newer one', async () => {
    const blind = { ...userAccountScenario, effects: { profiles: profileTable(() => true) } };
    expect(await objection(blind, versionsGoUp)).toContain('replaced version');
  });

  it('continues from the version of another writer', async () => {
    expect(await afterAnotherWriter(userAccount)).toEqual({ name: 'Ann', phone: '555-0199' });
    await expect(afterAnotherWriter(broken.trustsItsState)).rejects.toThrow('another update came first');
  });

  it('shows the content of the database after the response to a save was lost', async () => {
    expect(await afterLostAnswers(userAccount)).toBe('Anna');
    expect(await afterLostAnswers(broken.trustsItsState), 'a broken variant').toBe('Ann');
  });
});

/** A database as it must be. */
const follows = (row: Row, there: Row | undefined): boolean => row.version === (there?.version ?? 0) + 1;

type Account = (database: ProfileDatabase) => { readonly name: string };

/** An account whose definition may be a broken one. */
function clientOf(sim: Pick<Simulation, 'client'>): ReturnType<typeof sim.client.object<typeof account>> {
  return sim.client.object(account, 'ann');
}

/** @returns the profile after changes by the object, the service and the object again */
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

/** @returns the name that is shown after a save was accepted and its response was lost */
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
