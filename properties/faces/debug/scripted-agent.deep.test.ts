/**
 * Goal: the tools alone lead an agent to a planted bug. Method: an agent without a mind follows the next steps for every bug of the
 * corpus. It cannot read code, so two figures count: whether the guilty line was among the code that it was shown, and whether the
 * lines that it names have it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../harness/command.ts';
import { BUGS } from '../../search/bugs/catalogue.ts';
import { guiltyLines } from '../../search/bugs/guilty-lines.ts';
import { agentClient } from './agent-client.ts';
import { scriptedAgent } from './scripted-agent.ts';

/** Of thirty bugs. */
const GOAL = 27 / 30;
/** What was measured: lines of entries are often not the line of the mistake. */
const MIN_NAMED = 7;

it('shows the guilty line of nine bugs in ten within six calls', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
  const client = await agentClient([join(ROOT, 'properties/faces/debug/bugs-main.ts'), 'mcp'], folder);
  const guilty = guiltyLines();
  const [missed, named]: [string[], string[]] = [[], []];
  for (const { name } of BUGS) {
    const own = guilty.get(name);
    const isGuilty = (place: string): boolean => {
      const [, file, line] = /([\w-]+\.ts):(\d+)$/.exec(place) ?? [];
      return file === own?.file && own?.lines.has(Number(line)) === true;
    };
    const { lines, shown, calls } = await scriptedAgent(client, name);
    expect(calls).toBeLessThanOrEqual(6);
    if (!shown.some((place) => isGuilty(place))) missed.push(name);
    if (lines.some((place) => isGuilty(place))) named.push(name);
  }
  await client.close();
  rmSync(folder, { recursive: true });
  const median = client.lengths.toSorted((a, b) => a - b)[client.lengths.length >> 1] ?? Infinity;
  expect({ missed, enough: (BUGS.length - missed.length) / BUGS.length >= GOAL }).toMatchObject({ enough: true });
  expect(named.length).toBeGreaterThanOrEqual(MIN_NAMED);
  expect(median).toBeLessThan(1_500 * 3);
});
