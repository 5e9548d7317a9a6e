/** Goal: the failure of a message that nothing waits for is noticed. Method: one message that ends in each way. */
import { expect, it } from 'vitest';
import { calls, created, ended, found, no, sends, stored, type Happenings } from '../../trace/testing/happenings.ts';
import { judged } from '../testing/judged.ts';
import { adviceWithout } from './advice.ts';

const said = (...run: readonly Happenings[]): unknown => judged(adviceWithout([]), run).said;
const sent = [created('a', 'Shop/x/buy'), stored('a', 2, sends('Mail/send')), created('a/2', 'Mail/send')];

it('says which message failed, and where it was sent', () => {
  expect(said(sent, ended('a/2', no('full', 500)))).toEqual([
    {
      message:
        'send of Mail (invocation a/2), which entry 2 of buy of Shop/x (invocation a) sent one-way, ended with the terminal failure 500 "full" at 4 s, and no caller gets it. Call the handler and await it, or let it record its failure where another handler sees it. (failure-unseen)',
      events: [2, 4],
      handler: 'Mail/send',
      kind: 'failure-unseen',
      location: 'failure-unseen Shop/buy > Mail/send',
      advice: true,
    },
  ]);
});

it('is nothing where the message succeeds, or an operator has stopped it', () => {
  expect(said(sent, ended('a/2'))).toEqual([]);
  expect(said(sent, ended('a/2', no('cancelled', 409)))).toEqual([]);
  expect(said(sent, ended('a/2', no('x', 410)))).toHaveLength(1);
});

it('is nothing where something may get the result', () => {
  const attach = stored('b', 1, { type: 'AttachInvocation', target: 'inv_a/2', completion: 1 });
  expect(said(sent, created('b', 'Shop/y/look'), attach, ended('a/2', no('full')))).toEqual([]);
  const elsewhere = stored('b', 1, { type: 'AttachInvocation', target: 'inv_b', completion: 1 });
  expect(said(sent, created('b', 'Shop/y/look'), elsewhere, ended('a/2', no('full')))).toHaveLength(1);
  expect(said(sent, found('a/2', 'b/1'), ended('a/2', no('full')))).toEqual([]);
});

it('is nothing for a call, for what a client made, and for what no event created', () => {
  const called = [created('a', 'Shop/x/buy'), stored('a', 2, calls('Mail/send', 1)), created('a/2', 'Mail/send')];
  expect(said(called, ended('a/2', no('full')))).toEqual([]);
  expect(said(created('a', 'Mail/send'), ended('a', no('full')))).toEqual([]);
  expect(said(stored('a', 2, sends('Mail/send')), created('a/2', 'Mail/send'), ended('a/2', no('full')))).toEqual([]);
  expect(said(created('a', 'Shop/x/buy'), stored('a', 2, sends('Mail/send')), ended('a/2', no('full')))).toEqual([]);
});
