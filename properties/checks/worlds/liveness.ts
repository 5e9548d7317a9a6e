import { everythingSettles, settles } from '../../../sim/checks/liveness/settles.ts';
import type { Server } from '../../../sim/server/server.ts';
import { ask, planned, worldOf } from '../build.ts';
import { checkMadeBy, type CheckedWorld } from '../world.ts';
import {
  account,
  brief,
  daily,
  early,
  flow,
  impatient,
  mailer,
  poller,
  stubborn,
  waiting,
} from './liveness-services.ts';

const accounts = worldOf([ask('Account', 'a', 'transfer', { to: 'b' })], { services: [account] });
const waits = worldOf([ask('Waiting', undefined, 'sleep')], { services: [waiting] });
const workflow = worldOf([ask('Flow', 'w', 'run'), ask('Flow', 'w', 'approve')], { services: [flow] });
const polls = worldOf([ask('Poller', 'k', 'poll')], { services: [poller] });
const check = everythingSettles;
const few = { steps: 3_000 };

export const livenessWorlds: readonly CheckedWorld[] = [
  { name: 'transfers go one way', check, scenario: accounts, expect: 'held' },
  {
    name: 'an approval comes',
    check,
    scenario: workflow,
    operations: planned(ask('Flow', 'w', 'run'), ask('Flow', 'w', 'approve')),
    expect: 'held',
  },
  {
    name: 'a handler calls itself',
    check,
    scenario: accounts,
    operations: planned(ask('Account', 'a', 'transfer', { to: 'a' })),
    expect: {
      broken: 'deadlock',
      says: [
        'Deadlock: transfer of Account/a (invocation a) → result of credit of Account/a (invocation a/1) → lock of Account/a, held by transfer of Account/a (invocation a)',
        'its own key',
      ],
    },
  },
  {
    name: 'a asks b, and b asks a',
    check,
    scenario: accounts,
    operations: planned(ask('Account', 'a', 'relay', 'b')),
    expect: {
      broken: 'deadlock',
      says: [
        'relay of Account/b (invocation a/1)',
        'lock of Account/a, held by relay of Account/a',
        'in the same order',
      ],
    },
  },
  {
    name: 'a step never settles, although its attempts are limited',
    check,
    scenario: worldOf([ask('Mailer', 'a', 'send')], { services: [mailer] }),
    limits: { ...few, outsideMs: 20 },
    runs: 1,
    expect: {
      broken: 'never settles',
      says: ['waits for a promise that never settles', "after run 'smtp'", 'by its abort timeout at'],
    },
  },
  {
    name: 'two transfers go opposite ways',
    check,
    scenario: accounts,
    operations: planned(ask('Account', 'a', 'transfer', { to: 'b' }), ask('Account', 'b', 'transfer', { to: 'a' })),
    runs: 200,
    expect: {
      broken: 'deadlock',
      says: [
        'lock of Account/b, held by transfer of Account/b (invocation b)',
        'lock of Account/a, held by transfer of Account/a (invocation a)',
        'Account/a before Account/b',
      ],
    },
  },
  {
    name: 'a poison message stops the line',
    check,
    scenario: accounts,
    operations: planned(ask('Account', 'a', 'poison'), ask('Account', 'a', 'credit')),
    quiet: true,
    expect: {
      broken: 'endless retry',
      says: [
        'poison of Account/a (invocation a) fails',
        'times in a row',
        '500 no such currency',
        'after its last attempt',
        'it keeps the lock of Account/a',
        'TerminalError',
      ],
    },
  },
  {
    name: 'lost connections use up the attempts',
    check,
    scenario: worldOf([ask('Impatient', 'k', 'store')], { services: [impatient] }),
    operations: planned({
      ...ask('Impatient', 'k', 'store'),
      troubles: [1, 2].map((attempt) => ({
        kind: 'crash',
        scope: 'connection',
        path: '',
        attempt,
        entry: attempt,
        phase: 'after',
      })),
    }),
    quiet: true,
    expect: {
      broken: 'attempts used up',
      says: [
        'store of Impatient/k (invocation a) used up its attempts (maxAttempts of its retryPolicy) by 2 lost connections.',
        'no operator resumes it; it keeps the lock of Impatient/k',
        "onMaxAttempts: 'kill'",
        "owed: ['resume']",
      ],
    },
  },
  {
    name: 'a poison message is retried without end',
    check,
    scenario: worldOf([ask('Stubborn', 'k', 'poison')], { services: [stubborn] }),
    operations: planned(ask('Stubborn', 'k', 'poison'), ask('Stubborn', 'k', 'poison')),
    limits: few,
    expect: { broken: 'endless retry', says: ['It is retried forever', 'no such currency', 'behind it'] },
  },
  {
    name: 'an awakeable is never resolved',
    check,
    scenario: waits,
    operations: planned(ask('Waiting', undefined, 'awakeable')),
    expect: {
      broken: 'waits forever',
      says: ['awakeable of Waiting (invocation a)', 'for an awakeable of its own', "owed: ['awakeable']"],
    },
  },
  {
    name: 'the test still owes an awakeable',
    ...checkMadeBy(settles, ['awakeable']),
    scenario: waits,
    operations: planned(ask('Waiting', undefined, 'awakeable'), ask('Waiting', undefined, 'sleep')),
    expect: 'held',
  },
  {
    name: 'the test owes an awakeable, but a signal is missing',
    ...checkMadeBy(settles, ['awakeable']),
    scenario: waits,
    operations: planned(ask('Waiting', undefined, 'signal')),
    expect: { broken: 'waits forever', says: ['for the signal "go"', "owed: ['signal go']"] },
  },
  {
    name: 'an approval never comes',
    check,
    scenario: workflow,
    operations: planned(ask('Flow', 'w', 'run')),
    expect: {
      broken: 'waits forever',
      says: ['for the durable promise "approved" of Flow/w', "owed: ['promise approved']"],
    },
  },
  {
    name: 'the test still owes the approval',
    ...checkMadeBy(settles, ['promise approved']),
    scenario: workflow,
    operations: planned(ask('Flow', 'w', 'run'), ask('Flow', 'v', 'approve')),
    expect: 'held',
  },
  {
    name: 'a promise is completed and its waiter is not notified',
    ...checkMadeBy(settles, ['promise approved']),
    scenario: workflow,
    operations: planned(ask('Flow', 'w', 'run'), ask('Flow', 'w', 'approve')),
    quiet: true,
    sabotage: (server) => {
      const get = server.promises.get.bind(server.promises);
      server.promises.get = (key, name, invocation, completion) => {
        if (server.promises.peek(key, name) !== undefined) get(key, name, invocation, completion);
      };
    },
    expect: {
      broken: 'lost wake-up',
      says: [
        'Lost wake-up: run of Flow/w',
        'the durable promise "approved" of Flow/w, which was completed and did not wake it',
      ],
    },
  },
  {
    name: 'a handler waits longer than its workflow is kept',
    check,
    scenario: worldOf([ask('Brief', 'w', 'run')], { services: [brief] }),
    operations: planned(
      ask('Brief', 'w', 'watch'),
      ask('Brief', 'w', 'run'),
      ask('Brief', 'w', 'finish', undefined, { afterMs: 48 * 3_600_000 }),
    ),
    quiet: true,
    expect: {
      broken: 'lost wake-up',
      says: [
        'watch of Brief/w',
        "the record of the workflow's run had been removed (retention), and with it its promises",
        'workflowRetention',
      ],
    },
  },
  {
    name: 'a signal comes before the invocation has begun',
    check,
    scenario: worldOf([ask('Early', 'k', 'hold')], { services: [early] }),
    operations: planned(ask('Early', 'k', 'hold')),
    expect: {
      broken: 'lost wake-up',
      says: [
        'wait of Early/k',
        'the signal "go", which was sent before this invocation had started',
        'durable promise',
      ],
    },
  },
  {
    name: 'an awaited completion arrives and wakes no handler',
    check,
    scenario: waits,
    operations: planned(ask('Waiting', undefined, 'sleep')),
    server: { inactivityTimeoutMs: 0 },
    sabotage: ({ journals }) => {
      journals.wakes = () => false;
    },
    expect: { broken: 'lost wake-up', says: ['sleep of Waiting (invocation a)', 'which arrived and did not wake it'] },
  },
  {
    name: 'a timer never fires',
    check,
    scenario: waits,
    operations: planned(ask('Waiting', undefined, 'sleep')),
    sabotage: ({ timers }) => {
      timers.arm = () => () => undefined;
    },
    expect: { broken: 'lost wake-up', says: ['for its sleep (entry 1)', 'fault of the server model'] },
  },
  {
    name: 'an answer gets lost between two invocations',
    check,
    scenario: accounts,
    operations: planned(ask('Account', 'a', 'transfer', { to: 'b' })),
    sabotage: dropAnswers('invocation'),
    expect: {
      broken: 'lost wake-up',
      says: ['the result of credit of Account/b (entry 1), which has ended without returning its result'],
    },
  },
  {
    name: 'an answer gets lost on the way to the client',
    check,
    scenario: accounts,
    operations: planned(ask('Account', 'a', 'credit')),
    sabotage: dropAnswers('ingress'),
    expect: { broken: 'no response', says: ['The client of a (credit of Account/a) never got a response'] },
  },
  {
    name: 'a handler waits for a promise of its own that is never resolved',
    check,
    scenario: waits,
    operations: planned(ask('Waiting', undefined, 'nothing')),
    limits: { ...few, outsideMs: 20 },
    runs: 1,
    expect: { broken: 'never settles', says: ['nothing of Waiting', 'abort timeout'] },
  },
  {
    name: 'a handler pauses itself',
    check,
    scenario: waits,
    operations: planned(ask('Waiting', undefined, 'pauses')),
    expect: { broken: 'paused', says: ['pauses of Waiting', 'look at this first', "owed: ['resume']"] },
  },
  {
    name: 'the test owes a resume',
    ...checkMadeBy(settles, ['resume']),
    scenario: waits,
    operations: planned(ask('Waiting', undefined, 'pauses'), ask('Waiting', undefined, 'sleep')),
    expect: 'held',
  },
  {
    name: 'a pause that was injected is taken back',
    check,
    scenario: waits,
    operations: planned({
      ...ask('Waiting', undefined, 'sleep'),
      troubles: [{ kind: 'pause', path: '', attempt: 1, entry: 1, phase: 'after' }],
    }),
    expect: 'held',
  },
  {
    name: 'a handler polls for what never comes',
    check,
    scenario: polls,
    limits: few,
    operations: planned(ask('Poller', 'k', 'poll')),
    expect: {
      broken: 'livelock',
      says: ['Livelock: poll of Poller/k (invocation a)', "get 'done'", 'sleep', 'The client of a waits', 'limit'],
    },
  },
  {
    name: 'a job sleeps and begins again, and no client waits for it',
    check,
    scenario: worldOf([ask('Daily', 'k', 'again', undefined, { kind: 'send' })], { services: [daily] }),
    limits: few,
    operations: planned(ask('Daily', 'k', 'again', undefined, { kind: 'send' })),
    expect: { advice: 'schedules itself', says: ['Daily/again schedules itself again after each run'] },
  },
  {
    name: 'a job sleeps in a loop, no client waits for it, and the run is too short for a hundred sleeps',
    check,
    scenario: worldOf([ask('Daily', 'k', 'naps', undefined, { kind: 'send' })], { services: [daily] }),
    limits: { steps: 300 },
    operations: planned(ask('Daily', 'k', 'naps', undefined, { kind: 'send' })),
    expect: { advice: 'livelock', says: ['repeats the same steps'] },
  },
  {
    name: 'a job schedules itself again, and no client waits for it',
    check,
    scenario: worldOf([ask('Daily', 'k', 'job', undefined, { kind: 'send' })], { services: [daily] }),
    limits: few,
    operations: planned(ask('Daily', 'k', 'job', undefined, { kind: 'send' })),
    expect: { advice: 'schedules itself', says: ['Daily/job schedules itself again after each run', '12 rounds'] },
  },
  {
    name: 'a handler counts up until a limit',
    check,
    scenario: polls,
    limits: few,
    operations: planned(ask('Poller', 'k', 'idle'), ask('Poller', 'k', 'count')),
    quiet: true,
    expect: 'held',
  },
];

function dropAnswers(kind: 'invocation' | 'ingress'): (server: Server) => void {
  return ({ responder }) => {
    const respond = responder.respond.bind(responder);
    responder.respond = (invocation, waiter, result) => {
      if (waiter.kind !== kind) respond(invocation, waiter, result);
    };
  };
}
