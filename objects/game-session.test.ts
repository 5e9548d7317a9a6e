/** Goal: the rules, and turns that are never mistaken for those of an earlier game. Method: examples and random games. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lost, playerOf, resigned, started, taken, type Game } from './game-session.ts';

const fresh = started(null, { players: ['ann', 'bob'], sticks: 4, turnMs: 10 });

describe('a game', () => {
  it('is won by who takes the last stick', () => {
    expect(taken(taken(fresh, 'ann', 3), 'bob', 1).over).toEqual({ winner: 'bob', why: 'last stick' });
  });

  it('is lost by who resigns, and by whose time is up', () => {
    expect(resigned(fresh, 'bob').over).toEqual({ winner: 'ann', why: 'resigned' });
    expect(resigned(fresh, 'ann').over).toEqual({ winner: 'bob', why: 'resigned' });
    expect(lost(fresh, 'ann', 'time').over).toEqual({ winner: 'bob', why: 'time' });
  });

  it.each([
    ['of a third player', () => taken(fresh, 'cid', 1), 'does not play here'],
    ['out of turn', () => taken(fresh, 'bob', 1), 'it is the turn of ann'],
    ['for more than is left', () => taken(taken(fresh, 'ann', 3), 'bob', 3), 'only 1 sticks are left'],
    ['after its end', () => taken(resigned(fresh, 'bob'), 'ann', 1), 'the game is over'],
  ])('refuses a move %s', (_what, move, message) => {
    expect(move).toThrow(message);
  });

  it('is not started over, and begins the next one with a turn of the first player and a new number', () => {
    const request = { players: ['cid', 'ann'], sticks: 4, turnMs: 10 };
    expect(() => started(fresh, request)).toThrow('a game is being played');
    for (const over of [resigned(fresh, 'ann'), lost(taken(fresh, 'ann', 1), 'bob', 'time')]) {
      const next = started(over, request);
      expect(next.turn).toBeGreaterThan(over.turn);
      expect(playerOf(next)).toBe('cid');
    }
  });
});

it('loses no stick, however it is played', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 10, size: 'max' }), (moves) => {
      let game: Game = fresh;
      let gone = 0;
      for (const sticks of moves) {
        if (game.over !== null || sticks > game.sticks) continue;
        game = taken(game, playerOf(game), sticks);
        gone += sticks;
      }
      expect(game.sticks + gone).toBe(4);
      expect(game.over === null).toBe(game.sticks > 0);
    }),
    { seed: 42, numRuns: 200 },
  );
});
