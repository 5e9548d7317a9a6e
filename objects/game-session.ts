/**
 * A game for two players in turns with a time limit. The player who takes the last stick wins, and a player who exceeds the
 * time of a turn loses.
 *
 * **Turns have numbers,** and so has the message that arrives when the time of a turn is up. One that arrives when the turn
 * is over finds another number and changes nothing: a late message ends no turn.
 *
 * **No instants are compared.** The message for a turn is made when the turn is stored. The SDK adds the time of the turn to
 * the clock of its service, and Restate delivers it when its own clock has come to that: keep the two together.
 *
 * **A kill** takes the message that its invocation has sent with it, and then nothing ends that turn but the player. `nudge`
 * sends it again, with the full time.
 *
 * **Errors** (all terminal): 400 bad input; 404 no game was started; 422 against the rules, or not at this moment.
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse, text, wholeNumber } from './refuse.ts';

/** One state key: sticks, turn and winner belong together. */
export interface Game {
  readonly players: readonly [string, string];
  readonly sticks: number;
  /** Counts from 1; the first player has the odd turns. */
  readonly turn: number;
  readonly turnMs: number;
  readonly over: { readonly winner: string; readonly why: 'last stick' | 'time' | 'resigned' } | null;
}

type GameState = { game: Game };
type Owner = restate.ObjectContext<GameState>;

const ends = {
  /** The time of a turn is up. */
  timeUp: restate.handlers.object.exclusive(
    { ingressPrivate: true },
    async (ctx: Owner, { turn }: { readonly turn: number }): Promise<void> => {
      const game = await ctx.get('game');
      if (game !== null && game.over === null && game.turn === turn)
        ctx.set('game', lost(game, playerOf(game), 'time'));
    },
  ),
};

/** By this name and its type the object sends messages to itself. */
const self = restate.object({ name: 'GameSession', handlers: ends });

/** One game per key. */
export const gameSession = restate.object({
  name: 'GameSession',
  handlers: {
    ...ends,

    start: async (
      ctx: Owner,
      request: { readonly players: readonly [string, string]; readonly sticks: number; readonly turnMs: number },
    ): Promise<Game> => {
      const game = started(await ctx.get('game'), request);
      return begin(ctx, game);
    },

    /** Takes 1 to 3 sticks; then it is the other's turn. */
    take: async (ctx: Owner, request: { readonly player: string; readonly sticks: number }): Promise<Game> => {
      const { player, sticks } = fieldsOf(request);
      const game = taken(await load(ctx), text('player', player), wholeNumber('sticks', sticks, 1, 3));
      return begin(ctx, game);
    },

    resign: async (ctx: Owner, request: { readonly player: string }): Promise<Game> => {
      const game = resigned(await load(ctx), text('player', fieldsOf(request).player));
      ctx.set('game', game);
      return game;
    },

    /** Sends the message of the present turn again, with its full time. For use after a kill. */
    nudge: async (ctx: Owner): Promise<Game> => begin(ctx, await load(ctx)),

    view: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<GameState>): Promise<Game> =>
      load(ctx),
    ),
  },
});

/** Stores the game, and sees to it that its turn ends. */
async function begin(ctx: Owner, game: Game): Promise<Game> {
  ctx.set('game', game);
  if (game.over !== null) return game;
  try {
    // The time runs from the moment when the message is made. Commands travel in the background; a run only returns once
    // everything before it is stored, so that the turn loses nothing of its time on the way.
    await ctx.run('turn is stored', () => {});
  } finally {
    // Also when it was cancelled here: a turn that is stored needs an end.
    ctx.objectSendClient(self, ctx.key).timeUp({ turn: game.turn }, restate.rpc.sendOpts({ delay: game.turnMs }));
  }
  return game;
}

async function load(ctx: restate.ObjectSharedContext<GameState>): Promise<Game> {
  return (await ctx.get('game')) ?? refuse(404, `no game "${ctx.key}" was started`);
}

// The decisions, as functions of a game.

export function started(before: Game | null, request: object): Game {
  const { players, sticks, turnMs } = fieldsOf(request as { players: unknown; sticks: unknown; turnMs: unknown });
  if (!Array.isArray(players) || players.length !== 2) return refuse(400, 'a game has two players');
  const [one, two] = [text('player', players[0], 64), text('player', players[1], 64)];
  if (one === two) refuse(400, 'the two players must be different');
  if (before?.over === null) refuse(422, 'a game is being played');
  return {
    players: [one, two],
    sticks: wholeNumber('sticks', sticks, 1, 1_000),
    // Goes on where the last game ended: a message from that one must not end a turn of this one.
    turn: before === null ? 1 : before.turn + (before.turn % 2 === 0 ? 1 : 2),
    turnMs: wholeNumber('turnMs', turnMs, 1, 24 * 3_600_000),
    over: null,
  };
}

export function taken(game: Game, player: string, sticks: number): Game {
  mustPlay(game, player);
  if (playerOf(game) !== player) refuse(422, `it is the turn of ${playerOf(game)}`);
  if (sticks > game.sticks) refuse(422, `only ${game.sticks} sticks are left`);
  const left = game.sticks - sticks;
  return {
    ...game,
    sticks: left,
    turn: game.turn + 1,
    over: left === 0 ? { winner: player, why: 'last stick' } : null,
  };
}

export function resigned(game: Game, player: string): Game {
  mustPlay(game, player);
  return lost(game, player, 'resigned');
}

export function lost(game: Game, loser: string, why: 'time' | 'resigned'): Game {
  const [one, two] = game.players;
  return { ...game, over: { winner: loser === one ? two : one, why } };
}

/** Whose turn it is. */
export function playerOf({ players, turn }: Game): string {
  return turn % 2 === 1 ? players[0] : players[1];
}

function mustPlay(game: Game, player: string): void {
  if (!game.players.includes(player)) refuse(422, `"${player}" does not play here`);
  if (game.over !== null) refuse(422, `the game is over: ${game.over.winner} has won`);
}
