import { expect, it } from 'vitest';
import { flat, run, WORLDS } from './run.ts';

it('says that fifty megabytes are too much for one entry', () => {
  const { status, out } = run(WORLDS, ['writeFiftyMegabytes', '--seed', '1', '--path', '0']);
  expect(flat(out)).toContain('hit message size limit: 52428802 >= 33816576, in SetState of Odd/writeFiftyMegabytes');
  expect(status).toBe(1);
});
