import { TerminalError } from '@restatedev/restate-sdk';
import { ARGUMENTS } from './arguments.ts';
import { ERRORS } from './errors.ts';
import { inTimer, type AnyContext, type Misuse } from './misuse.ts';
import { reading, SERDES } from './serdes.ts';

/** The kinds of findings that say what is written: nothing is, once the attempt has failed. */
const OF_WRITES: ReadonlySet<string | undefined> = new Set(['not-bytes', 'malformed-failure']);

/** Values that the state machine does not take, from a branch that goes on after the handler has thrown. */
const AFTER_A_FAILURE: readonly Misuse[] = [...ERRORS, ...SERDES, ...ARGUMENTS]
  .filter(({ finds }) => OF_WRITES.has(finds))
  .map(({ name, body }) => ({
    name: `${name}, after the handler has thrown`,
    body: (c): never => {
      inTimer(() => void Promise.resolve(body(c)).catch(() => {}), 5);
      throw new Error('the handler fails');
    },
  }));

/** Steps in which a branch can go on while the end of its handler is written, and some more. */
const STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 8];

const unreadable = reading(() => {
  throw new Error('unreadable');
});

const returns = (): number => 1;

const fails = (): never => {
  throw new Error('the handler fails');
};

/** A malformed failure from a branch that goes on while the handler ends: the state machine breaks at each of these steps. */
const DURING_THE_END: readonly Misuse[] = STEPS.flatMap((steps) =>
  Object.entries({ returns, fails }).map(([how, end]) => ({
    name: `an awakeable rejected with a number, ${steps} microtasks after the handler ${how}`,
    body: (c: AnyContext) => {
      void rejectAfter(steps, c);
      return end();
    },
  })),
);

async function rejectAfter(microtasks: number, ctx: AnyContext): Promise<void> {
  for (let i = 0; i < microtasks; i++) await Promise.resolve();
  ctx.rejectAwakeable(ctx.awakeable().id, 5 as never);
}

/**
 * A serde throws in a branch, and ends the attempt at that command, while the handler throws an error of its own. Where the
 * state machine breaks at that error, the attempt is aborted and made again, and then the serde throws earlier: in a replay.
 */
const DURING_A_FAILURE: readonly Misuse[] = STEPS.flatMap((steps) =>
  [new Error('fails'), new TerminalError('fails'), new TerminalError('fails', { errorCode: 'abc' as never })].map(
    (thrown, kind) => ({
      name: `a serde that throws while it reads, ${steps} microtasks before the handler throws error ${kind + 1} of 3`,
      body: async (c: AnyContext): Promise<never> => {
        c.set('k', 1);
        c.get('k', unreadable).catch(() => {});
        for (let i = 0; i < steps; i++) await Promise.resolve();
        throw thrown;
      },
      ...(kind === 2 && steps < 3 && { finds: 'malformed-failure' }),
    }),
  ),
);

/** Misuse by branches that go on when their handler ends. */
export const LATE: readonly Misuse[] = [...AFTER_A_FAILURE, ...DURING_THE_END, ...DURING_A_FAILURE];
