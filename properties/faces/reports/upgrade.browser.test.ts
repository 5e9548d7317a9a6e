/**
 * Goal: the page of an upgrade shows both versions of each handler side by side, with where a deploy is safe. Method: a search of a
 * change that breaks in place, as data and in a real browser.
 */
import { describe, expect, it } from 'vitest';
import { hasChromium } from '../../../reports/testing/chromium.ts';
import { misfitsOfReport } from '../../../reports/testing/misfits.ts';
import { Pages } from '../../../reports/testing/pages.ts';
import { CHANGES, scenarioOf } from '../../search/upgrade/changes.ts';
import { searched } from './searched.ts';

const change = CHANGES.find(({ name }) => name === 'a step is inserted before a sleep');
if (change === undefined) throw new RangeError('There is no such change.');
const report = await searched(scenarioOf(change, ['new', 'in-place']));

describe('the report of an upgrade', () => {
  it('has a row for each entry, with both versions and what a deploy does there', () => {
    expect(misfitsOfReport(report)).toEqual([]);
    const { upgrade } = report.scenarios[0] ?? {};
    expect(upgrade?.handlers).toMatchObject([
      {
        handler: 'S/place',
        routes: [
          { name: 'next to the old one', isSafe: true },
          {
            name: 'in place',
            isSafe: false,
            words: 'safe up to after entry 1 (run "charge"), breaks from after entry 2 (sleep 1 s) on',
          },
        ],
        rows: [
          { entry: 1, old: 'run "charge"', next: 'run "charge"', states: ['safe', 'safe'] },
          { entry: 2, old: 'sleep 1 s', next: 'run "fraud check"', states: ['safe', 'breaks'] },
          { entry: 3, old: 'return', next: 'sleep 1 s', states: ['safe', 'breaks'] },
          { entry: 4, next: 'return', states: ['untried', 'untried'] },
        ],
      },
    ]);
  });

  it.skipIf(!hasChromium)('shows them as a table, which fits a narrow window', async () => {
    await using pages = await Pages.start();
    await pages.show(await pages.written('upgrade.html', report), async (page) => {
      await page.setViewportSize({ width: 800, height: 900 });
      const rows = await page.locator('#upgrade .versions tbody tr').allInnerTexts();
      expect(rows.map((row) => row.replaceAll(/\s+/g, ' ').trim())).toEqual([
        '1 run "charge" run "charge" ✓ safe ✓ safe',
        '2 sleep 1 s run "fraud check" ✓ safe ✗ breaks',
        '3 return sleep 1 s ✓ safe ✗ breaks',
        '4 return',
      ]);
      expect(await page.locator('#upgrade .versions tr.differs').count()).toBe(3);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    });
  });
});
