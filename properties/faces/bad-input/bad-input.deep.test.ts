import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flat, node, SIM } from '../../harness/command.ts';

const WORLDS = join(import.meta.dirname, 'worlds', 'main.ts');

describe('the command line', () => {
  it.each([
    [['--sede', '42'], '`run` has no option --sede (did you mean --seed?)'],
    [['lst'], 'There is no command and no file "lst"; the commands are: run, upgrade, versions, replay, '],
    [['--replay', 'x.json'], 'There is no option --replay; write the command instead: replay FILE.'],
    [['--seed', 'many'], '--seed takes an integer, not "many".'],
    [['--seed', '1.5'], '--seed takes an integer, not "1.5".'],
    [['--runs', '0'], '--runs takes an integer of at least 1, not 0.'],
    [['--time', 'soon'], '--time takes a duration such as 500ms, 30s or 10m, not "soon".'],
    [['--scenario', 'bank'], 'No scenario is called "bank". Did you mean "bank account"'],
    [['--engine', 'warp'], 'There is no engine "warp"'],
    [['--path', '3'], '--path names a run of a seed; give the seed too'],
    [['--seed', '1', '--path', 'a:b'], '--path takes numbers joined by colons'],
  ])('refuses %j in one sentence, with status 3', (args, sentence) => {
    const { status, out, error } = node([SIM, ...args]);
    expect(error).toContain(sentence);
    expect(error.trim().split('\n')).toHaveLength(1);
    expect(out).toBe('');
    expect(status).toBe(3);
  });

  it('refuses a path that would take for ever to reach', () => {
    const { status, error } = node([SIM, '--seed', '1', '--path', '9999999999999']);
    expect(flat(error)).toContain('There is no generated run 9999999999999: --path takes at most 1,000,000,000,000.');
    expect(status).toBe(3);
  });

  it('notices that npm has swallowed an option, and says what to write', () => {
    const { status, error } = node([SIM], { env: { npm_config_seed: '42' } });
    expect(error.trim()).toBe(
      'restate-sim: npm kept "--seed 42" for itself; write two dashes before the options: npm run sim -- --seed 42',
    );
    expect(status).toBe(3);
  });
});

describe('handlers that do what no handler should', () => {
  it('names the handler that throws something that is no error', () => {
    const { status, out, error } = node([WORLDS, 'throwText', '--seed', '1', '--runs', '3']);
    expect(flat(out)).toContain('throwText of Odd/k');
    expect(flat(out)).toContain('Non-Error value: "not an error"');
    expect(out + error).not.toMatch(/\n\s+at /);
    expect(status).toBe(1);
  });

  it('ends a handler that loops for ever, and says which and where', () => {
    const { status, error } = node([WORLDS, 'loopForEver', '--seed', '1', '--runs', '3', '--watchdog', '500ms']);
    expect(error).toMatch(
      /restate-sim: Odd\/k\/loopForEver \(invocation \w+, attempt 1\) has not returned to the event loop for 500 ms, at .*handlers\.ts:\d+; it loops/,
    );
    expect(status).toBe(2);
  });

  it('takes a function as a result for nothing, as the SDK does', () => {
    const { status, out } = node([WORLDS, 'returnFunction', '--seed', '1', '--runs', '3']);
    expect(flat(out)).toContain('A function is returned, written to state or sent.');
    // Its other handlers are never called.
    expect(status).toBe(2);
  });
});
