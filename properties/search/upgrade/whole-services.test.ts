/**
 * Goal: in whole services, deploys find what a change breaks, by the route on which it breaks it, with the shortest story, the lines
 * of both versions, and the points up to which it is safe; and they find nothing else. Method: services as teams write them, with
 * what teams change in them. What is expected was derived from what a real server was seen to do, and not from verdicts.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { depth } from '../../harness/depth.ts';
import { execute, ROOT } from '../../harness/command.ts';
import { CELLS, type Edit, type EditedService } from './edited-service.ts';
import { isBreaking, isSafe, judgedEdit } from './judged-edit.ts';
import { EditedFiles } from './two-files.ts';
import { WHOLE_SERVICES } from './whole-services.ts';

const files = new EditedFiles();
afterAll(() => files.remove());

interface Edited {
  readonly title: string;
  readonly service: EditedService;
  readonly edit: Edit;
}

const all: readonly Edited[] = WHOLE_SERVICES.flatMap((service) =>
  service.edits.map((edit) => ({ title: `${service.name}: ${edit.name}`, service, edit })),
);

/** One that breaks as a journal, one as a result, one as a missing handler, and one that is safe. */
const SLICE: ReadonlySet<string> = new Set([
  'order: a fraud check comes before an order is paid',
  'order: a step is tried five times at most',
  'expenses: finance is not asked about small amounts',
  'documents: the promise is renamed',
]);

const some = depth({ slice: all.filter(({ title }) => SLICE.has(title)), deep: all });

it.each(some)('$title', async ({ service, edit }) => {
  const judged = await judgedEdit(files, service, edit);
  expect(judged.flatMap(({ cell, wrong }) => wrong.map((each) => `${cell}: ${each}`))).toEqual([]);
});

describe('the changes', () => {
  it('are at least 40 that break on a route, and 40 that are safe on one', () => {
    const cells = all.flatMap(({ edit }) => CELLS.map((cell) => ({ edit, cell })));
    expect(cells.filter(({ edit, cell }) => isBreaking(edit, cell)).length).toBeGreaterThanOrEqual(40);
    expect(cells.filter(({ edit, cell }) => isSafe(edit, cell)).length).toBeGreaterThanOrEqual(40);
  });

  it('are code that compiles', () => {
    const written = all.map(({ service, edit }) => files.write(service, edit));
    const options = '--noEmit --strict --module nodenext --target es2023 --skipLibCheck --types node'.split(' ');
    const types = ['--typeRoots', `${ROOT}/node_modules/@types`];
    const { out, status } = execute(`${ROOT}/node_modules/.bin/tsc`, [...options, ...types, ...written], {
      cwd: files.path,
    });
    expect(out).toBe('');
    expect(status).toBe(0);
  });
});
