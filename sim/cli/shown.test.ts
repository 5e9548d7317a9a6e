/** Goal: no runner of a CI takes a line of ours for a command. Method: lines that begin as its commands do. */
import { afterEach, expect, it, vi } from 'vitest';
import { terminalText } from './shown.ts';

afterEach(() => vi.unstubAllEnvs());

const COMMANDS = '  ::stop-commands::x\n::error::y\na ##[add-mask]z ##vso[task.complete] ##teamcity[x]';

it('breaks commands where a runner reads', () => {
  vi.stubEnv('GITHUB_ACTIONS', 'true');
  const text = terminalText(COMMANDS);
  for (const line of text.split('\n')) expect(line).not.toMatch(/^\s*::/);
  expect(text).not.toMatch(/##[[\w]/);
});

it('leaves them as they are where none does: a command that is copied stays the same', () => {
  for (const name of ['CI', 'GITHUB_ACTIONS', 'TF_BUILD', 'TEAMCITY_VERSION']) vi.stubEnv(name, '');
  expect(terminalText(COMMANDS)).toBe(COMMANDS);
});
