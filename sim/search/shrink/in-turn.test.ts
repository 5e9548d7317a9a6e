/** Goal: requests in turn by one client replace holds and clients. Method: small plans with what their runs showed. */
import { describe, expect, it } from 'vitest';
import { asked, began, eventsOf } from '../../trace/testing/happenings.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import { plan } from '../testing/plans.ts';
import { inTurn } from './in-turn.ts';

const requests = (ids: string): readonly ReturnType<typeof asked>[] => ids.split('').map((id) => asked(id, 'S/x'));
const starts = (ids: string): readonly ReturnType<typeof began>[] => ids.split('').map((id) => began(id));
const shown = ({ operations, holds, choices }: Plan): string =>
  [
    operations.map(({ id, client }) => id + client.slice('client '.length)).join(' '),
    ...holds.map(({ before, until }) => `${before}>${until}`),
    ...Object.keys(choices),
  ].join(' ');
const hold = { before: 'a:request', until: 'b#1:start' };

describe('one client', () => {
  it('sends all requests, in the order of the run, with ever more of the plan kept', () => {
    const start = plan('ab', { holds: [hold], choices: { 'jitter a#1': 1 } });
    expect([...inTurn(start, eventsOf(requests('ba'), starts('ba')))].slice(0, 3).map(shown)).toEqual([
      'ba aa',
      'ba aa jitter a#1',
      'ba aa a:request>b#1:start jitter a#1',
    ]);
  });

  it('sends them in the order in which they were made, or in which their first attempts began', () => {
    const all = [
      ...inTurn(plan('ab', { choices: { 'jitter a#1': 1 } }), eventsOf(requests('ab'), starts('ba'), began('a', 2))),
    ];
    expect(all.map(shown)).toEqual([
      'aa ba',
      'aa ba jitter a#1',
      'aa ba jitter a#1',
      'ba aa',
      'ba aa jitter a#1',
      'ba aa jitter a#1',
    ]);
  });

  it('sends those last that the run has not made', () => {
    expect([...inTurn(plan('abc'), eventsOf(requests('c'), starts('c')))].map(shown)[0]).toBe('ca aa ba');
  });

  it('that is alone has only its holds to lose', () => {
    const alone = plan('ab', { holds: [hold] });
    const one = { ...alone, operations: alone.operations.map((each) => each.with({ client: 'client a' })) };
    expect([...inTurn(one, eventsOf(requests('ab'), starts('ab')))].map(shown)).toEqual(['aa ba', 'aa ba', 'ba aa']);
    expect([...inTurn({ ...one, holds: [] }, eventsOf(requests('ab')))]).toEqual([]);
  });
});

describe('a hold', () => {
  const each = (start: ReturnType<typeof plan>): readonly string[] =>
    [...inTurn(start, eventsOf(requests('abc'), starts('abc')))].map(shown).slice(3);

  it('becomes a request behind the one that it waits for', () => {
    expect(each(plan('abc', { holds: [hold] }))).toEqual(['bb ab cc']);
    expect(each(plan('abc', { holds: [{ before: 'a#1:append', until: 'c:request' }] }))).toEqual(['bb cc ac']);
    expect(each(plan('abc', { holds: [hold, { before: 'c:request', until: 'b:x' }] }))).toEqual([
      'bb ab cc c:request>b:x',
      'aa bb cb a:request>b#1:start',
    ]);
  });

  it('stays where it is about one request, or about none of the plan', () => {
    expect(each(plan('abc', { holds: [{ before: 'a:request', until: 'a#1:start' }] }))).toEqual([]);
    expect(
      each(
        plan('abc', {
          holds: [
            { before: 'z:request', until: 'a:x' },
            { before: 'a:x', until: 'rest' },
          ],
        }),
      ),
    ).toEqual([]);
  });
});

it('an empty plan has no clients', () => {
  expect([...inTurn(plan(''), [])]).toEqual([]);
});
