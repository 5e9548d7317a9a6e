import {
  callBreach,
  type Breach,
  type CallEnd,
  describeCall,
  type ServiceCall,
  serviceInvariant,
  type ServiceObserver,
  type StateWrite,
  virtualTime,
} from '../../sim/index.ts';
import { emptyAccount, totalMoney, type Account } from '../../objects/bank-account.ts';
import { Versions } from './versions.ts';
import { count } from '../count.ts';

const SERVICE = 'BankAccount';

/** At every moment, balances and transfers in flight together are the sum of credits minus the sum of debits. */
export const moneyIsConserved = serviceInvariant('money is neither made nor lost', SERVICE, () => new Conservation());

/** Every balance is at least zero, and a safe integer. */
export const neverOverdrawn = serviceInvariant('no account is ever overdrawn', SERVICE, () => {
  const balances = new Map<string, number>();
  let lowered = 0;
  return {
    onWrite: (call, { name, value, seq, atMs }) => {
      if (name !== 'account') return undefined;
      const { balance } = value as Account;
      if (balance < (balances.get(call.key) ?? 0)) lowered++;
      balances.set(call.key, balance);
      if (Number.isSafeInteger(balance) && balance >= 0) return undefined;
      return callBreach(call, {
        message: `left a balance of ${balance} at ${virtualTime(atMs)}; a balance is a whole number of 0 or more.`,
        seq,
      });
    },
    exercised: () => lowered,
  };
});

/** A read returns a balance that the account had at some moment between the request and the response. */
export const balancesWereThere = serviceInvariant('an account shows only what it held', SERVICE, () => new Readings());

/** When the run has settled, no transfer is in flight, and each has moved its amount from its source to its target. */
export const transfersArrive = serviceInvariant('every transfer arrives, or comes back', SERVICE, () => new Arrivals());

class Conservation implements ServiceObserver {
  readonly #accounts = new Map<string, Account>();
  /** Credits minus debits, by key. */
  readonly #paidIn = new Map<string, number>();
  /** Open credits and debits whose write is stored. */
  readonly #moved = new Set<string>();
  #checked = 0;

  onWrite(call: ServiceCall, { name, value, seq, atMs }: StateWrite): Breach | undefined {
    if (name !== 'account') return undefined;
    this.#accounts.set(call.key, value as Account);
    const change = this.#moved.has(call.invocation) ? 0 : paidBy(call);
    if (change !== 0) {
      this.#moved.add(call.invocation);
      this.#paidIn.set(call.key, (this.#paidIn.get(call.key) ?? 0) + change);
    }
    this.#checked++;
    const surplus = this.#surplus();
    if (surplus === 0) return undefined;
    return {
      message: `After ${describeCall(call)} wrote at ${virtualTime(atMs)}, all accounts together hold ${Math.abs(surplus)} ${surplus > 0 ? 'more' : 'less'} than was paid in: ${this.#shown()}.`,
      events: [seq],
      handler: `${SERVICE}/${call.handler}`,
      kind: surplus > 0 ? 'made' : 'lost',
    };
  }

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    if (paidBy(call) === 0) return undefined;
    const moved = this.#moved.delete(call.invocation);
    if (call.killed || moved === 'output' in end) return undefined;
    const [said, did] = moved ? ['failed', 'changed the account'] : ['succeeded', 'changed nothing'];
    return callBreach(call, {
      message: `${said} at ${virtualTime(end.atMs)}, but it ${did}.`,
      seq: end.seq,
      kind: 'response and effect differ',
    });
  }

  exercised(): number {
    return this.#checked;
  }

  /** Without credits and debits only transfers are left, and their sum is 0. The numbers stay small, so that the sum is
   * exact even with an account close to the largest safe integer. */
  #surplus(): number {
    const reduced = new Map<string, Account>();
    for (const [key, account] of this.#accounts)
      reduced.set(key, { ...account, balance: account.balance - (this.#paidIn.get(key) ?? 0) });
    return totalMoney(reduced);
  }

  #shown(): string {
    const one = ([key, { balance, outgoing }]: readonly [string, Account]): string =>
      `${key} has ${balance}${outgoing.map(({ amount, to }) => ` and ${amount} in flight to ${to}`).join('')} after ${this.#paidIn.get(key) ?? 0} paid in`;
    return [...this.#accounts].map((entry) => one(entry)).join(', ');
  }
}

/** @returns what a call adds to the bank if it succeeds; negative for a debit */
function paidBy({ handler, input }: ServiceCall): number {
  if (typeof input !== 'number') return 0;
  if (handler === 'credit') return input;
  return handler === 'debit' ? -input : 0;
}

class Readings implements ServiceObserver {
  readonly #balances = new Versions('0');
  readonly #statements = new Versions(statementOf(emptyAccount));
  readonly #began = new Map<string, number>();
  #read = 0;

  onCreated(call: ServiceCall): void {
    const versions = this.#of(call);
    if (versions !== undefined) this.#began.set(call.invocation, versions.now(call.key));
  }

  onWrite({ key }: ServiceCall, { name, value }: StateWrite): undefined {
    if (name !== 'account') return;
    const account = value as Account;
    this.#balances.write(key, String(account.balance));
    this.#statements.write(key, statementOf(account));
  }

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    const versions = this.#of(call);
    const since = this.#began.get(call.invocation);
    this.#began.delete(call.invocation);
    if (versions === undefined || since === undefined || !('output' in end)) return undefined;
    this.#read++;
    const value = JSON.stringify(end.output);
    if (versions.had(call.key, value, since)) return undefined;
    return callBreach(call, {
      message: `returned ${value} at ${virtualTime(end.atMs)}, a value that the account never had since the request; it has ${versions.current(call.key)}.`,
      seq: end.seq,
    });
  }

  exercised(): number {
    return this.#read;
  }

  #of({ handler }: ServiceCall): Versions | undefined {
    if (handler === 'balance') return this.#balances;
    return handler === 'statement' ? this.#statements : undefined;
  }
}

