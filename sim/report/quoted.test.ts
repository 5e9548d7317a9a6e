import { expect, it } from 'vitest';
import { quoted } from './quoted.ts';

it.each([
  ['./my-services.ts', './my-services.ts'],
  [String.raw`src\my-services.ts`, String.raw`src\my-services.ts`],
  [String.raw`C:\shop\a.ts`, String.raw`C:\shop\a.ts`],
  ['my services.ts', '"my services.ts"'],
  ["ann's.ts", `"ann's.ts"`],
  ["$HOME/it's.ts", String.raw`'$HOME/it'\''s.ts'`],
])('%s is typed as %s', (text, typed) => expect(quoted(text)).toBe(typed));
