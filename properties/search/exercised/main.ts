/**
 * Shows that no scenario depends on a lucky seed: `npm run exercised -- [FROM TO [SCENARIO]]`, by default seeds 1 to 20. Each
 * is searched as `npm run sim` does it; the exit status is 2 when a seed leaves anything unexercised.
 */
import { ALL } from '../../../scenarios/index.ts';
import { notExercised } from './not-exercised.ts';

const [from = '1', to = '20', only = ''] = process.argv.slice(2);
const seeds = Array.from({ length: Number(to) - Number(from) + 1 }, (_, place) => Number(from) + place);
const named = ALL.filter(({ name }) => name.startsWith(only));
if (!seeds.every((seed) => Number.isSafeInteger(seed)) || seeds.length === 0 || named.length === 0) {
  console.error('exercised: give two seeds and the beginning of a scenario: npm run exercised -- 1 20 wallet');
  process.exitCode = 3;
} else {
  let gaps = 0;
  for (const scenario of named) {
    const found = await notExercised(scenario, seeds);
    gaps += found.length;
    console.log(`${scenario.name}: ${found.length === 0 ? 'held' : 'not always'} (seeds ${from} to ${to})`);
    for (const { seed, verdict, what } of found) console.log(`  seed ${seed}: ${verdict}: ${what.join('; ')}`);
  }
  console.log(gaps === 0 ? 'everything held and was exercised' : `${gaps} campaigns left something out`);
  process.exitCode = gaps === 0 ? 0 : 2;
}
