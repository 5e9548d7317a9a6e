/**
 * Bank accounts, and transfers between them that neither deadlock nor lose or create money.
 *
 * Amounts are whole minor units (cents), so that nothing is rounded. An account that was never credited holds 0.
 *
 * **Transfers.** A handler that holds the lock of its own account and *calls* another account waits for that lock too,
 * and two transfers in opposite directions wait for each other forever: Restate has no deadlock detection. So no handler
 * here calls an account. It sends one-way messages, each of which is one short turn of its receiver:
 *
 *     source.transfer ──receive──▶ target ──settle──▶ source ──forget──▶ target
 *
 * `transfer` answers when the money has left the source; it reaches the target a moment later.
 *
 * **What if an invocation is killed?** A crash or a lost connection is harmless, the journal carries on. A kill is not:
 * there is no rollback, and it takes the messages sent so far with it. Therefore each handler changes its account with
 * *one* write. `transfer` moves the amount from `balance` to `outgoing` in that write, and there it stays until the target
 * has answered. Whatever is lost after it, the money is on record (`statement` shows it) and `redeliver` sends it again.
 * The target remembers its answer until the source has settled, so that a second delivery changes nothing. (A kill there
 * leaves one answer remembered for good: a few bytes, no money.)
 * Cancelling never splits a transfer: no handler of an account waits for anything a cancellation could interrupt.
 *
 * The target may forget because `receive` and `forget` of one transfer come from the same key, and Restate delivers
 * messages from one key to another in the order sent. An operator who restarts a finished `receive` as new steps around
 * that order, and pays twice.
 *
 * **Errors** (all terminal): 400 a bad amount or account, or a balance that would leave the exact numbers; 402 insufficient
 * funds (not 409, with which Restate reports a cancelled or killed invocation); 429 too many transfers without an answer.
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse, text, wholeNumber } from './refuse.ts';

/** All that an account knows. One state key: two could be torn apart by a kill, or by a shared handler reading them. */
export interface Account {
  readonly balance: number;
  /** How many transfers were ever sent; numbers them. Chance would not do: a repeated invocation draws the same id again. */
  readonly sent: number;
  /** Money that has left the balance and that its target has not answered for. */
  readonly outgoing: readonly OutgoingTransfer[];
  /** Answers to transfers from elsewhere, kept until their sources have settled them. */
  readonly answered: readonly Answer[];
}

export interface OutgoingTransfer {
  /** The source's key and a number: `ann/3`. */
  readonly id: string;
  readonly to: string;
  readonly amount: number;
}

/** The answer of a target to a transfer: taken, or refused because its balance would overflow. */
export interface Answer {
  readonly id: string;
  readonly accepted: boolean;
}

type AccountState = { account: Account };
type Owner = restate.ObjectContext<AccountState>;
type Reader = restate.ObjectSharedContext<AccountState>;

/** One account per key. Write `credit` and `debit` against it, or move money with `transfer`. */
export const bankAccount = restate.object({
  name: 'BankAccount',
  handlers: {
    credit: async (ctx: Owner, amount: number): Promise<{ balance: number }> => {
      return store(ctx, credited(await load(ctx), amountFrom(amount)));
    },

    debit: async (ctx: Owner, amount: number): Promise<{ balance: number }> => {
      return store(ctx, debited(await load(ctx), amountFrom(amount)));
    },

    /** Answers once the money has left this account; see the top of this file for the way it then takes. */
    transfer: async (
      ctx: Owner,
      request: { to: string; amount: number },
    ): Promise<{ transferId: string; balance: number }> => {
      const { to, amount } = fieldsOf(request);
      const order = { from: ctx.key, to: text('to', to), amount: amountFrom(amount) };
      const { account, transfer } = sentOut(await load(ctx), order);
      const { balance } = store(ctx, account);
      deliver(ctx, transfer);
      return { transferId: transfer.id, balance };
    },

    /** Sends every unanswered transfer again. For use after a kill; at any other time it changes nothing. */
    redeliver: async (ctx: Owner): Promise<{ redelivered: number }> => {
      const { outgoing } = await load(ctx);
      for (const transfer of outgoing) deliver(ctx, transfer);
      return { redelivered: outgoing.length };
    },

    balance: restate.handlers.object.shared(async (ctx: Reader): Promise<number> => (await load(ctx)).balance),

    /** The balance with the money that is still on its way, read in one piece. */
    statement: restate.handlers.object.shared(
      async (ctx: Reader): Promise<{ balance: number; outgoing: readonly OutgoingTransfer[] }> => {
        const { balance, outgoing } = await load(ctx);
        return { balance, outgoing };
      },
    ),

    // The rest of a transfer. Private: a stranger who could send `receive` would print money.

    receive: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: Owner, transfer: { id: string; from: string; amount: number }): Promise<void> => {
        const { account, answer } = received(await load(ctx), transfer);
        store(ctx, account);
        ctx.objectSendClient(bankAccount, transfer.from).settle({ ...answer, to: ctx.key });
      },
    ),

    settle: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: Owner, answer: Answer & { to: string }): Promise<void> => {
        store(ctx, settled(await load(ctx), answer));
        ctx.objectSendClient(bankAccount, answer.to).forget(answer.id);
      },
    ),

    forget: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: Owner, id: string): Promise<void> => {
        store(ctx, forgotten(await load(ctx), id));
      },
    ),
  },
});

