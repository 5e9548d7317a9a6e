import type * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse } from '../../objects/refuse.ts';
import { added, applied, emptyWallet, wallet, type Transaction, type Wallet } from '../../objects/wallet.ts';
import { withHandlers } from './with-handlers.ts';

type Definition = { readonly name: string };
type Owner = restate.ObjectContext;

/** Checks the first line only. */
export const looksAtOneLine: Definition = applying((before, transaction) => {
  const [line] = transaction.lines;
  if (line !== undefined && (added(before.balances, [line])[line.currency] ?? 0) < 0) refuse(402, 'insufficient funds');
  return { ...before, balances: added(before.balances, transaction.lines), log: [...before.log, transaction] };
});

/** Books a repeated transaction again. */
export const booksTwice: Definition = applying((before, transaction) => ({
  ...before,
  ...applied({ ...before, log: [] }, transaction),
  log: [...before.log, transaction],
}));

/** Leaves reversals and payments out of the log. */
export const logsWhatComesIn: Definition = applying((before, transaction) => {
  const after = applied(before, transaction);
  return { ...after, log: after.log.filter(({ lines }) => lines.every(({ amount }) => amount > 0)) };
});

/** Books line after line, each in a write of its own, until one cannot be paid. */
export const booksLineByLine: Definition = withHandlers(wallet, {
  apply: async (ctx: Owner, transaction: Transaction) => {
    let now = (await ctx.get<Wallet>('wallet')) ?? emptyWallet;
    checked(transaction);
    if (now.log.some(({ id }) => id === transaction.id)) return transaction;
    for (const [index, line] of transaction.lines.entries()) {
      now = applied(now, { id: index === 0 ? transaction.id : `${transaction.id}.${index}`, lines: [line] });
      ctx.set('wallet', now);
    }
    return transaction;
  },
});

function applying(by: (before: Wallet, transaction: Transaction) => Wallet): Definition {
  return withHandlers(wallet, {
    apply: async (ctx: Owner, transaction: Transaction) => {
      checked(transaction);
      ctx.set('wallet', by((await ctx.get<Wallet>('wallet')) ?? emptyWallet, transaction));
      return transaction;
    },
  });
}

/** The same checks as in the correct wallet: the planted bug is the only difference. */
function checked(transaction: Transaction): void {
  const { lines } = fieldsOf(transaction);
  if (transaction.id === '' || transaction.id === 'x' || !Array.isArray(lines)) refuse(400, 'bad');
}
