import { durationText } from '../../core/duration-text.ts';
import { TEST_PASSES, type WorldHappening } from '../event.ts';
import { cut, type EventWords } from './context.ts';
import { short } from './payload-text.ts';
import { MUST_SHOW } from './sentence.ts';
import { pointWords, troubleWords } from './trouble-words.ts';

const HOW_DEPLOYED = {
  new: 'is registered at',
  'in-place': 'gets new code at',
  'registered again': 'is registered again at',
  updated: 'moves to',
} as const;

export const WORLD_WORDS: EventWords<WorldHappening['type']> = {
  time: ({ fromMs, toMs }) => ({
    actor: { name: 'the clock' },
    predicate: `advances by ${durationText(toMs - fromMs)}`,
    weight: 0,
  }),

  trouble: ({ trouble, point, invocation }, { names }) => {
    const { subject, predicate } = troubleWords(trouble);
    const where = invocation === undefined ? undefined : pointWords(point, (entry) => names.labelOf(invocation, entry));
    const what = where === undefined ? predicate : `${predicate} ${where}`;
    if (invocation === undefined) return { actor: { name: subject ?? 'the world' }, predicate: what, weight: 90 };
    return { actor: { invocation }, ...(subject !== undefined && { subject }), predicate: what, weight: 90 };
  },

  deployed: ({ deployment, uri, how, services }) => ({
    actor: { name: `deployment ${deployment}` },
    predicate: `${HOW_DEPLOYED[how]} ${uri}`,
    detail: services
      .map(({ name, revision }) => `${name} (${revision === undefined ? 'not registered' : `revision ${revision}`})`)
      .join(', '),
    weight: MUST_SHOW,
  }),

  'deploy refused': ({ status, message }, context) => ({
    actor: { name: 'the server' },
    predicate: `refuses the deploy (${status})`,
    detail: cut(message, context),
    weight: MUST_SHOW,
  }),

  undeployed: ({ deployment }) => ({
    actor: { name: `deployment ${deployment}` },
    predicate: 'is removed',
    detail: 'what is pinned to it can run nowhere',
    weight: MUST_SHOW,
  }),

  choice: ({ choice: { kind, chosen, options } }) => ({
    actor: { name: 'the search' },
    predicate: `picks option ${chosen} of ${options} (${kind})`,
    weight: 0,
  }),

  assertion: ({ name, kind, held, detail, invocation }, context) => {
    const why = detail === undefined ? '' : cut(detail, context);
    const weight = held || kind === 'sometimes' ? 0 : 80;
    if (name === TEST_PASSES)
      return { actor: { name: 'the test' }, predicate: held ? 'passes' : `fails: ${why}`, weight };
    const isTrue = kind === 'never' ? !held : held;
    return {
      actor: invocation === undefined ? { name: 'the scenario' } : { invocation },
      predicate: `asserts ${kind} "${short(name, context.max)}", which is ${isTrue}${why === '' ? '' : ` (${why})`}`,
      weight,
    };
  },

  'faults frozen': () => ({
    actor: { name: 'the run' },
    predicate: 'injects no more troubles',
    detail: 'everything in flight must now settle',
    weight: 0,
  }),

  'jobs left': ({ jobs }) => ({
    actor: { name: 'the run' },
    predicate: 'ends: only jobs that go on by themselves forever are left',
    detail: jobs
      .map(({ invocation, generation, sleeps }) =>
        sleeps === undefined ? `${invocation}, round ${generation}` : `${invocation}, sleep ${sleeps}`,
      )
      .join('; '),
    weight: 0,
  }),

  limit: ({ message }) => ({
    actor: { name: 'the run' },
    predicate: `stops at a limit: ${message}`,
    weight: MUST_SHOW,
  }),
};
