import * as restate from '@restatedev/restate-sdk';
import { gameSession, lost, playerOf, started, taken, type Game } from '../../objects/game-session.ts';
import { fieldsOf, refuse, text, wholeNumber } from '../../objects/refuse.ts';
import { withHandlers } from './with-handlers.ts';

type Definition = { readonly name: string };
type Owner = restate.ObjectContext;
interface Move {
  readonly player: string;
  readonly sticks: number;
}

/** Ends the current turn when a timer message arrives, whichever turn the message is for. */
export const endsAnyTurn: Definition = withHandlers(gameSession, {
  timeUp: async (ctx: Owner) => {
    const game = await ctx.get<Game>('game');
    if (game !== null && game.over === null) ctx.set('game', lost(game, playerOf(game), 'time'));
  },
});

/** Determines the loser after the turn has ended, and sends its message late. */
export const endsLateForTheOther: Definition = withHandlers(gameSession, {
  start: async (ctx: Owner, request: object) => {
    const game = started(await ctx.get<Game>('game'), request);
    ctx.set('game', game);
    await ctx.run('turn is stored', () => {});
    ctx
      .objectSendClient(gameSession, ctx.key)
      .timeUp({ turn: game.turn }, restate.rpc.sendOpts({ delay: 1.5 * game.turnMs }));
    return game;
  },
  timeUp: async (ctx: Owner) => {
    const game = await ctx.get<Game>('game');
    if (game !== null) ctx.set('game', lost(game, playerOf({ ...game, turn: game.turn + 1 }), 'time'));
  },
});

/** Sets a timer for the first turn only. */
export const setsOneClock: Definition = taking((game, { player, sticks }) => taken(game, player, sticks));

/** Starts the timer of the next turn before that turn is stored. */
export const startsTheClockFirst: Definition = withHandlers(gameSession, {
  take: async (ctx: Owner, request: Move) => {
    const { player, sticks } = fieldsOf(request);
    const game = (await ctx.get<Game>('game')) ?? refuse(404, 'no game');
    const after = taken(game, text('player', player), wholeNumber('sticks', sticks, 1, 3));
    if (after.over === null)
      ctx
        .objectSendClient(gameSession, ctx.key)
        .timeUp({ turn: after.turn }, restate.rpc.sendOpts({ delay: after.turnMs }));
    ctx.set('game', after);
    return after;
  },
});

/** Lets any player move at any time. */
export const letsAnyPlayerMove: Definition = taking((game, { player, sticks }) =>
  taken({ ...game, players: [player, player === 'ann' ? 'bob' : 'ann'], turn: 1 }, player, sticks),
);

/** Does not check how many sticks are left. */
export const takesTooMany: Definition = taking((game, { player, sticks }) => {
  const after = taken({ ...game, sticks: 1_000 }, player, sticks);
  return {
    ...after,
    sticks: game.sticks - sticks,
    over: game.sticks === sticks ? { winner: player, why: 'last stick' } : null,
  };
});

function taking(by: (game: Game, move: Move) => Game): Definition {
  return withHandlers(gameSession, {
    take: async (ctx: Owner, request: Move) => {
      const { player, sticks } = fieldsOf(request);
      const move = { player: text('player', player), sticks: wholeNumber('sticks', sticks, 1, 3) };
      const game = (await ctx.get<Game>('game')) ?? refuse(404, 'no game');
      if (game.over !== null) refuse(422, 'the game is over');
      const after = by(game, move);
      ctx.set('game', { ...after, players: game.players });
      return after;
    },
  });
}
