import { join } from 'node:path';
import { expect, it } from 'vitest';
import { flat, node } from '../../harness/command.ts';

const WORLDS = join(import.meta.dirname, 'worlds', 'main.ts');

it('says that fifty megabytes are too much for one entry', () => {
  const { status, out } = node([WORLDS, 'writeFiftyMegabytes', '--seed', '1', '--path', '0']);
  expect(flat(out)).toContain('hit message size limit: 52428802 >= 33816576, in SetState of Odd/writeFiftyMegabytes');
  expect(status).toBe(1);
});
