import type * as restate from '@restatedev/restate-sdk';
import {
  bankAccount,
  credited,
  debited,
  emptyAccount,
  forgotten,
  received,
  sentOut,
  settled,
  type Account,
} from '../../objects/bank-account.ts';
import { fieldsOf, refuse, text, wholeNumber } from '../../objects/refuse.ts';
import { shared, withHandlers } from './with-handlers.ts';

type Owner = restate.ObjectContext;
type Definition = { readonly name: string };
type Request = { readonly to: string; readonly amount: number };
type Transfer = { readonly id: string; readonly from: string; readonly amount: number };

/** Calls the target while it holds its own lock: two transfers in opposite directions wait for each other. */
export const callsTheTarget: Definition = withHandlers(bankAccount, {
  transfer: async (ctx: Owner, request: Request) => {
    const { to, amount } = checked(request);
    const account = debited(await load(ctx), amount);
    ctx.set('account', account);
    await ctx.objectClient(bankAccount, to).credit(amount);
    return { transferId: '', balance: account.balance };
  },
});

/** Takes the money in one write and records the transfer in another: in between it is nowhere. */
export const writesTwice: Definition = withHandlers(bankAccount, {
  transfer: async (ctx: Owner, request: Request) => {
    const { to, amount } = checked(request);
    const before = await load(ctx);
    const { account, transfer } = sentOut(before, { from: ctx.key, to, amount });
    ctx.set('account', { ...before, balance: account.balance });
    ctx.set('account', account);
    ctx.objectSendClient(bankAccount, to).receive({ id: transfer.id, from: ctx.key, amount });
    return { transferId: transfer.id, balance: account.balance };
  },
});

/** Does not remember the transfers that it has received, and `redeliver` sends them again. */
export const takesTwice: Definition = withHandlers(bankAccount, {
  receive: async (ctx: Owner, { id, from, amount }: Transfer) => {
    const account = await load(ctx);
    const { account: after, answer } = received({ ...account, answered: [] }, { id, amount });
    ctx.set('account', { ...after, answered: [...account.answered.filter((known) => known.id !== id), answer] });
    ctx.objectSendClient(bankAccount, from).settle({ ...answer, to: ctx.key });
  },
});

/** Responds to a debit without storing it. */
export const debitsInWordsOnly: Definition = withHandlers(bankAccount, {
  debit: async (ctx: Owner, amount: number) => {
    const { balance } = debited(await load(ctx), amountOf(amount));
    return { balance };
  },
});

/** Stores a debit, and only then checks the balance. There is no rollback. */
export const looksTooLate: Definition = withHandlers(bankAccount, {
  debit: async (ctx: Owner, amount: number) => {
    const account = await load(ctx);
    const balance = account.balance - amountOf(amount);
    ctx.set('account', { ...account, balance });
    if (balance < 0) refuse(402, 'insufficient funds');
    return { balance };
  },
});

/** Subtracts without a check. */
export const overdraws: Definition = withHandlers(bankAccount, {
  debit: async (ctx: Owner, amount: number) => {
    const account = await load(ctx);
    const balance = account.balance - amountOf(amount);
    ctx.set('account', { ...account, balance });
    return { balance };
  },
});

/** Receives the money and never settles with the source. */
export const neverSettles: Definition = withHandlers(bankAccount, {
  receive: async (ctx: Owner, transfer: Transfer) => {
    ctx.set('account', received(await load(ctx), transfer).account);
  },
});

/** Sends the money of every large transfer back. */
export const sendsBack: Definition = withHandlers(bankAccount, {
  receive: async (ctx: Owner, { id, from, amount }: Transfer) => {
    const account = await load(ctx);
    const accepted = amount < 20;
    const after = accepted ? credited(account, amount) : account;
    ctx.set('account', { ...after, answered: [...after.answered, { id, accepted }] });
    ctx.objectSendClient(bankAccount, from).settle({ id, accepted, to: ctx.key });
  },
});

/** The source forgets the last transfer, and the target does not. */
export const neverForgets: Definition = withHandlers(bankAccount, {
  settle: async (ctx: Owner, answer: { id: string; accepted: boolean; to: string }) => {
    ctx.set('account', settled(await load(ctx), answer));
    if (answer.accepted) return;
    ctx.objectSendClient(bankAccount, answer.to).forget(answer.id);
  },
  forget: async (ctx: Owner, id: string) => {
    ctx.set('account', forgotten(await load(ctx), id));
  },
});

/** Keeps a copy in the memory of the process, which other keys, attempts and processes do not share. */
export function readsACopy(): Definition {
  const copies = new Map<string, number>();
  return withHandlers(bankAccount, {
    balance: shared(async (ctx) => {
      const { balance } = await load(ctx);
      if (!copies.has(ctx.key)) copies.set(ctx.key, balance);
      return copies.get(ctx.key);
    }),
  });
}

async function load(ctx: restate.ObjectSharedContext): Promise<Account> {
  return (await ctx.get<Account>('account')) ?? emptyAccount;
}

// The same checks as in the correct account: the planted bug is the only difference.

function checked(request: Request): Request {
  const { to, amount } = fieldsOf(request);
  return { to: text('to', to), amount: amountOf(amount) };
}

function amountOf(value: unknown): number {
  return wholeNumber('amount', value, 1, Number.MAX_SAFE_INTEGER);
}
