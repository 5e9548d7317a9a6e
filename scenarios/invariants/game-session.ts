import { callBreach, atRest, everyWrite, type Invariant, serviceInvariant, virtualTime } from '../../sim/index.ts';
import type { Game } from '../../objects/game-session.ts';

const GAME = { service: 'GameSession', state: 'game' } as const;

/** A move takes one to three sticks, sticks never come back, and none is taken after the end. */
export const sticksAddUp: Invariant = everyWrite<Game>(
  'a move takes one to three sticks',
  GAME,
  ({ value, before }) => {
    const gone = before === undefined || before.over !== null ? 0 : before.sticks - value.sticks;
    if (gone < 0 || gone > 3 || value.sticks < 0) return `${gone} sticks were taken, ${value.sticks} are left.`;
    return (value.sticks === 0) === (value.over?.why === 'last stick') || `it has ${value.sticks} sticks left.`;
  },
);

/** Two moves in a row of one game are by different players. */
export const playersAlternate: Invariant = serviceInvariant('players take turns', GAME.service, () => {
  const last = new Map<string, string>();
  let moved = 0;
  return {
    onWrite: (call, { seq }) => {
      const { player } = (call.input ?? {}) as { player?: string };
      if (call.handler === 'start') last.delete(call.key);
      if (call.handler !== 'take' || player === undefined) return undefined;
      moved++;
      const before = last.get(call.key);
      last.set(call.key, player);
      if (before !== player) return undefined;
      return callBreach(call, { message: `is the second move of ${player} in a row.`, seq });
    },
    exercised: () => moved,
  };
});

/** The timeout never ends a turn early. */
export const turnsLast: Invariant = serviceInvariant('a turn lasts its full time', GAME.service, () => {
  const since = new Map<string, { readonly game: Game; readonly atMs: number }>();
  let ended = 0;
  return {
    onWrite: (call, { value, seq, atMs }) => {
      const game = value as Game;
      const turn = since.get(call.key);
      if (turn === undefined || turn.game.turn !== game.turn) since.set(call.key, { game, atMs });
      if (call.handler !== 'timeUp' || turn === undefined) return undefined;
      ended++;
      if (atMs - turn.atMs >= game.turnMs || game.turn !== turn.game.turn) return undefined;
      return callBreach(call, {
        message: `ended turn ${game.turn} at ${virtualTime(atMs)}; it began at ${virtualTime(turn.atMs)} and has ${game.turnMs} ms.`,
        seq,
      });
    },
    exercised: () => ended,
  };
});

/** Every turn ends, so every game ends. */
export const gamesEnd: Invariant = atRest('every game ends', (view) => {
  for (const key of view.keys(GAME.service)) {
    const game = view.state(GAME.service, key, GAME.state) as Game | undefined;
    if (game?.over === null) return `the game "${key}" waits in turn ${game.turn}, and nothing will end it.`;
  }
  return true;
});
