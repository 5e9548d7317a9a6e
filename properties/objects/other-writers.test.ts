/**
 * Goal: an update succeeds after as many conflicts with other writers as its object documents, and is refused after one more.
 * Method: a database in which another writer comes first a given number of times.
 */
import { describe, expect, it } from 'vitest';
import { newRecord, orderService, type OrderRecord } from '../../objects/process-order.ts';
import { userAccount, userService, type ProfileDatabase, type Row } from '../../objects/user-account.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';

/** A row that other writers save first, so many times. */
class Contested<R extends { readonly version: number }> {
  row: R;
  #others: number;
  readonly #another: (there: R) => R;

  constructor(row: R, others: number, another: (there: R) => R) {
    this.row = row;
    this.#others = others;
    this.#another = another;
  }

  save(row: R): Promise<R> {
    if (this.#others-- > 0) this.row = this.#another(this.row);
    if (row.version === this.row.version + 1) this.row = row;
    return Promise.resolve(this.row);
  }
}

const REGISTERED: Row = {
  version: 1,
  token: 'registered',
  profile: { name: 'Ann', email: 'a@example.com', phone: '1' },
};

function profilesBehind(others: number): ProfileDatabase {
  const row = new Contested<Row>(REGISTERED, others, ({ version, profile }) => ({
    version: version + 1,
    token: `another ${version}`,
    profile: { ...profile, phone: `${version}` },
  }));
  return { fetch: () => Promise.resolve(row.row), save: (_user, next) => row.save(next) };
}

describe('an update of a profile', () => {
  const updates = {
    'by the object': async (database: ProfileDatabase): Promise<Row> => {
      const account = userAccount(database);
      await using sim = new Simulation({ services: [account] });
      return await sim.client.object(account, 'ann').update({ name: 'Anna' });
    },
    'by the service': async (database: ProfileDatabase): Promise<Row> => {
      const service = userService(database);
      await using sim = new Simulation({ services: [service] });
      return await sim.client.service(service).update({ userId: 'ann', name: 'Anna' });
    },
  };

  it.each(Object.entries(updates))(
    '%s succeeds after four conflicts, and keeps the changes of the other writers',
    async (_who, update) => {
      expect((await update(profilesBehind(4))).profile).toEqual({ name: 'Anna', email: 'a@example.com', phone: '4' });
    },
  );

  it.each(Object.entries(updates))('%s is refused after five conflicts', async (_who, update) => {
    await expect(update(profilesBehind(5))).rejects.toMatchObject({ code: 429 });
  });
});

describe('an update of an order', () => {
  async function process(others: number): Promise<OrderRecord> {
    const row = new Contested<OrderRecord>(newRecord, others, ({ version, updates }) => ({
      version: version + 1,
      updates: [...updates, { id: `another ${version}`, note: 'first' }],
    }));
    const service = orderService({ load: () => Promise.resolve(row.row), save: (_id, next) => row.save(next) });
    await using sim = new Simulation({ services: [service] });
    return await sim.client.service(service).process({ orderId: 'o1', update: { id: 'u1', note: 'n' } });
  }

  it('succeeds after five conflicts, and loses no change of the other writers', async () => {
    const { version, updates } = await process(5);
    expect([version, updates.length, updates.at(-1)?.id]).toEqual([6, 6, 'u1']);
  });

  it('is refused after six conflicts', async () => {
    await expect(process(6)).rejects.toMatchObject({ code: 429 });
  });
});
