import { describe, expect, it } from 'vitest';
import { mismatchOf } from './mismatch.ts';

const BEGINNING =
  'Found a mismatch between the code paths taken during the previous execution and the paths taken during this ' +
  'execution.\nThis typically happens when some parts of the code are non-deterministic.\n';

describe('the message of the SDK about a replay that diverged', () => {
  it('names two values of the same command', () => {
    const text = `${BEGINNING}- The mismatch happened while executing 'set state' (index '3')\n- Difference:\n   value: '{"n":1}' != '{"n":2}'`;
    expect(mismatchOf(text, 3)).toEqual({ index: 3, recorded: '{"n":1}', replayed: '{"n":2}', field: 'value' });
  });

  it('names two commands, the wrong way round', () => {
    const text = `${BEGINNING} - The previous execution ran and recorded the following: 'run' (index '1')\n - The current execution attempts to perform the following: 'sleep'`;
    expect(mismatchOf(text, 0)).toEqual({ index: 1, recorded: 'sleep', replayed: 'run', field: 'command' });
  });

  it('names an await that was not there before', () => {
    const text = `${BEGINNING}'await' could not be replayed. This usually means the code was mutated.`;
    expect(mismatchOf(text, 2)).toMatchObject({ index: 2, field: 'await' });
  });

  it('leaves empty what it does not know how to read', () => {
    expect(mismatchOf('something new', 4)).toEqual({ index: 4, recorded: '', replayed: '', field: '' });
  });
});
