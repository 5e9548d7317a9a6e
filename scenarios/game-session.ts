import * as fc from 'fast-check';
import { gameSession } from '../objects/game-session.ts';
import { type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { gamesEnd, playersAlternate, sticksAddUp, turnsLast } from './invariants/game-session.ts';
import { answered, repeated } from './outcomes.ts';

const key = fc.constantFrom('g1', 'g1', 'g2');
const player = fc.constantFrom('ann', 'bob');
const TURN_MS = 1_000;
const rules = { players: ['ann', 'bob'], sticks: 5, turnMs: TURN_MS } as const;
/** Times around the end of a turn. */
const afterMs = fc.constantFrom(0, 0, 0, 500, TURN_MS - 1, TURN_MS, TURN_MS + 1);
const move = fc.record({ player, sticks: fc.constantFrom(1, 1, 2, 3) });

/** Two players play two games at the same time, also out of turn and too late. */
export const gameSessionScenario: Scenario = scenario('game session', {
  services: [gameSession],
  setup: ['g1', 'g2'].map((one): OperationSpec => ({
    kind: 'call',
    service: 'GameSession',
    handler: 'start',
    key: one,
    input: { ...rules, players: ['ann', 'bob'] },
  })),
  operations: ({ call, send }) => [
    call(gameSession, 'take', { key, input: move, afterMs }),
    call(gameSession, 'take', { key, input: move }),
    call(gameSession, 'take', { key, input: move, idempotencyKey: maybeIdempotent }),
    send(gameSession, 'take', { key, input: move }),
    call(gameSession, 'start', { key, input: { ...rules, players: ['ann', 'bob'] }, afterMs }),
    call(gameSession, 'resign', { key: 'g2', input: fc.record({ player }), afterMs }),
    call(gameSession, 'nudge', { key, afterMs }),
    call(gameSession, 'view', { key, afterMs }),
    call(gameSession, 'view', { key: 'nowhere' }),
    call(gameSession, 'take', { key, input: { player: 'cid', sticks: 1 } }),
    call(gameSession, 'take', { key, input: malformed({ player: 'ann', sticks: 4 }, { player: '', sticks: 1 }, null) }),
    call(gameSession, 'start', {
      key: 'g3',
      input: malformed({ ...rules, players: ['ann'] }, { ...rules, players: ['ann', 'ann'] }, { ...rules, turnMs: 0 }),
    }),
  ],
  clients: 3,
  maxOperations: 16,
  // A cancelled move may have been made, without the timer of the next turn that it was to start.
  faults: { operators: false },
  invariants: [sticksAddUp, playersAlternate, turnsLast, gamesEnd],
  outcomes: {
    'a game is won': answered(200, '"why":"last stick"'),
    'a game is lost by the clock': answered(200, '"why":"time"'),
    'a player resigns': answered(200, '"why":"resigned"'),
    'a player moves out of turn': answered(422, 'it is the turn of'),
    'a player takes too many': answered(422, 'sticks are left'),
    'a game that is over is not played on': answered(422, 'the game is over'),
    'a game is not started over': answered(422, 'a game is being played'),
    'a stranger is refused': answered(422, 'does not play here'),
    'a game that does not exist is read': answered(404, 'no game'),
    'a bad number of sticks is refused': answered(400, 'sticks must be a whole number'),
    'a player without a name is refused': answered(400, 'player must be a text'),
    'a game of one is refused': answered(400, 'a game has two players'),
    'a game with only one player twice is refused': answered(400, 'must be different'),
    'a turn without time is refused': answered(400, 'turnMs must be a whole number'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a request is repeated with its idempotency key': repeated,
  },
});
