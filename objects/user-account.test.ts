import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changed, changesFrom, type Changes, type Row } from './user-account.ts';

const row: Row = { version: 3, token: 't', profile: { name: 'Ann', email: 'ann@example.com', phone: '555-0100' } };
const word = fc.string({ minLength: 1, maxLength: 5 });
const changes: fc.Arbitrary<Changes> = fc.record({ name: word, email: word, phone: word }, { requiredKeys: [] });

describe('a change of a profile', () => {
  it('changes what it names and nothing else, and makes the next version', () => {
    fc.assert(
      fc.property(changes, (some) => {
        const after = changed(row, some, 'new');
        expect(after.version).toBe(4);
        expect(after.token).toBe('new');
        for (const field of ['name', 'email', 'phone'] as const)
          expect(after.profile[field]).toBe(some[field] ?? row.profile[field]);
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it.each([[null], [{}], [{ name: '' }], [{ email: 7 }], [{ phone: 'x'.repeat(300) }]])(
    'is refused for good when it is %j',
    (request) => {
      expect(() => changesFrom(request as never)).toThrow(expect.objectContaining({ code: 400 }));
    },
  );

  it('takes no field that a profile does not have', () => {
    expect(changesFrom({ name: 'Bob', admin: true } as Changes)).toEqual({ name: 'Bob' });
  });
});
