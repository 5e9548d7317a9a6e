import type { Breach, EventOf, Invariant, RunView, TraceEvent } from '../../sim/index.ts';
import type { Changes, Row } from '../../objects/user-account.ts';
import type { Query, Table } from '../profile-database.ts';

/** Every version that the database ever had, in order. */
class History {
  readonly versions = new Map<string, Row[]>();
  readonly #view: RunView;
  /** Open calls that save. */
  readonly #saving = new Map<string, { readonly userId: string; readonly input: Changes; readonly seq: number }>();
  readonly #inputs = new Map<string, Changes>();

  constructor(view: RunView) {
    this.#view = view;
  }

  /** @returns the change of a row, if the event is a save that has changed it */
  see(
    event: TraceEvent,
  ): { userId: string; before: Row; after: Row; input: Changes; event: EventOf<'effect happened'> } | undefined {
    if (event.type === 'operation') this.#inputs.set(event.operation, parsed(event.input) as Changes);
    if (event.type === 'effect began' && 'save' in (event.input as Query)) {
      const { save: userId } = event.input as { save: string };
      this.#saving.set(event.call, { userId, input: this.#inputs.get(event.invocation ?? '') ?? {}, seq: event.seq });
    }
    const save = event.type === 'effect happened' ? this.#saving.get(event.call) : undefined;
    if (event.type !== 'effect happened' || save === undefined) return undefined;
    const after = (this.#view.effect('profiles') as Table).rows.get(save.userId);
    const known = this.versions.get(save.userId) ?? [registered(save.userId)];
    this.versions.set(save.userId, known);
    const before = known.at(-1);
    if (after === undefined || before === undefined || after.token === before.token) return undefined;
    known.push(after);
    return { userId: save.userId, before, after, input: save.input, event };
  }

  had(row: Row): boolean {
    const wanted = JSON.stringify(row);
    return (
      row.token === 'registered' ||
      [...this.versions.values()].some((rows) => rows.some((one) => JSON.stringify(one) === wanted))
    );
  }
}

function registered(userId: string): Row {
  return {
    version: 1,
    token: 'registered',
    profile: { name: 'as registered', email: `${userId}@example.com`, phone: '555-0100' },
  };
}

/** A row in the response to an update was in the database by then. */
export const answeredIsSaved = answers('after an answer the database holds that version or a newer one', 'update');

/** A read returns a version that the database had. */
export const profilesWereThere = answers('a profile that is shown was in the database', 'profile');

function answers(name: string, handler: string): Invariant {
  return {
    name,
    watch: (view) => {
      const history = new History(view);
      const asked = new Map<string, string>();
      let judged = 0;
      return {
        see: (event): Breach | undefined => {
          history.see(event);
          if (event.type === 'invocation created' && event.target.handler === handler)
            asked.set(event.invocation, `${event.target.service}/${handler}`);
          if (event.type !== 'completed' || !('ok' in event.result)) return undefined;
          const by = asked.get(event.invocation);
          if (by === undefined) return undefined;
          judged++;
          const row = parsed(event.result.ok) as Row;
          if (history.had(row)) return undefined;
          return {
            message: `${by} (invocation ${event.invocation}) returned version ${row.version}, ${JSON.stringify(row.profile)}, which the database never had.`,
            events: [event.seq],
            handler: by,
          };
        },
        exercised: () => judged,
      };
    },
  };
}

function saves(name: string, wrong: (before: Row, after: Row, input: Changes) => string | undefined): Invariant {
  return {
    name,
    watch: (view) => {
      const history = new History(view);
      let judged = 0;
      return {
        see: (event) => {
          const save = history.see(event);
          if (save === undefined) return undefined;
          judged++;
          const message = wrong(save.before, save.after, save.input);
          if (message === undefined) return undefined;
          return {
            message: `Operation ${save.event.invocation} ${message} (user ${save.userId}).`,
            events: [event.seq],
          };
        },
        exercised: () => judged,
      };
    },
  };
}

export const versionsGoUp = saves('versions in the database never go back', ({ version }, after) =>
  after.version === version + 1 ? undefined : `replaced version ${version} by version ${after.version}`,
);

/** Each version changes exactly the fields that the update names. */
export const fieldsStay = saves('no field of a profile is lost', ({ profile }, after, input) => {
  const right = { ...profile };
  for (const field of ['name', 'email', 'phone'] as const) right[field] = input[field] ?? profile[field];
  return JSON.stringify(right) === JSON.stringify(after.profile)
    ? undefined
    : `changed ${JSON.stringify(profile)} to ${JSON.stringify(after.profile)}`;
});

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {};
  } catch {
    return {};
  }
}
