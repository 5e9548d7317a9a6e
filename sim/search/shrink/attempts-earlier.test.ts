/** Goal: what remains of a plan without a cause of another attempt is moved one attempt earlier. Method: small plans. */
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../simulation/faults/plan.ts';
import { crash, operation, plan } from '../testing/plans.ts';
import { attemptsEarlier } from './attempts-earlier.ts';

const shown = ({ operations, holds, choices }: Plan): string =>
  [
    ...operations.flatMap(({ id, troubles }) =>
      troubles.map((one) => ('attempt' in one ? `${id}${one.path}#${one.attempt}` : one.kind)),
    ),
    ...holds.map(({ before, until }) => `${before}>${until}`),
    ...Object.entries(choices).map(([key, option]) => `${key}=${option}`),
  ].join(' ');
const proposals = (...of: Parameters<typeof plan>): readonly string[] => [...attemptsEarlier(plan(...of))].map(shown);

describe('without a trouble', () => {
  it('later troubles, holds and choices of its invocation are an attempt earlier', () => {
    const troubles = [crash(), crash({ attempt: 2 }), crash({ attempt: 3 })];
    expect(proposals([operation('a', { troubles })])).toEqual(['a#1 a#2', 'a#1 a#2']);
    expect(
      proposals([operation('a', { troubles: [crash()] })], {
        holds: [{ before: 'a#2:start', until: 'a#1:append 1 Run' }],
        choices: { 'jitter a#3': 1, 'latency a#1:x 0': 2 },
      })[0],
    ).toBe('a#1:start>a#1:append 1 Run jitter a#2=1 latency a#1:x 0=2');
  });

  it('what is about that attempt or an earlier one stays', () => {
    const troubles = [crash(), crash({ attempt: 2 })];
    expect(proposals([operation('a', { troubles })])).toEqual(['a#1']);
    const mixed = [crash({ attempt: 2 }), crash({ attempt: 4 }), crash()];
    expect(proposals([operation('a', { troubles: mixed })])).toEqual(['a#3 a#1', 'a#1 a#3']);
    expect(
      proposals([operation('a', { troubles: [crash({ attempt: 2 }), crash({ attempt: 3 }), crash({ attempt: 2 })] })]),
    ).toEqual(['a#2 a#2', 'a#2 a#2']);
  });

  it('other invocations stay as they are', () => {
    const later = operation('b', { troubles: [crash({ attempt: 2 })] });
    expect(proposals([operation('a', { troubles: [crash()] }), later])).toEqual([]);
    const callee = [crash({ path: '/2' }), crash({ attempt: 2 }), crash({ path: '/2', attempt: 2 })];
    expect(proposals([operation('a', { troubles: callee })])).toEqual(['a#2 a/2#1']);
  });

  it('a trouble that is not about an attempt moves nothing', () => {
    expect(proposals([operation('a', { troubles: [{ kind: 'abandon' }, crash({ attempt: 2 })] })])).toEqual([]);
  });
});

describe('without a choice or a hold', () => {
  it('each invocation with later attempts is tried', () => {
    const hold = { before: 'b#2:start', until: 'rest' };
    expect(
      proposals([operation('a', { troubles: [crash({ attempt: 2 })] })], {
        choices: { 'latency x': 1 },
        holds: [hold],
      }),
    ).toEqual(['a#2 b#1:start>rest', 'a#1 b#2:start>rest', 'a#1 latency x=1']);
  });

  it('its own later attempts need another part about them', () => {
    expect(proposals('a', { choices: { 'jitter a#2': 1 } })).toEqual([]);
    expect(proposals('a', { choices: { 'jitter a#2': 1, 'jitter a#3': 1 } })).toEqual(['jitter a#2=1', 'jitter a#1=1']);
    expect(proposals('a', { choices: { 'jitter a#1': 1, 'jitter b#1': 1 } })).toEqual([]);
    expect(proposals('a', { choices: { 'jitter x': 1 }, holds: [{ before: 'rest', until: 'a#2:start' }] })).toEqual([
      'rest>a#1:start',
    ]);
  });
});