/** For clients that name both accounts. It holds no lock, so it may wait for one. */
export const bank = restate.service({
  name: 'Bank',
  handlers: {
    transfer: async (
      ctx: restate.Context,
      request: { from: string; to: string; amount: number },
    ): Promise<{ transferId: string; balance: number }> => {
      const { from, to, amount } = fieldsOf(request);
      // Checked before the call: a call that cannot be addressed does not fail, it is retried forever.
      return ctx
        .objectClient(bankAccount, text('from', from))
        .transfer({ to: text('to', to), amount: amountFrom(amount) });
    },
  },
});

function deliver(ctx: Owner, { id, to, amount }: OutgoingTransfer): void {
  ctx.objectSendClient(bankAccount, to).receive({ id, from: ctx.key, amount });
}

async function load(ctx: Reader): Promise<Account> {
  return (await ctx.get('account')) ?? emptyAccount;
}

function store(ctx: Owner, account: Account): { balance: number } {
  ctx.set('account', account);
  return { balance: account.balance };
}

function amountFrom(value: unknown): number {
  return wholeNumber('amount', value, 1, Number.MAX_SAFE_INTEGER);
}

// The decisions, as functions of what an account knows.

export const emptyAccount: Account = { balance: 0, sent: 0, outgoing: [], answered: [] };

/** More than this many unanswered transfers of one account point to a target that is stuck. */
export const maxOutgoing = 1_000;

/** Refuses what would leave the exact numbers, money on its way included, because it may come back. */
export function credited(account: Account, amount: number): Account {
  if (amount > headroom(account)) refuse(400, `a credit of ${amount} would exceed the largest balance of an account`);
  return { ...account, balance: account.balance + amount };
}

export function debited(account: Account, amount: number): Account {
  if (amount > account.balance) refuse(402, `insufficient funds: the balance is ${account.balance}, not ${amount}`);
  return { ...account, balance: account.balance - amount };
}

export function sentOut(
  account: Account,
  { from, to, amount }: { readonly from: string; readonly to: string; readonly amount: number },
): { account: Account; transfer: OutgoingTransfer } {
  if (from === to) refuse(400, 'an account cannot transfer to itself');
  if (account.outgoing.length >= maxOutgoing) refuse(429, `${maxOutgoing} transfers still wait for an answer`);
  const sent = account.sent + 1;
  const transfer = { id: `${from}/${sent}`, to, amount };
  return { account: { ...debited(account, amount), sent, outgoing: [...account.outgoing, transfer] }, transfer };
}

/** A transfer that was answered before gets the same answer, and nothing else happens. */
export function received(
  account: Account,
  { id, amount }: { readonly id: string; readonly amount: number },
): { account: Account; answer: Answer } {
  const known = account.answered.find((answer) => answer.id === id);
  if (known !== undefined) return { account, answer: known };
  const answer = { id, accepted: amount <= headroom(account) };
  const after = answer.accepted ? credited(account, amount) : account;
  return { account: { ...after, answered: [...account.answered, answer] }, answer };
}

/** Money that the target took is gone; money that it refused comes back. A second answer finds nothing to settle. */
export function settled(account: Account, { id, accepted }: Answer): Account {
  const transfer = account.outgoing.find((candidate) => candidate.id === id);
  if (transfer === undefined) return account;
  const outgoing = account.outgoing.filter((candidate) => candidate.id !== id);
  return { ...account, outgoing, balance: account.balance + (accepted ? 0 : transfer.amount) };
}

export function forgotten(account: Account, id: string): Account {
  return { ...account, answered: account.answered.filter((answer) => answer.id !== id) };
}

/**
 * All the money in these accounts, by key: what lies in balances and what is on its way. A transfer that its target has
 * taken but its source has not settled stands in both places, and counts once. No transfer ever changes this number.
 */
export function totalMoney(accounts: ReadonlyMap<string, Account>): number {
  let total = 0;
  for (const { balance, outgoing } of accounts.values()) {
    const onTheWay = outgoing.filter(({ id, to }) => !took(accounts.get(to), id));
    total += balance + sumOf(onTheWay);
  }
  return total;
}

function took(target: Account | undefined, id: string): boolean {
  return target?.answered.some((answer) => answer.id === id && answer.accepted) ?? false;
}

function headroom(account: Account): number {
  return Number.MAX_SAFE_INTEGER - account.balance - sumOf(account.outgoing);
}

function sumOf(transfers: readonly OutgoingTransfer[]): number {
  return transfers.reduce((sum, { amount }) => sum + amount, 0);
}
