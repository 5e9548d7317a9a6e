/**
 * Runs every stored plan again and stores how it is told now: `node properties/guide/as-published/retell.ts`, then `write.ts`. For
 * when only words have changed; a plan that no longer breaks is an error, and calls for `find.ts`.
 */
import { writeFileSync } from 'node:fs';
import { AS_PUBLISHED } from '../../../scenarios/as-published/index.ts';
import { faultName, faultsOf } from '../../../sim/search/finding/fault.ts';
import { storyOf } from '../../../sim/trace/story.ts';
import { defect, FOLDER, rows } from './rows.ts';
import { invariantsOf, runSingle } from './single-invariant.ts';

for (const file of rows().flatMap(({ defects }) => defects)) {
  const told = defect(file);
  const scenario = AS_PUBLISHED.find(({ name }) => name === told.scenario);
  const invariant = scenario && invariantsOf(scenario).find(({ name }) => name === told.invariant);
  if (scenario === undefined || invariant === undefined)
    throw new Error(`${told.scenario} is not judged by "${told.invariant}"; search anew: find.ts`);
  const result = await runSingle(scenario, invariant, told.plan);
  const fault = faultsOf(result).find((one) => faultName(one) === faultName(told));
  if (fault === undefined) throw new Error(`${file} does not break "${told.invariant}" any more; search anew: find.ts`);
  const again = { ...told, message: fault.message, story: storyOf(result.events, fault.events) };
  writeFileSync(new URL(`plans/${file}`, FOLDER), `${JSON.stringify(again, undefined, 2)}\n`);
}
