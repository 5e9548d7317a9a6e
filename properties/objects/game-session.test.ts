/**
 * Goal: players move in turns, a turn lasts its time and no longer, every game ends. Method: players who move out of turn and
 * around the ends of turns, and crashes; for each invariant a game with one planted bug, which the invariant must catch.
 * Kills are enumerated.
 */
import { describe, expect, it } from 'vitest';
import { gameSessionScenario } from '../../scenarios/game-session.ts';
import { gameSession } from '../../objects/game-session.ts';
import { gamesEnd, playersAlternate, sticksAddUp, turnsLast } from '../../scenarios/invariants/game-session.ts';
import type { Phase } from '../../sim/core/address.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';
import * as broken from './game-session.broken.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';
import { breaches, singleClient } from '../harness/single-client.ts';

// A search takes about a second on an idle machine.
describe('a game session', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(gameSessionScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { bug: 'takes more sticks than there are', by: sticksAddUp, variant: broken.takesTooMany, says: 'sticks' },
    { bug: 'lets any player move', by: playersAlternate, variant: broken.letsAnyPlayerMove, says: 'in a row' },
    {
      bug: 'ends a turn by the message of another turn',
      by: turnsLast,
      variant: broken.endsAnyTurn,
      says: 'it began at',
    },
    {
      bug: 'starts the timer before the turn',
      by: turnsLast,
      variant: broken.startsTheClockFirst,
      says: 'it began at',
    },
    { bug: 'sets a timer for the first turn only', by: gamesEnd, variant: broken.setsOneClock, says: 'nothing will' },
  ])('is caught when it $bug', async ({ by, variant, says }) => {
    expect(
      await objection(
        replaced(gameSessionScenario, () => [variant]),
        by,
      ),
    ).toContain(says);
  });

  it('is lost by the player who lets the time of a turn pass', async () => {
    for (const [moves, winner] of [
      [[], 'bob'],
      [['ann'], 'ann'],
    ] as const) {
      await using sim = new Simulation({ services: [gameSession] });
      const game = sim.client.object(gameSession, 'g1');
      await game.start({ players: ['ann', 'bob'], sticks: 9, turnMs: 1_000 });
      for (const player of moves) await game.take({ player, sticks: 1 });
      await sim.advance('1s');
      expect((await game.view()).over).toEqual({ winner, why: 'time' });
    }
  });

  it('ends after a kill and a nudge, at whichever entry the kill is', async () => {
    const ask = { kind: 'call', service: 'GameSession', key: 'g1' } as const;
    const phases: readonly Phase[] = ['before', 'after'];
    let injected = 0;
    for (const entry of [0, 1, 2, 3, 4, 5])
      for (const phase of phases) {
        const run = await singleClient(gameSessionScenario, [
          {
            ...ask,
            handler: 'take',
            input: { player: 'ann', sticks: 1 },
            troubles: [{ kind: 'kill', path: '', attempt: 1, entry, phase }],
          },
          { ...ask, handler: 'nudge', afterMs: 1 },
        ]);
        if (run.result.events.some(({ type }) => type === 'trouble')) injected++;
        expect(breaches(run)).toEqual([]);
      }
    expect(injected).toBeGreaterThan(5);
  });

  it('is lost by the current player when the time of the turn is up, and not a millisecond before', async () => {
    expect(await overAround(gameSession)).toEqual([null, { winner: 'bob', why: 'time' }]);
    expect(await overAround(broken.endsLateForTheOther), 'a broken variant').toEqual([null, null]);
  });

  it('ends after a cancellation, at whichever entry it is', async () => {
    expect(await openAfterCancel(gameSession)).toEqual([]);
    expect(await openAfterCancel(broken.endsLateForTheOther), 'a broken variant').not.toEqual([]);
  });
});

const GAME = { players: ['ann', 'bob'], sticks: 4, turnMs: 1_000 } as const;

/** The state of a game a millisecond before the time of its first turn is up, and then. */
async function overAround(definition: { readonly name: string }): Promise<unknown[]> {
  await using sim = new Simulation({ services: [definition] });
  const game = sim.client.object(gameSession, 'g1');
  await game.start(GAME);
  await sim.advance(GAME.turnMs - 1);
  const before = (await game.view()).over;
  await sim.advance(1);
  return [before, (await game.view()).over];
}

/** @returns the entries at which a cancelled `start` leaves a game that never ends */
async function openAfterCancel(definition: { readonly name: string }): Promise<number[]> {
  const open: number[] = [];
  for (const entry of [0, 1, 2, 3, 4])
    for (const phase of ['before', 'inside', 'after'] as const) {
      await using sim = new Simulation({ services: [definition] });
      const game = sim.client.object(gameSession, 'g1');
      sim.trouble('a', { kind: 'cancel', path: '', attempt: 1, entry, phase });
      await game.start(GAME).catch((error: unknown) => error);
      await sim.advance('1h');
      // 404: it was cancelled before the game was stored.
      const over = await game.view().then(
        (seen) => seen.over,
        () => 'never begun',
      );
      if (over === null) open.push(entry);
    }
  return open;
}
