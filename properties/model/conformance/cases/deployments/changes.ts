import type { Bench } from '../../bench.ts';
import { fact, type Case, type Together } from '../../case.ts';
import type { Change, Fates } from '../../changes/change.ts';
import { changes } from '../../changes/changes.ts';
import { play, type Route } from '../../changes/play.ts';
import { is, oneOf } from '../../expectation.ts';
import type { Json } from '../../json.ts';

const FIRST = 294;

// Where an invocation stands is what the matrix is about.
const NEEDS = { alwaysSuspend: false };

/** One deployment for all changes: where time is real, each registration takes some. */
const together = (route: Route): Together => ({
  play: (bench, numbers) => {
    const played = numbers.flatMap((number) => changes[Math.floor((number - FIRST) / 2)] ?? []);
    return play(bench, played, route);
  },
});

const allInPlace = together('in place');
const allResumed = together('resumed');

/** Each change of the matrix on both routes. */
export const changeCases: readonly Case[] = changes.flatMap((change, place) => {
  const { name, inPlace, resumed = inPlace } = change;
  const first = FIRST + 2 * place;
  return [
    changeCase(first, `ch-${name}-in-place`, change, inPlace, allInPlace),
    changeCase(first + 1, `ch-${name}-resumed`, change, resumed, allResumed),
  ];
});

function changeCase(number: number, name: string, change: Change, fates: Fates, together: Together): Case {
  const script = async (bench: Bench): Promise<Json> => {
    const [result] = await together.play(bench, [number]);
    if (result?.status !== 'fulfilled') throw result?.reason;
    return result.value;
  };
  return {
    ...fact(number, name, 'change-matrix', typeof fates === 'string' ? is(fates) : oneOf(...fates), script, NEEDS),
    together,
  };
}