function statementOf({ balance, outgoing }: Account): string {
  return JSON.stringify({ balance, outgoing });
}

interface Sent {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly seq: number;
}

class Arrivals implements ServiceObserver {
  readonly #accounts = new Map<string, Account>();
  readonly #paidIn = new Map<string, number>();
  readonly #sent = new Map<string, Sent>();
  /** Transfers that their target has processed, by id: whether it took the money. */
  readonly #taken = new Map<string, boolean>();
  #killed = false;

  onWrite(call: ServiceCall, { name, value, seq, atMs }: StateWrite): Breach | undefined {
    if (name !== 'account') return undefined;
    const before = this.#accounts.get(call.key) ?? emptyAccount;
    const after = value as Account;
    this.#accounts.set(call.key, after);
    if (call.handler !== 'receive') return undefined;
    const { id, amount } = call.input as { id: string; amount: number };
    if (this.#taken.has(id)) return undefined;
    const taken = after.balance !== before.balance;
    this.#taken.set(id, taken);
    const onTheWay = before.outgoing.reduce((sum, transfer) => sum + transfer.amount, 0);
    if (taken || amount > Number.MAX_SAFE_INTEGER - before.balance - onTheWay) return undefined;
    return callBreach(call, {
      message: `refused ${amount} at ${virtualTime(atMs)} although there was room for it next to ${before.balance}.`,
      seq,
      kind: 'sent back',
    });
  }

  onCompleted(call: ServiceCall, end: CallEnd): undefined {
    if (call.killed) this.#killed = true;
    if (!('output' in end)) return;
    const change = paidBy(call);
    if (change !== 0) this.#paidIn.set(call.key, (this.#paidIn.get(call.key) ?? 0) + change);
    if (call.handler !== 'transfer') return;
    const { transferId } = end.output as { transferId: string };
    const { to, amount } = call.input as { to: string; amount: number };
    this.#sent.set(transferId, { from: call.key, to, amount, seq: end.seq });
  }

  onSettled(): Breach | undefined {
    // A kill can drop messages; then a transfer stays on record until a client calls `redeliver`.
    if (this.#killed) return undefined;
    const moved = new Map<string, number>();
    const add = (key: string, amount: number): void => void moved.set(key, (moved.get(key) ?? 0) + amount);
    for (const [id, { from, to, amount }] of this.#sent) {
      if (this.#taken.get(id) === false) continue;
      add(from, -amount);
      add(to, amount);
    }
    for (const [key, account] of this.#accounts) {
      const breach = unsettled(key, account) ?? this.#misplaced(key, account, moved.get(key) ?? 0);
      if (breach !== undefined) return breach;
    }
    return undefined;
  }

  exercised(): number {
    return this.#sent.size;
  }

  /** Compares the sum of transfers, which is small enough to be exact; a sum that includes the balance may not be. */
  #misplaced(key: string, { balance }: Account, moved: number): Breach | undefined {
    const paidIn = this.#paidIn.get(key) ?? 0;
    if (balance - paidIn === moved) return undefined;
    const involved = [...this.#sent.values()].filter(({ from, to }) => from === key || to === key);
    return {
      message: `At the end ${SERVICE}/${key} holds ${balance}: ${balance - paidIn} more than was paid in. Its ${count(involved.length, 'transfer')} should have changed it by ${moved}.`,
      events: involved.map(({ seq }) => seq),
      kind: 'misplaced',
    };
  }
}

function unsettled(key: string, { outgoing, answered }: Account): Breach | undefined {
  const [transfer] = outgoing;
  if (transfer !== undefined) {
    const { id, amount, to } = transfer;
    return {
      message: `The run has settled, but the transfer ${id} of ${amount} from ${SERVICE}/${key} to ${to} is still in flight.`,
      events: [],
      kind: 'still in flight',
    };
  }
  const [answer] = answered;
  if (answer === undefined) return undefined;
  return {
    message: `The run has settled, but ${SERVICE}/${key} still stores its answer to the transfer ${answer.id}.`,
    events: [],
    kind: 'never forgotten',
  };
}
