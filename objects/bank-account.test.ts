/**
 * Goal: whatever happens to the messages of a transfer, money is neither lost nor made, no balance is negative, and what is
 * still on its way arrives after `redeliver`. Method: a few accounts and the one-way messages between them, played in random
 * order; like Restate, the network keeps the order between two keys. A kill may take any message, `redeliver` may repeat any
 * transfer. Each claim is shown to fail for accounts that are wrong.
 */
import { TerminalError } from '@restatedev/restate-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Account,
  credited,
  debited,
  emptyAccount,
  forgotten,
  received,
  sentOut,
  settled,
  totalMoney,
} from './bank-account.ts';

const decisions = { debited, sentOut, received, settled, forgotten };
type Decisions = typeof decisions;

const names = ['ann', 'bob', 'cid'] as const;
const name = fc.constantFrom(...names);
const amount = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constantFrom(1, Number.MAX_SAFE_INTEGER));

type Move =
  | { readonly kind: 'debit'; readonly of: string; readonly amount: number }
  | { readonly kind: 'transfer'; readonly from: string; readonly to: string; readonly amount: number }
  | { readonly kind: 'deliver' | 'lose'; readonly which: number }
  | { readonly kind: 'redeliver'; readonly of: string };

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constant('debit' as const), of: name, amount }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('transfer' as const), from: name, to: name, amount }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('deliver' as const), which: fc.nat(20) }) },
  fc.record({ kind: fc.constant('lose' as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant('redeliver' as const), of: name }),
);
const start = fc.record({
  ann: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constant(Number.MAX_SAFE_INTEGER - 10)),
  bob: fc.integer({ min: 0, max: 200 }),
  cid: fc.integer({ min: 0, max: 200 }),
});
const story = fc.record({ start, moves: fc.array(move, { maxLength: 40, size: 'max' }) });
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** A message in flight: what it does to its receiver, and what that sends in turn. */
interface Message {
  readonly from: string;
  readonly to: string;
  readonly arrive: () => void;
}

class World {
  readonly accounts = new Map<string, Account>();
  messages: Message[] = [];
  readonly by: Decisions;

  constructor(by: Decisions, start: Record<(typeof names)[number], number>) {
    this.by = by;
    for (const key of names) this.accounts.set(key, { ...emptyAccount, balance: start[key] });
  }

  of(key: string): Account {
    return this.accounts.get(key) ?? emptyAccount;
  }

  play(move: Move): void {
    switch (move.kind) {
      case 'debit':
        // Cash leaves the bank, so take it out of the sum as well by putting it into a till.
        return refusable(() => {
          this.accounts.set(move.of, this.by.debited(this.of(move.of), move.amount));
          const till = this.of('till').balance;
          this.accounts.set('till', { ...emptyAccount, balance: till + move.amount });
        });
      case 'transfer':
        return refusable(() => {
          const { account, transfer } = this.by.sentOut(this.of(move.from), move);
          this.accounts.set(move.from, account);
          this.sendReceive(move.from, transfer);
        });
      case 'deliver':
        return this.pick(move.which)?.arrive();
      case 'lose':
        this.pick(move.which);
        return;
      case 'redeliver':
        for (const transfer of this.of(move.of).outgoing) this.sendReceive(move.of, transfer);
    }
  }

  /** Everything lost is sent again, and everything sent arrives. */
  settleAll(): void {
    for (const of of names) this.play({ kind: 'redeliver', of });
    for (let turns = 0; this.messages.length > 0; turns++) {
      if (turns > 10_000) throw new Error('messages beget messages forever');
      this.play({ kind: 'deliver', which: turns });
    }
  }

  /** Takes one message that is first in line between its two keys. */
  private pick(which: number): Message | undefined {
    const first = this.messages.filter(
      ({ from, to }, index) => this.messages.findIndex((other) => other.from === from && other.to === to) === index,
    );
    const picked = first[which % Math.max(1, first.length)];
    this.messages = this.messages.filter((message) => message !== picked);
    return picked;
  }

  private sendReceive(source: string, { id, to, amount }: { id: string; to: string; amount: number }): void {
    const settle = (accepted: boolean) => () => {
      this.accounts.set(source, this.by.settled(this.of(source), { id, accepted }));
      this.messages.push({ from: source, to, arrive: () => this.accounts.set(to, this.by.forgotten(this.of(to), id)) });
    };
    const arrive = () => {
      const { account, answer } = this.by.received(this.of(to), { id, amount });
      this.accounts.set(to, account);
      this.messages.push({ from: to, to: source, arrive: settle(answer.accepted) });
    };
    this.messages.push({ from: source, to, arrive });
  }
}

function refusable(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
  }
}

/** As big integers: money made out of nothing may leave the exact numbers. */
function sumOfBalances(accounts: ReadonlyMap<string, Account>): bigint {
  return [...accounts.values()].reduce((sum, { balance }) => sum + BigInt(balance), 0n);
}

type Claim = (by: Decisions) => fc.IProperty<[Story]>;

