import * as fc from 'fast-check';
import { atRest, effect, scenario } from 'restate-sim';
import { bucket } from './bucket.ts';
import { Documents } from './document.ts';

type Stored = { version: number; text: string };
type Put = Stored & { below: number | undefined };

/** The bucket: the last version that was put. */
const objects = effect({
  state: (): { now: Stored | null } => ({ now: null }),
  apply: (state: { now: Stored | null }, { version, text, below }: Put): boolean => {
    if (below !== undefined && state.now !== null && state.now.version >= below) return false;
    state.now = { version, text };
    return true;
  },
  latenciesMs: [10, 90_000],
});

const document = new Documents(bucket).object;

export const documents = scenario('documents', {
  services: [document],
  effects: { objects },
  http: {
    'PUT https://bucket.example/docs/*': async (request, calls) => {
      const below = request.headers['if-version-below'];
      const put = { ...(request.json() as Stored), below: below === undefined ? undefined : Number(below) };
      return new Response('', { status: (await calls.objects(put)) ? 200 : 412 });
    },
  },
  operations: ({ call }) => [
    call(document, 'save', { key: 'd', input: fc.constantFrom('one', 'two', 'three') }),
    call(document, 'read', { key: 'd' }),
  ],
  maxOperations: 4,
  invariants: [
    atRest('the latest version is public', (world) => {
      const { now } = world.effect('objects') as { now: Stored | null };
      const text = world.state('Document', 'd', 'text');
      return now === null || now.text === text || `version ${now.version} is public, and the text is "${text}"`;
    }),
  ],
});
