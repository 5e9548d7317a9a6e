import { expect, it } from 'vitest';
import { asTyped } from '../report/shell.ts';
import { withVariable } from './with-variable.ts';

it('sets a variable for one command, in the words of the shell that people have', () => {
  const set = (file: string, platform: NodeJS.Platform): string =>
    withVariable('RESTATE_SIM_REPLAY', file, asTyped('npx vitest run a.test.ts'), platform);
  expect(set('.sim/a.json', 'linux')).toBe('RESTATE_SIM_REPLAY=.sim/a.json npx vitest run a.test.ts');
  expect(set('my folder/a.json', 'darwin')).toBe('RESTATE_SIM_REPLAY="my folder/a.json" npx vitest run a.test.ts');
  expect(set("ann's/a.json", 'win32')).toBe(
    "$env:RESTATE_SIM_REPLAY='ann''s/a.json'; npx vitest run a.test.ts; Remove-Item Env:RESTATE_SIM_REPLAY",
  );
});