const claims: Record<string, Claim> = {
  'keep the total at every step': (by) =>
    fc.property(story, ({ start, moves }) => {
      fc.pre(start.ann <= 200);
      const world = new World(by, start);
      const total = totalMoney(world.accounts);
      for (const move of moves) {
        world.play(move);
        expect(totalMoney(world.accounts)).toBe(total);
      }
    }),

  'hold all the money in their balances once all has arrived': (by) =>
    fc.property(story, ({ start, moves }) => {
      const world = new World(by, start);
      const total = sumOfBalances(world.accounts);
      for (const move of moves) world.play(move);
      world.settleAll();
      expect(sumOfBalances(world.accounts)).toBe(total);
      for (const { outgoing } of world.accounts.values()) expect(outgoing).toEqual([]);
    }),

  'never go below zero or out of the exact numbers': (by) =>
    fc.property(story, ({ start, moves }) => {
      const world = new World(by, start);
      for (const move of moves) {
        world.play(move);
        for (const key of names) {
          const { balance, outgoing } = world.of(key);
          expect(balance).toBeGreaterThanOrEqual(0);
          const held = outgoing.reduce((sum, { amount }) => sum + BigInt(amount), BigInt(balance));
          expect(held).toBeLessThanOrEqual(BigInt(Number.MAX_SAFE_INTEGER));
        }
      }
    }),
};

const bugs: { bug: string; noticedBy: keyof typeof claims; by: Decisions }[] = [
  {
    bug: 'take money out without putting it on record',
    noticedBy: 'keep the total at every step',
    by: {
      ...decisions,
      sentOut: (account, order) => {
        const { account: after, transfer } = sentOut(account, order);
        return { account: { ...after, outgoing: [] }, transfer };
      },
    },
  },
  {
    bug: 'credit a transfer again that is delivered again',
    noticedBy: 'keep the total at every step',
    by: {
      ...decisions,
      received: (account, transfer) => received({ ...account, answered: [] }, transfer),
    },
  },
  {
    bug: 'forget their answer before the source has settled',
    noticedBy: 'keep the total at every step',
    by: {
      ...decisions,
      received: (account, transfer) => {
        const { account: after, answer } = received(account, transfer);
        return { account: { ...after, answered: [] }, answer };
      },
    },
  },
  {
    bug: 'forget every answer when they may forget one',
    noticedBy: 'keep the total at every step',
    by: { ...decisions, forgotten: (account) => ({ ...account, answered: [] }) },
  },
  {
    bug: 'keep money that the target refused',
    noticedBy: 'hold all the money in their balances once all has arrived',
    by: { ...decisions, settled: (account, { id }) => settled(account, { id, accepted: true }) },
  },
  {
    bug: 'give money back that the target took',
    noticedBy: 'keep the total at every step',
    by: { ...decisions, settled: (account, { id }) => settled(account, { id, accepted: false }) },
  },
  {
    bug: 'pay without looking at the balance',
    noticedBy: 'never go below zero or out of the exact numbers',
    by: { ...decisions, debited: (account, amount) => ({ ...account, balance: account.balance - amount }) },
  },
  {
    bug: 'take more than a number can hold',
    noticedBy: 'never go below zero or out of the exact numbers',
    by: {
      ...decisions,
      received: (account, { id, amount }) => ({
        account: { ...account, balance: account.balance + amount },
        answer: { id, accepted: true },
      }),
    },
  },
  {
    bug: 'give two transfers the same number',
    noticedBy: 'hold all the money in their balances once all has arrived',
    by: { ...decisions, sentOut: (account, order) => sentOut({ ...account, sent: 0 }, order) },
  },
];

describe('accounts that send money to each other', () => {
  for (const [claim, property] of Object.entries(claims))
    it(claim, () => {
      fc.assert(property(decisions), { seed: 42, numRuns: 500 });
    });

  for (const { bug, noticedBy, by } of bugs)
    it(`are caught when they ${bug}`, () => {
      const claim = claims[noticedBy];
      if (claim === undefined) throw new Error(`there is no claim "${noticedBy}"`);
      expect(fc.check(claim(by), { seed: 42, numRuns: 2_000 }).failed).toBe(true);
    });
});

describe('an account', () => {
  const rich: Account = { ...emptyAccount, balance: Number.MAX_SAFE_INTEGER - 1 };

  it('refuses to pay what it does not have, with 402', () => {
    expect(() => debited({ ...emptyAccount, balance: 9 }, 10)).toThrow(
      expect.objectContaining({ code: 402, message: 'insufficient funds: the balance is 9, not 10' }),
    );
  });

  it('pays its last cent', () => {
    expect(debited({ ...emptyAccount, balance: 10 }, 10).balance).toBe(0);
  });

  it('takes credit up to the last exact number, and not beyond', () => {
    expect(credited(rich, 1).balance).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => credited(rich, 2)).toThrow(expect.objectContaining({ code: 400 }));
  });

  it('keeps room for money that may come back', () => {
    const { account } = sentOut(rich, { from: 'ann', to: 'bob', amount: 100 });
    expect(() => credited(account, 2)).toThrow(expect.objectContaining({ code: 400 }));
  });

  it('refuses to transfer to itself', () => {
    expect(() => sentOut(rich, { from: 'ann', to: 'ann', amount: 1 })).toThrow('an account cannot transfer to itself');
  });

  it('refuses the transfer after a thousand without an answer', () => {
    const outgoing = Array.from({ length: 1_000 }, (_, n) => ({ id: `ann/${n}`, to: 'bob', amount: 1 }));
    expect(() => sentOut({ ...rich, balance: 5, outgoing }, { from: 'ann', to: 'bob', amount: 1 })).toThrow(
      expect.objectContaining({ code: 429 }),
    );
  });
});
