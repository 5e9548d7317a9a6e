/** Goal: each kind of advice is given one time for each place, and can be waived. Method: short runs that deserve advice. */
import { describe, expect, it } from 'vitest';
import { created, ended, no, sends, stored } from '../../trace/testing/happenings.ts';
import { judged } from '../testing/judged.ts';
import { advice, ADVICE_CODES, adviceWithout } from './advice.ts';

/** A message that fails, and whose sender does not learn of it. */
const unseen = (sender: string, handler: string): readonly Parameters<typeof judged>[1][number][] => [
  created(sender, 'Shop/buy'),
  stored(sender, 2, sends(`Mail/${handler}`)),
  created(`${sender}/2`, `Mail/${handler}`),
  ended(`${sender}/2`, no('full', 500)),
];

describe('advice', () => {
  it('has a code, and says it', () => {
    expect(judged(advice, unseen('a', 'send'))).toEqual({
      said: [
        {
          message: expect.stringMatching(/^send of Mail .* \(failure-unseen\)$/),
          events: [2, 4],
          handler: 'Mail/send',
          kind: 'failure-unseen',
          location: 'failure-unseen Shop/buy > Mail/send',
          advice: true,
        },
      ],
      atEnd: undefined,
      left: [],
      exercised: 0,
    });
  });

  it('is given one time for each place', () => {
    const { said } = judged(advice, [unseen('a', 'send'), unseen('b', 'send'), unseen('c', 'post')]);
    expect(said.map(({ location }) => location)).toEqual([
      'failure-unseen Shop/buy > Mail/send',
      'failure-unseen Shop/buy > Mail/post',
    ]);
  });

  it('is not given where its code is waived', () => {
    expect(judged(adviceWithout(['failure-unseen']), unseen('a', 'send')).said).toEqual([]);
    expect(judged(adviceWithout(['lost-update']), unseen('a', 'send')).said).toHaveLength(1);
  });

  it('has six codes', () => {
    expect(ADVICE_CODES).toEqual([
      'failure-unseen',
      'half-change',
      'lost-update',
      'two-timers',
      'cancel-ignored',
      'late-resolution',
    ]);
  });

  it('does not have to be exercised', () => {
    expect(advice).toMatchObject({ name: 'advice', optional: true });
  });
});
