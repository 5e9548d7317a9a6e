/**
 * Goal: a deploy does on a real server what it does in the simulator. Method: a few changes, routes and prefixes, drawn from all;
 * `npm run bench:upgrades -- --server 300` draws more.
 */
import { describe, expect, it } from 'vitest';
import { hasServer } from '../../../harness/has-server.ts';
import { compare } from './compared.ts';

describe.runIf(hasServer())('deploys on a real server', () => {
  it('come to what they come to in the simulator', async () => {
    const compared = await compare({ seed: 7, samples: 5, parallel: 2 });
    expect(compared.filter(({ verdict }) => verdict === 'disagree')).toEqual([]);
    expect(compared.filter(({ verdict }) => verdict === 'agree').length).toBeGreaterThan(0);
  });
});
