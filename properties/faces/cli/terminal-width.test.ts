/**
 * Goal: what the command prints is read on a terminal of 80 columns. Method: each of its outputs, over services whose names
 * and inputs are long; only what is one word, or is for copying, may be wider.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FolderOfServices } from './folder-of-services.ts';

const folder = new FolderOfServices();
let finding = '';
let found = '';

const SERVICES = `import * as restate from '@restatedev/restate-sdk';
import { z } from 'zod';
const schema = restate.serde.schema(z.enum(['the messages that a user sends are rather long', 'but not all of them are']));
export const office = restate.object({ name: 'OfficeOfInternationalCorrespondence', handlers: {
  forwardToTheRecipient: restate.handlers.object.exclusive({ input: schema }, async (ctx: restate.ObjectContext, text: string) => {
    const chance = Math.random();
    ctx.set('whatWasForwardedTheLastTime', text + chance);
    await ctx.sleep(1_000);
  }),
  giveAnAccountOfEverything: async (ctx: restate.ObjectContext, _account: object) => ctx.clearAll(),
} });
`;

beforeAll(() => {
  folder.write('office.ts', SERVICES);
  const { status, out } = folder.command('run', 'office.ts', '--seed', '1', '--runs', '40', '--verbose');
  expect(status).toBe(1);
  found = out;
  finding = join('.sim', 'findings', readdirSync(join(folder.path, '.sim', 'findings'))[0] ?? 'none');
});
afterAll(() => folder.remove());

/** Lines that are wider than a terminal and could be broken. */
function tooWide(text: string): readonly string[] {
  return text
    .split('\n')
    .filter(
      (line) =>
        line.length > 80 &&
        line
          .trim()
          .replace(/^\d+\.\d+s {2}/, '')
          .includes(' '),
    )
    .filter((line) => !/^ +(npx restate-sim |\{ "examples")/.test(line));
}

it('a search fits, with its story', () => {
  expect(found).toContain('OfficeOfInternationalCorrespondence/forwardToTheRecipient');
  expect(tooWide(found)).toEqual([]);
});

it.each([['list'], ['run', '--help'], ['replay'], ['replay', '--until', '5']])(
  'so does what %j says',
  (name, ...more) => {
    const { out } = folder.command(name ?? '', ...(name === 'replay' ? [finding] : []), 'office.ts', ...more);
    expect(out).not.toBe('');
    expect(tooWide(out)).toEqual([]);
  },
);
