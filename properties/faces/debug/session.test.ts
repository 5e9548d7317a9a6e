/** Goal: a session says where a run stands, goes anywhere in it and branches from it. Method: a till that two clients pay at, step by step. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { DebugSession } from '../../../sim/debug/debug-session.ts';
import { openSession } from '../../../sim/debug/open-session.ts';
import { findingText, readFinding } from '../../../sim/search/finding/finding.ts';
import { replay } from '../../../sim/search/finding/replay.ts';
import { readPlan } from '../../../sim/search/plan/plan-schema.ts';
import { tills, TWO_PAY } from './tills.ts';

let session: DebugSession;

beforeEach(async () => {
  ({ session } = await openSession([tills], { plan: TWO_PAY }));
});

describe('going', () => {
  it('begins before the first step', () => {
    expect(session.where()).toEqual({ step: 0, of: 34, virtualMs: 0, time: '0 ms', events: [] });
  });

  it('goes forth and back, and not beyond the ends', () => {
    expect(session.step()).toMatchObject({ step: 1, name: 'a:request' });
    expect(session.step(9)).toMatchObject({ step: 10, name: 'a#1:append 3 SetState' });
    expect(session.back()).toMatchObject({ step: 9 });
    expect(session.back(100)).toMatchObject({ step: 0 });
    expect(session.step(100)).toMatchObject({ step: 34, outcome: { verdict: 'held', broken: [] } });
  });

  it.each([
    ['12', 'b:request'],
    ['a@2', 'a#1:append 2 Run'],
    ['b@0', 'b:request'],
    ['b/4:timer', 'b/4:timer'],
    ['end', 'b:answer'],
  ])('goes to %s', (target, name) => {
    expect(session.goto(target)).toMatchObject({ name });
  });

  it('goes relative to where it stands', () => {
    session.goto('10');
    expect(session.goto('+2')).toMatchObject({ step: 12 });
    expect(session.goto('-3')).toMatchObject({ step: 9 });
  });

  it.each([
    ['35', 'There is no step 35: the run has the steps 0 to 34.'],
    ['-4', 'There is no step -1: the run has the steps 0 to 34.'],
    ['fault', 'No invariant is broken in this run, so there is no fault to go to.'],
    ['a@9', 'The journal of a never has an entry 9 in this run.'],
    ['z@1', 'There is no invocation "z" in this run; `journals` lists them.'],
    [
      'nowhere',
      'The run has no step "nowhere"; give a number from 0 to 34, start, end, fault, an entry such as a@2, or the name of a step.',
    ],
  ])('refuses to go to %s, and stays', (target, sentence) => {
    session.goto('3');
    expect(() => session.goto(target)).toThrow(sentence);
    expect(session.where().step).toBe(3);
  });

  it('says what happened, and from which line', () => {
    const { events } = session.goto('a@3');
    expect(events).toEqual([
      {
        event: expect.any(Number) as number,
        text: 'a sets paid = 2 (entry 3).',
        line: expect.stringMatching(/tills\.ts:\d+$/) as string,
      },
    ]);
  });
});

describe('tables', () => {
  it('have the state of each key, and who has its lock', () => {
    session.goto('a@3');
    expect(session.state()).toEqual([{ key: 'Till/x', values: [{ name: 'paid', value: '2' }], holder: 'a' }]);
    session.back();
    expect(session.state()).toEqual([{ key: 'Till/x', values: [], holder: 'a' }]);
  });

  it('have journals up to the cursor, and what comes later', () => {
    session.goto('a@2');
    const [journal] = session.journals('a');
    expect(journal).toMatchObject({ invocation: 'a', target: 'Till/x/pay', status: 'running', attempt: 1, cursor: 3 });
    expect(journal?.rows.map(({ later = false }) => later)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(journal?.rows[2]).toMatchObject({ entry: 2, what: 'run "charge"' });
    expect(() => session.journals('b')).toThrow('There is no invocation "b" at this step; there are: a.');
  });

  it('have queues and timers', () => {
    session.goto('12');
    expect(session.waiting()).toEqual({
      locks: [{ key: 'Till/x', holder: 'a', queue: ['b'] }],
      timers: [{ what: 'sleep of a', dueMs: 1_000, due: '1 s' }],
    });
  });
});

describe('what else', () => {
  it('lists other steps, time, answers of effects and faults', () => {
    session.goto('a@2');
    expect(session.whatElse().map(({ id }) => id)).toEqual([
      'step a#1:card 0',
      'step b:request',
      'time',
      'crash connection a#1@2:before',
      'crash process a#1@2:before',
      'suspend a#1@2:before',
      'cancel a#1@2:before',
    ]);
    session.back();
    expect(session.whatElse().map(({ what }) => what)).toContain(
      'the effect a#1:card 0 happens, and its answer is lost',
    );
  });

  it('lists nothing before the first step', async () => {
    expect(session.whatElse()).toEqual([]);
    await expect(session.branch('time')).rejects.toThrow(
      'Nothing was chosen before the first step; go to a step first: `goto 1`.',
    );
  });
});

describe('a branch', () => {
  it('runs on under the invariants, next to its parent', async () => {
    session.goto('a#1:store 2');
    const branch = await session.branch('crash process a#1@2:inside');
    expect(branch).toMatchObject({
      run: 2,
      parent: 1,
      at: 8,
      applied: true,
      unmet: [],
      before: { verdict: 'held' },
      outcome: {
        verdict: 'broken',
        broken: [
          {
            invariant: 'what was charged was paid',
            message: expect.stringContaining('7 was charged, and 5 was paid.') as string,
          },
        ],
      },
      differsAt: { step: 8 },
      where: { step: 8 },
    });
    expect(session.goto('fault')).toMatchObject({ breaks: 'what was charged was paid' });
    expect(session.runs()).toMatchObject([
      { run: 1, verdict: 'held' },
      { run: 2, parent: 1, at: 8, verdict: 'broken' },
    ]);
    expect(session.use(1)).toMatchObject({ step: 8, of: 34 });
    expect(() => session.use(3)).toThrow('There is no run 3 here; there are the runs 1 to 2.');
  });

  it('takes a fault away again', async () => {
    session.goto('a#1:store 2');
    await session.branch('crash process a#1@2:inside');
    expect(session.whatElse()).toContainEqual({
      id: 'without fault a#1@2:inside',
      kind: 'without fault',
      what: 'nothing is injected inside entry 2 of a, attempt 1',
    });
    const back = await session.branch('without fault a#1@2:inside');
    expect(back).toMatchObject({ applied: true, outcome: { verdict: 'held' } });
    expect(session.where().of).toBe(34);
  });

  it('loses the answer of an effect', async () => {
    session.goto('a#1:run 2 charge');
    const lost = session.whatElse().find(({ what }) => what.endsWith('its answer is lost'));
    const branch = await session.branch(lost?.id ?? '');
    expect(branch).toMatchObject({ applied: true, outcome: { verdict: 'broken' } });
  });

  it('gives another input to a request', async () => {
    session.goto('a:request');
    expect(await session.branch('input 40')).toMatchObject({ applied: true, outcome: { verdict: 'held' } });
    session.goto('a@3');
    expect(session.state()[0]?.values).toEqual([{ name: 'paid', value: '40' }]);
  });

  it('lets time pass first', async () => {
    session.goto('b:request');
    const branch = await session.branch('wait 1s');
    expect(branch).toMatchObject({ applied: true, where: { name: 'time 1', virtualMs: 1_000 } });
  });

  it.each([
    ['step nothing', 'There is no option "step nothing" at step 5; `what-else` lists the 7 that there are.'],
    ['input 3', 'Step 5 is no request of a client, so it has no input; go to one first, such as `goto a:request`.'],
    ['wait a while', "A duration is a number of ms or a string such as '10s' or '1h30m', not \"a while\"."],
  ])('refuses %s, and makes no run', async (option, sentence) => {
    session.goto('5');
    await expect(session.branch(option)).rejects.toThrow(sentence);
    expect(session.runs()).toHaveLength(1);
    expect(session.where().step).toBe(5);
  });

  it('is the same for the same option', async () => {
    session.goto('a#1:store 2');
    const first = await session.branch('crash process a#1@2:inside');
    session.use(1);
    const second = await session.branch('crash process a#1@2:inside');
    expect(JSON.stringify({ ...second, run: 2 })).toBe(JSON.stringify(first));
  });
});

describe('what is saved', () => {
  it('is a finding that replays, shrunk, where something is broken', async () => {
    session.goto('a#1:store 2');
    await session.branch('crash process a#1@2:inside');
    const kept = await session.save({});
    expect(kept).toMatchObject({ kind: 'finding', shrunk: { before: 3, after: 2, minimal: true } });
    const finding = readFinding(kept.text, 'x.json');
    expect(finding.plan.operations).toHaveLength(1);
    expect(await replay([tills], finding)).toMatchObject({ shows: true, same: true });
    expect(kept.test).toContain('await holds(scenario, plan);');
    const reopened = await openSession([tills], { finding });
    expect(reopened.notes).toEqual([]);
  });

  it('is the plan where everything held', async () => {
    const kept = await session.save({});
    expect(kept).toMatchObject({ kind: 'plan', shrunk: { before: 2, after: 2 } });
    expect(readPlan(JSON.parse(kept.text))).toEqual(JSON.parse(JSON.stringify(TWO_PAY)));
  });

  it('says when a finding is no longer what it was', async () => {
    session.goto('a#1:store 2');
    await session.branch('crash process a#1@2:inside');
    const kept = readFinding((await session.save({})).text, 'x.json');
    const changed = {
      ...kept,
      plan: { ...kept.plan, operations: kept.plan.operations.map((each) => ({ ...each, troubles: [] })) },
    };
    const text = findingText(
      {
        ...changed,
        story: [],
        needs: [],
        path: undefined,
        handler: kept.handler,
        kind: kept.kind,
        shrinking: { runs: 0, minimal: true, partsBefore: 0, partsAfter: 0 },
        confirmation: { standing: 'confirmed', words: '' },
      },
      {},
    );
    const { notes } = await openSession([tills], { finding: readFinding(text, 'x.json') });
    expect(notes).toEqual([
      '"what was charged was paid" is not broken in this run: the code has changed, or the run needs another engine.',
      'The run is not the one that was saved: the code has changed since.',
    ]);
  });
});
