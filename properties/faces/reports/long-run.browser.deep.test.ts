import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from '../../../reports/testing/chromium.ts';
import { DRAWS, type Drawn } from '../../../reports/testing/draws.ts';
import { longRun } from '../../../reports/testing/long-run.ts';
import { Pages } from '../../../reports/testing/pages.ts';
import { reportOf } from '../../../reports/testing/run-builder.ts';

// How long it takes is measured by `npm run bench -- --page`.
describe.skipIf(!hasChromium)('the page in Chromium, with a long run', () => {
  let pages: Pages;
  beforeAll(async () => {
    pages = await Pages.start();
  });
  afterAll(() => pages[Symbol.asyncDispose]());

  it('shows every one of 2,000 steps to a reader who scrolls through it, and never has all of them in the page', async () => {
    await pages.show(await pages.written('long.html', reportOf(longRun(2_000).run(), { shows: [] })), async (page) => {
      const { steps, most } = await page.evaluate<Drawn>(DRAWS);
      expect(steps).toBeGreaterThan(2_000 - 1);
      expect(most).toBeLessThan(1_000);
      await page.evaluate('dispatchEvent(new Event("beforeprint"))');
      expect(await page.locator('.exhibit .scroller .diagram g[data-step] > .mark').count()).toBeGreaterThan(2_000);
    });
  });

  it('draws the last 2,000 steps of a longer run, and says how many it folds', async () => {
    await pages.show(
      await pages.written('longer.html', reportOf(longRun(2_600).run(), { shows: [] })),
      async (page) => {
        const text = await page.locator('.exhibit').first().innerText();
        const beyond = Number(/The first ([\d,]+) steps of this run are not drawn/.exec(text)?.[1]?.replace(',', ''));
        expect(beyond).toBeGreaterThanOrEqual(600);
        expect(await page.locator('.exhibit .fold text').first().textContent()).toBe(`⋯ ${beyond}`);
        expect(text).toMatch(/of 2000\b/);
      },
    );
  });
});
