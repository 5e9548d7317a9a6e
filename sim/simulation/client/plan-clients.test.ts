import { expect, it } from 'vitest';
import { requestOf } from './plan-clients.ts';

it('a planned request is not larger than a server reads', () => {
  const operation = {
    id: 'a',
    client: 'c1',
    kind: 'call',
    service: 'Counter',
    handler: 'add',
    input: 1,
    troubles: [],
  } as const;
  expect(requestOf({ ...operation, key: 'ann' }).path).toBe('/Counter/ann/add');
  expect(() => requestOf({ ...operation, key: 'k'.repeat(65_530) })).toThrow(
    expect.objectContaining({ code: 'REQUEST_TOO_LARGE' }),
  );
});
