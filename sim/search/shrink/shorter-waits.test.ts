/** Goal: time passes elsewhere, and holds wait for an earlier step. Method: small plans and the steps of their runs. */
import { expect, it } from 'vitest';
import { step } from '../testing/fake-runner.ts';
import { plan } from '../testing/plans.ts';
import { shorterWaits } from './shorter-waits.ts';

const steps = ['a:1', 'time 1', 'a:2', 'a:3', 'a:4'].map((name) => step(name));

it('lets time pass after another step, those next to the old one first', () => {
  const start = plan('a', { choices: { 'time a:2': 3, 'jitter a#1': 1 } });
  expect([...shorterWaits(start, steps)].map(({ choices }) => choices)).toEqual([
    { 'jitter a#1': 1, 'time a:1': 3 },
    { 'jitter a#1': 1, 'time a:3': 3 },
    { 'jitter a#1': 1, 'time a:4': 3 },
  ]);
});

it('begins at the first step where the old one does not occur', () => {
  const start = plan('a', { choices: { 'time gone:1': 1 } });
  expect([...shorterWaits(start, steps)].map(({ choices }) => Object.keys(choices)[0])).toEqual([
    'time a:1',
    'time a:2',
    'time a:3',
    'time a:4',
  ]);
});

it('lets a hold wait for each step before the one that it waits for', () => {
  const other = { before: 'a:4', until: 'a:3' };
  const untils = (until: string): readonly string[] =>
    [...shorterWaits(plan('a', { holds: [{ before: 'a:2', until }] }), steps)].map(
      ({ holds }) => holds[0]?.until ?? '',
    );
  expect(untils('a:4')).toEqual(['a:1', 'a:3']);
  expect(untils('rest')).toEqual(['a:1', 'a:3', 'a:4']);
  expect(untils('a:1')).toEqual([]);
  expect(untils('gone')).toEqual([]);
  const two = [...shorterWaits(plan('a', { holds: [{ before: 'x', until: 'a:1' }, other] }), steps)];
  expect(two.map(({ holds }) => holds)).toEqual([
    [
      { before: 'x', until: 'a:1' },
      { before: 'a:4', until: 'a:1' },
    ],
    [
      { before: 'x', until: 'a:1' },
      { before: 'a:4', until: 'a:2' },
    ],
  ]);
});

it('proposes nothing where the plan says nothing of time', () => {
  expect([...shorterWaits(plan('a', { choices: { 'jitter a#1': 1 } }), steps)]).toEqual([]);
});
