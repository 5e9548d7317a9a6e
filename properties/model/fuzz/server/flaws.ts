import type { Server } from '../../../../sim/server/server.ts';

/** Breaks the model, for showing that it is found out. */
export type Sabotage = (model: Server) => void;

/** Ways to break the model, by the names that the command line gives them. */
export const FLAWS: Readonly<Record<'none' | 'state' | 'pins' | 'scopes', Sabotage>> = {
  none: () => undefined,
  /** Nothing that a handler writes is kept. */
  state: ({ commands }) => {
    const apply = commands.apply.bind(commands);
    commands.apply = (stream, entry, command) => {
      if (command.type !== 'SetState') apply(stream, entry, command);
    };
  },
  /** What is in flight goes on with the latest code. */
  pins: ({ journals }) => {
    journals.pin = () => undefined;
  },
  /** An object is the same one in every scope. */
  scopes: ({ keys }) => {
    const of = keys.of.bind(keys);
    keys.of = (service, key) => of(service, key);
  },
};

/** @returns undefined for a name that there is not */
export function flawOf(name: string): Sabotage | undefined {
  return Object.hasOwn(FLAWS, name) ? FLAWS[name as keyof typeof FLAWS] : undefined;
}
