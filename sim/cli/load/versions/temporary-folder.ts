import { randomBytes } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Caretaker } from '../../../real-server/caretaker.ts';

/** Makes a folder that is removed when this process ends: by its exit, or by another process after a signal or a crash. */
export function temporaryFolder(): string {
  const folder = join(realpathSync(tmpdir()), `restate-sim-${randomBytes(6).toString('hex')}`);
  // It knows of the folder before there is one.
  new Caretaker([folder]);
  mkdirSync(folder, { mode: 0o700 });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
