/**
 * A wallet with pockets for several currencies, changed by transactions: all lines of one, or none.
 *
 * **All or nothing.** A transaction is worked out in full before anything is stored, and stored in one write. Restate has no
 * rollback: two writes could be torn apart by a kill, and a handler that throws after its first write keeps that write.
 *
 * **Once.** A transaction has an id that its client has chosen. The same id with the same lines again changes nothing and
 * gives the same answer, so a client without a response may simply repeat the request. Ids are known for as long as the transaction is
 * among the latest `mostLogged`; what comes back after that is taken for new.
 *
 * **The books balance.** `brought` is what older transactions came to, `log` the latest ones; together they are `balances`.
 *
 * Amounts are whole minor units of their currency. **Errors** (all terminal): 400 bad input, or a balance that would leave
 * the exact numbers; 402 insufficient funds; 404 no such transaction; 422 the id is taken by another transaction.
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse, text, wholeNumber } from './refuse.ts';

export interface Line {
  readonly currency: string;
  /** Above zero comes in, below zero goes out. */
  readonly amount: number;
}

export interface Transaction {
  readonly id: string;
  readonly lines: readonly Line[];
}

export type Balances = Readonly<Record<string, number>>;

/** One state key: balances and log must never be seen, or written, one without the other. */
export interface Wallet {
  readonly balances: Balances;
  readonly brought: Balances;
  /** Oldest first. */
  readonly log: readonly Transaction[];
}

type WalletState = { wallet: Wallet };
type Owner = restate.ObjectContext<WalletState>;
type Reader = restate.ObjectSharedContext<WalletState>;

/** One wallet per key. */
export const wallet = restate.object({
  name: 'Wallet',
  handlers: {
    apply: async (ctx: Owner, request: Transaction): Promise<Transaction> => {
      const transaction = transactionFrom(request);
      ctx.set('wallet', applied(await load(ctx), transaction));
      return transaction;
    },

    /** Takes a transaction back, once, by another one that turns all its lines round. */
    reverse: async (ctx: Owner, request: { readonly id: string }): Promise<Transaction> => {
      const before = await load(ctx);
      const reversal = reversalOf(before, text('id', fieldsOf(request).id));
      ctx.set('wallet', applied(before, reversal));
      return reversal;
    },

    balances: restate.handlers.object.shared(async (ctx: Reader): Promise<Balances> => (await load(ctx)).balances),

    /** The latest, oldest first. */
    transactions: restate.handlers.object.shared(
      async (ctx: Reader): Promise<readonly Transaction[]> => (await load(ctx)).log,
    ),
  },
});

async function load(ctx: Reader): Promise<Wallet> {
  return (await ctx.get('wallet')) ?? emptyWallet;
}

function transactionFrom(request: Transaction): Transaction {
  const { id, lines } = fieldsOf(request);
  if (!Array.isArray(lines) || lines.length === 0 || lines.length > mostLines)
    return refuse(400, `lines must be a list of 1 to ${mostLines}`);
  return { id: text('id', id, 64), lines: lines.map((line: Line) => lineFrom(line)) };
}

function lineFrom(line: Line): Line {
  const { currency, amount } = fieldsOf(line);
  // Also what keeps names that every object has, such as `__proto__`, out of the balances.
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
    refuse(400, 'currency must be three capital letters');
  const moved = wholeNumber('amount', amount, -mostAmount, mostAmount);
  return moved === 0 ? refuse(400, 'amount must not be 0') : { currency: String(currency), amount: moved };
}

// The decisions, as functions of a wallet.

const mostLines = 10;
/** Keeps every sum within the exact numbers. */
const mostAmount = 1_000_000_000_000;
const mostBalance = 1_000_000_000_000_000;
export const mostLogged = 100;

export const emptyWallet: Wallet = { balances: {}, brought: {}, log: [] };

export function applied(before: Wallet, transaction: Transaction): Wallet {
  const known = before.log.find(({ id }) => id === transaction.id);
  if (known !== undefined) {
    if (JSON.stringify(known.lines) === JSON.stringify(transaction.lines)) return before;
    return refuse(422, `"${transaction.id}" is the id of another transaction`);
  }
  const balances = added(before.balances, transaction.lines);
  for (const [currency, balance] of Object.entries(balances)) {
    if (balance < 0) refuse(402, `insufficient funds: ${-balance} ${currency} are missing`);
    if (balance > mostBalance) refuse(400, `more than ${mostBalance} ${currency} do not fit`);
  }
  const log = [...before.log, transaction];
  const leaving = log.slice(0, Math.max(0, log.length - mostLogged));
  return {
    balances,
    brought: leaving.reduce((sum, { lines }) => added(sum, lines), before.brought),
    log: log.slice(leaving.length),
  };
}

export function reversalOf({ log }: Wallet, id: string): Transaction {
  const known = log.find((transaction) => transaction.id === id);
  if (known === undefined) return refuse(404, `there is no transaction "${id}" among the latest ${mostLogged}`);
  return { id: `-${id}`, lines: known.lines.map(({ currency, amount }) => ({ currency, amount: -amount })) };
}

export function added(balances: Balances, lines: readonly Line[]): Balances {
  const sums = { ...balances };
  for (const { currency, amount } of lines) sums[currency] = (sums[currency] ?? 0) + amount;
  return sums;
}
