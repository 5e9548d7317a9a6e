/**
 * Goal: what docs/limits-and-scopes.md says of limits next to token buckets is measured. Method: the same load on each way to share an API, and
 * the table of the page.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SHARINGS, table, underLoad, type Shared } from './load.ts';

const PAGE = new URL('../../../docs/limits-and-scopes.md', import.meta.url);

describe('an API that two customers share', () => {
  it('is shared as the page says', async () => {
    const measured = squeezed(await table());
    expect(squeezed(readFileSync(PAGE, 'utf8'))).toContain(measured);
  });

  it('lets a customer who asks a lot hold up or refuse the other one, unless each has a limit or a bucket', async () => {
    const [one, keyed, own, bucket, ownBucket] = await Promise.all(SHARINGS.map(underLoad));
    const ms = (shared: Shared | undefined): number => shared?.smallMs ?? Infinity;
    expect(ms(one)).toBeGreaterThan(5 * ms(keyed));
    expect(ms(keyed)).toBeGreaterThan(ms(own));
    expect([ms(bucket), ms(ownBucket)]).toEqual([Infinity, ms(own)]);
  });

  it('serves all of them late by a limit, and some of them at once by a bucket', async () => {
    for (const sharing of SHARINGS) {
      const { bigServed, bigMs, atOnce } = await underLoad(sharing);
      const isLimited = sharing.limits !== undefined;
      expect([sharing.name, bigServed, bigMs >= 10_000]).toEqual([sharing.name, isLimited ? 20 : 2, isLimited]);
      expect(atOnce).toBeLessThanOrEqual(3);
    }
  });
});

/** The formatter widens the columns of tables. */
function squeezed(text: string): string {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-{2,}/g, '--').replaceAll('| | ', '| |');
}
