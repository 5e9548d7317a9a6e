import {
  type Breach,
  callBreach,
  type CallEnd,
  type Invariant,
  type RunView,
  type ServiceCall,
  serviceInvariant,
  type ServiceObserver,
  type TraceEvent,
} from '../../../sim/index.ts';
import type { UserProfile } from '../../../objects/as-published/user-account-simple.ts';
import type { Profile } from '../../../objects/as-published/user-account.ts';
import type { UpdateProfileRequest } from '../../../objects/as-published/user-service.ts';
import type { Query, Table } from '../database.ts';

/** When a client gets the response to an update, the database holds that version or a newer one. */
export function databaseKeepsUp(service: string): Invariant {
  return serviceInvariant(
    'after a response the database holds that version or a newer one',
    service,
    (view) => new Database(view, 'keeps up'),
  );
}

/** An older version never replaces a newer one in the database. */
export function databaseNeverGoesBack(service: string): Invariant {
  return serviceInvariant('versions in the database never go back', service, (view) => new Database(view, 'goes back'));
}

/** An update changes name and e-mail, and nothing else. */
export function fieldsStay(service: string): Invariant {
  return serviceInvariant('no field of a profile is lost', service, (view) => new Database(view, 'fields'));
}

/** Follows what each invocation saves. */
class Database implements ServiceObserver {
  readonly #view: RunView;
  readonly #judges: 'keeps up' | 'goes back' | 'fields';
  readonly #open = new Map<string, ServiceCall>();
  /** User -> invocations that have saved, oldest first, each once. */
  readonly #saved = new Map<string, string[]>();
  /** Calls of an effect that save, until they happen. */
  readonly #saving = new Map<string, string>();
  #judged = 0;

  constructor(view: RunView, judges: 'keeps up' | 'goes back' | 'fields') {
    this.#view = view;
    this.#judges = judges;
  }

  onCreated(call: ServiceCall): void {
    this.#open.set(call.invocation, call);
  }

  onEvent(event: TraceEvent): Breach | undefined {
    if (event.type === 'effect began') {
      const query = event.input as Query<Profile>;
      if ('save' in query) this.#saving.set(event.call, query.save);
    }
    if (event.type !== 'effect happened') return undefined;
    const user = this.#saving.get(event.call);
    const call = this.#open.get(event.invocation ?? '');
    if (user === undefined || call === undefined) return undefined;
    return this.#save(user, call, event.seq);
  }

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    if (this.#judges !== 'keeps up' || !('output' in end)) return undefined;
    this.#judged++;
    if ([...this.#saved.values()].some((saved) => saved.includes(call.invocation))) return undefined;
    const { Name } = call.input as UpdateProfileRequest;
    return callBreach(call, {
      message: `returned without an error, and "${Name}" has never been in the database.`,
      seq: end.seq,
    });
  }

  exercised(): number {
    return this.#judged;
  }

  #save(user: string, call: ServiceCall, seq: number): Breach | undefined {
    const saved = this.#saved.get(user) ?? [];
    this.#saved.set(user, saved);
    const index = saved.indexOf(call.invocation);
    if (index < 0) saved.push(call.invocation);
    if (this.#judges === 'goes back') {
      this.#judged++;
      if (index < 0 || index === saved.length - 1) return undefined;
      return callBreach(call, {
        message: `saved its version of the row "${user}" again, over the newer version of operation ${saved.at(-1)}.`,
        seq,
      });
    }
    if (this.#judges !== 'fields') return undefined;
    this.#judged++;
    const row = (this.#view.effect('profiles') as Table<Profile>).rows.get(user);
    const { Email } = call.input as UpdateProfileRequest;
    if (row?.email === '' && Email === '' && user !== '')
      return callBreach(call, {
        message: `saved ${JSON.stringify(row)} for a request without an e-mail.`,
        seq,
        kind: 'left out',
      });
    if (user !== '' && row?.phone !== '') return undefined;
    return callBreach(call, {
      message: `saved ${JSON.stringify(row)}: the other fields of the row are lost.`,
      seq,
    });
  }
}

/** The simple account has no database: its state is the profile. */
export const nothingIsLeftOut = serviceInvariant('no field of a profile is lost', 'UserAccount', () => {
  const fields = new Map<string, ReadonlySet<string>>();
  let written = 0;
  return {
    onWrite: (call, { value, seq }) => {
      written++;
      const before = fields.get(call.key) ?? new Set();
      fields.set(call.key, new Set(Object.keys(value as UserProfile)));
      const lost = [...before].find((field) => !(field in (value as UserProfile)));
      return lost === undefined ? undefined : callBreach(call, { message: `lost the field "${lost}".`, seq });
    },
    exercised: () => written,
  };
});
