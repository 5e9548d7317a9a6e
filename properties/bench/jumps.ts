import { tills, TWO_PAY } from '../faces/debug/tills.ts';
import { openSession } from '../../sim/debug/open-session.ts';
import { best } from './measure.ts';

/** What a user of the debugger waits for, in ms. */
export interface Jumps {
  readonly steps: number;
  /** From a plan to the first step of its run. */
  readonly openMs: number;
  /** The slowest of many jumps back and forth, with all tables of the step. */
  readonly jumpMs: number;
  /** A branch in the middle, until the new run is there. */
  readonly branchMs: number;
}

/** Goes to and fro in a run of about so many steps. */
export async function jumps(steps: number): Promise<Jumps> {
  const [client] = TWO_PAY.operations;
  const operations = Array.from({ length: Math.ceil(steps / 17) }, (_, index) => {
    return {
      ...client,
      id: `a${index}`,
      client: `client ${index % 3}`,
      key: `k${index % 5}`,
    } as (typeof TWO_PAY.operations)[0];
  });
  const plan = { ...TWO_PAY, operations };
  const openMs = await best(3, async () => void (await openSession([tills], { plan })));
  const { session } = await openSession([tills], { plan });
  const { length } = session.run.steps;
  let jumpMs = 0;
  for (let place = 0; place < 40; place++) {
    // Mostly backwards, and far: that is the slowest.
    const target = place % 2 === 0 ? length - place : place * 3;
    const startedMs = performance.now();
    session.goto(String(target));
    session.state();
    session.journals();
    session.waiting();
    session.whatElse();
    jumpMs = Math.max(jumpMs, performance.now() - startedMs);
  }
  session.goto(String(length >> 1));
  const branchMs = await best(3, async () => {
    session.use(1);
    await session.branch(session.whatElse()[0]?.id ?? '');
  });
  return { steps: length, openMs, jumpMs, branchMs };
}
