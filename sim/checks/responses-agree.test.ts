/** Goal: the responses of clients are judged together. Method: short runs, and what the condition was given. */
import { expect, it } from 'vitest';
import { answered, asked, type Happenings } from '../trace/testing/happenings.ts';
import { responsesAgree, type ClientResponse } from './responses-agree.ts';
import { judged, type Judged } from './testing/judged.ts';

let given: readonly ClientResponse[] = [];
const rule = responsesAgree('no number comes twice', (responses, view) => {
  given = responses;
  return responses.length < 3 || `${responses.length} came, and ${String(view.effect('paid'))} were paid.`;
});
const run = (...happenings: readonly Happenings[]): Judged => judged(rule, happenings, { effect: () => 7 });

it('are given in the order in which they came, each with its request', () => {
  const { said, atEnd, exercised } = run(
    asked('a', 'Ids/x/next', { n: 1 }),
    asked('b', 'Mail/send'),
    answered('b', { message: 'no' }, 500),
    answered('a', 5),
  );
  expect([said, atEnd, exercised]).toEqual([[], undefined, 1]);
  expect(given).toEqual([
    {
      operation: 'b',
      service: 'Mail',
      key: '',
      handler: 'send',
      input: undefined,
      status: 500,
      output: { message: 'no' },
    },
    { operation: 'a', service: 'Ids', key: 'x', handler: 'next', input: { n: 1 }, status: 200, output: 5 },
  ]);
});

it('are judged when the run has settled', () => {
  const three = ['a', 'b', 'c'].map((one) => [asked(one, 'Ids/x/next'), answered(one, 1)]);
  expect(run(three)).toEqual({
    said: [],
    atEnd: { message: '3 came, and 7 were paid.', events: [] },
    left: [],
    exercised: 1,
  });
});

it('are nothing where no request is known', () => {
  expect(run(answered('a', 5))).toMatchObject({ exercised: 0 });
  expect(given).toEqual([]);
  expect(rule.name).toBe('no number comes twice');
});
