/**
 * Goal: the difference of two versions names what has changed, and what the server does with it. Method: a table of edits,
 * described in words, each also registered on a real server after its old version.
 */
import { describe, expect, it } from 'vitest';
import type { BoundService } from '../../../sim/attempt/definition.ts';
import { readDefinitions } from '../../../sim/attempt/read-definition.ts';
import { sdkOf } from '../../../sim/attempt/sdk-shape.ts';
import { freePorts } from '../../../sim/real-server/free-ports.ts';
import { openServer } from '../../../sim/real-server/room.ts';
import { ACCEPTED, ALL_HITS, type ManifestChange } from '../../../sim/manifest/manifest-change.ts';
import { manifestDifference } from '../../../sim/manifest/manifest-difference.ts';
import { manifestText } from '../../../sim/manifest/manifest-text.ts';
import { known } from '../../../sim/core/known.ts';
import { WIDTH } from '../../../sim/core/wrapped.ts';
import { hasServer } from '../../harness/has-server.ts';
import { serveAt } from '../../harness/serve-on-server.ts';
import { ALL } from '../../../scenarios/index.ts';
import { asFound, EDITS, type Edit } from './edits.ts';

type Definitions = ReturnType<Edit['old']>;

function bound(definitions: Definitions): ReadonlyMap<string, BoundService> {
  return readDefinitions(definitions, sdkOf(definitions));
}

const NAME = 'Order';

function changesOf(
  { old, next, types: [from, to] = ['none', 'none'] }: Edit,
  name: string = NAME,
): readonly ManifestChange[] {
  return manifestDifference(bound(old(name)), bound(next(name)), { old: () => from, next: () => to });
}

describe('the difference of two versions', () => {
  it.each(EDITS)('is found where $title', (edit) => {
    expect(changesOf(edit).map((change) => asFound(change, NAME))).toEqual(edit.found);
  });

  it.each(EDITS)('is nothing between equal versions where $title', ({ old, next }) => {
    for (const version of [old, next])
      expect(manifestDifference(bound(version(NAME)), bound(version(NAME)))).toEqual([]);
  });

  it('is nothing for every scenario of this repository', () => {
    for (const { services } of ALL) {
      const [old, next] = [services({}), services({})].map((each) => readDefinitions(each, sdkOf(each)));
      expect(manifestDifference(old ?? new Map(), next ?? new Map())).toEqual([]);
    }
  });

  it.each(EDITS)('is plain JSON, and fits a terminal, where $title', (edit) => {
    const changes = changesOf(edit);
    expect(JSON.parse(JSON.stringify(changes))).toEqual(changes);
    for (const line of manifestText(changes)) expect(line.length).toBeLessThanOrEqual(WIDTH);
    for (const { server, todo, breaking, hits, kind } of changes) {
      expect([server, todo]).toEqual([expect.stringMatching(/^[A-Z].*\.$/), expect.stringMatching(/^[A-Z].*\.$/)]);
      // What can fail is something that is affected.
      if (breaking) expect([kind, hits.length]).not.toEqual([kind, 0]);
      expect(ALL_HITS).toEqual(expect.arrayContaining([...hits]));
    }
  });

  it('shows what can break something first, with what the server does', () => {
    const { old, next } = edit('an input requires more');
    const [from, to] = [bound(old(NAME)), bound([...next(NAME), ...edit('a handler is added').next('Audit')])];
    expect(`\n${manifestText(manifestDifference(from, to)).join('\n')}\n`).toBe(`
Manifest: 2 changes, 1 can break something.
  ✗ Order/place  input narrower: now requires tenant
    The server accepts this (201). It validates no input; the handler does. Such
    calls end with 400 when they are queued or delayed, or come from clients or
    from handlers of the old version. One in flight that has run a command and
    moves to the new version fails with 570.
    Affected: queued, delayed, in flight, clients, callers in the other version.
    Refused: {"id":4}
    Let tenant be optional until no input without it is queued, delayed or sent.
  · Audit  added service
`);
    expect(manifestText([])).toEqual(['Manifest: no handler, kind, schema or option has changed.']);
  });

  it.runIf(hasServer())(
    'is accepted by a real server, except for the type of a service',
    { timeout: 60_000 },
    async () => {
      await using parts = new AsyncDisposableStack();
      const { admin } = parts.use(await openServer('default'));
      const ports = [...(await freePorts(EDITS.length + 1))];
      const register = async (definitions: Definitions): Promise<void> => {
        const port = known(ports.pop(), 'a port for each version');
        parts.use(serveAt(port, [...definitions]));
        await admin.register(`http://127.0.0.1:${port}`);
      };
      await register(EDITS.flatMap(({ old }, index) => old(`Order${index}X`)));
      for (const [index, each] of EDITS.entries()) {
        const { title, next } = each;
        const name = `Order${index}X`;
        const changes = changesOf(each, name);
        const answer = await register(next(name)).then(
          () => 'accepted',
          (error: unknown) => (String(error).includes('service type') ? 'refused' : String(error)),
        );
        const isRefused = changes.some(({ kind }) => kind === 'service type');
        expect([title, answer]).toEqual([title, isRefused ? 'refused' : 'accepted']);
        for (const { kind, server } of changes)
          expect([title, server.startsWith(ACCEPTED)]).toEqual([title, kind !== 'service type']);
      }
    },
  );
});

function edit(title: string): Edit {
  const found = EDITS.find((each) => each.title === title);
  if (found === undefined) throw new Error(`There is no edit "${title}".`);
  return found;
}
