import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itInDepth } from '../../harness/depth.ts';
import type { Report } from '../../../reports/data/report.ts';
import { exampleNamed } from '../examples/example-named.ts';
import { hasChromium } from '../../../reports/testing/chromium.ts';
import { longRun } from '../../../reports/testing/long-run.ts';
import { Pages } from '../../../reports/testing/pages.ts';
import { reportOf, RunBuilder } from '../../../reports/testing/run-builder.ts';

describe.skipIf(!hasChromium)('the page in Chromium, as its readers differ', () => {
  let pages: Pages;
  let bucket = '';
  beforeAll(async () => {
    pages = await Pages.start();
    bucket = await pages.written('token-bucket.html', await exampleNamed('token-bucket'));
  });
  afterAll(() => pages[Symbol.asyncDispose]());

  itInDepth('dims what is neither before nor after the picked step, until that is switched off', async () => {
    const builder = new RunBuilder();
    builder.call('a', 'ann', { service: 'S', key: 'x', handler: 'h' }).start('a');
    builder.call('b', 'bob', { service: 'S', key: 'y', handler: 'h' }).start('b');
    await pages.show(await pages.written('two.html', reportOf(builder.run())), async (page) => {
      const dimmed = page.locator('.diagram .dimmed');
      // Keys, clients and invocations differ: what ann did is neither cause nor effect of what bob does.
      await expect.poll(() => dimmed.count()).toBeGreaterThan(0);
      await page.getByLabel('dim unrelated steps').uncheck();
      await expect.poll(() => dimmed.count()).toBe(0);
    });
  });

  it('is no wider than a telephone, whatever it shows', async () => {
    const one = reportOf(longRun(40).run());
    const scenarios = Array.from({ length: 9 }, (_, place) => {
      const invariants = [{ name: `what holds in ${place}`, verdict: 'held', exercised: 1 } as const];
      return { ...one.scenarios[0], name: `a scenario with a name of some length ${place}`, invariants };
    });
    await pages.show(await pages.written('narrow.html', { ...one, scenarios } as Report), async (page) => {
      await page.setViewportSize({ width: 400, height: 800 });
      for (const details of await page.locator('details > summary').all()) await details.click();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    });
  });

  it('names the line of code of each entry, in the panel and in the table', async () => {
    const run = { ...longRun(12).run(), lines: [{ invocation: 'i0', attempt: 1, entry: 1, line: 'src/bucket.ts:7' }] };
    await pages.show(await pages.written('lines.html', reportOf(run, { shows: [] })), async (page) => {
      const line = page.locator('.exhibit .panel .source');
      await page.locator('.scroller').press('Home');
      for (let step = 2; step < 9 && (await line.count()) === 0; step++) {
        await page.locator('.scroller').press('ArrowRight');
        await expect.poll(() => page.locator('.exhibit .status').innerText()).toContain(`Step ${step} of`);
      }
      await expect.poll(() => line.first().innerText()).toBe('src/bucket.ts:7');
      await page.locator('.exhibit .trace > summary').click();
      await expect.poll(() => page.locator('.exhibit .trace th').last().innerText()).toBe('line of code');
      await expect.poll(() => page.locator('.exhibit .trace .source', { hasText: 'src/bucket.ts:7' }).count()).toBe(1);
    });
  });

  itInDepth('writes no time over the sign of the step that breaks', async () => {
    await pages.show(await pages.written('deadlock.html', await exampleNamed('deadlock')), async (page) => {
      const covered = `(() => {
        const sign = document.querySelector('.exhibit.finding .break .sign').getBoundingClientRect();
        return [...document.querySelectorAll('.exhibit.finding .tick text')]
          .filter((tick) => { const { left, right } = tick.getBoundingClientRect(); return left < sign.right && right > sign.left; })
          .map((tick) => tick.textContent);
      })()`;
      expect(await page.locator('.exhibit.finding .tick text').count()).toBeGreaterThan(2);
      expect(await page.evaluate(covered)).toEqual([]);
    });
  });

  itInDepth('draws a run that held only once it is opened', async () => {
    const held = { ...reportOf(longRun(40).run()).exhibits[0], kind: 'exemplar' };
    const report = { ...reportOf(longRun(40).run()), exhibits: [...reportOf(longRun(40).run()).exhibits, held] };
    await pages.show(await pages.written('lazy.html', report as Report), async (page) => {
      await expect.poll(() => page.locator('.exemplar .diagram').count()).toBe(0);
      await page.locator('details.exemplar > summary').click();
      await page.locator('.exemplar .scroller').waitFor();
      await page.goto(page.url().replace(/#.*|$/, '#run=2&step=3'));
      await page.reload();
      await page.locator('.exemplar .scroller').waitFor();
    });
  });

  itInDepth('keeps its shapes where colours are forced', async () => {
    await pages.show(bucket, async (page) => {
      await page.emulateMedia({ forcedColors: 'active' });
      const strokes = await page.evaluate<string[]>(
        `[...document.querySelectorAll('.exhibit .mark.box > rect')].map((each) => getComputedStyle(each).stroke)`,
      );
      expect(strokes.length).toBeGreaterThan(0);
      expect(strokes.filter((stroke) => stroke === 'none')).toEqual([]);
    });
  });

  it('prints everything that was folded, and no buttons', async () => {
    await pages.show(bucket, async (page) => {
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.locator('.controls').first().isVisible()).toBe(false);
      await expect.poll(() => page.getByRole('button', { name: /^Copy/ }).count()).toBe(0);
      const scheme = 'getComputedStyle(document.documentElement).colorScheme';
      expect(await page.evaluate(scheme)).toBe('light');
      const folded = await page.locator('.exhibit.finding .fold').count();
      expect(folded).toBeGreaterThan(0);
      await page.evaluate('dispatchEvent(new Event("beforeprint"))');
      await expect.poll(() => page.locator('details:not([open])').count()).toBe(0);
      const printed = await page.locator('.exhibit.finding .trace tbody tr').count();
      // The picture cannot be scrolled on paper: all of it is there in strips.
      expect(await page.locator('.exhibit.finding .scroller').isVisible()).toBe(false);
      const across = 'document.querySelector(".exhibit.finding .scroller > svg").getAttribute("width")';
      const strips = await page.locator('.exhibit.finding .paper > svg').count();
      expect(strips).toBe(Math.ceil(Number(await page.evaluate(across)) / 560));
      await page.evaluate('dispatchEvent(new Event("afterprint"))');
      const shown = await page.locator('.exhibit.finding .trace tbody tr').count();
      expect(printed).toBeGreaterThan(shown);
    });
  });

  itInDepth('copies the line that repeats the search, or selects it where the clipboard is refused', async () => {
    await pages.show(bucket, async (page) => {
      const copy = page.locator('header .copy');
      await copy.getByRole('button').click();
      await expect.poll(() => copy.locator('.copied').innerText()).toMatch(/copied|selected: press Ctrl\+C/);
      await page.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined })');
      await copy.getByRole('button').click();
      await expect.poll(() => copy.locator('.copied').innerText()).toBe('selected: press Ctrl+C');
      expect(await page.evaluate('getSelection().toString()')).toBe(await copy.locator('code').innerText());
    });
  });

  itInDepth('gives its data away as run.json', async () => {
    await pages.show(bucket, async (page) => {
      const coming = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download run.json' }).click();
      const download = await coming;
      expect(download.suggestedFilename()).toBe('run.json');
      const data = JSON.parse(readFileSync(await download.path(), 'utf8')) as unknown;
      expect(data).toEqual(JSON.parse((await page.locator('#report-data').textContent()) ?? ''));
    });
  });

  itInDepth('can be used by the keyboard alone: each button, switch and link is come to, and seen', async () => {
    await pages.show(bucket, async (page) => {
      await page.locator('body').press('Home');
      const unseen: string[] = [];
      const names = new Set<string>();
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab');
        const [name, outline] = await page.evaluate<[string, string]>(
          `(() => { const at = document.activeElement; return [at.tagName + ' ' + at.innerText.slice(0, 30), getComputedStyle(at).outlineStyle]; })()`,
        );
        names.add(name);
        if (outline === 'none' && !name.startsWith('BODY')) unseen.push(name);
      }
      expect(unseen).toEqual([]);
      for (const name of ['A Verdicts', 'BUTTON Copy', 'BUTTON Download run.json', 'BUTTON Where it breaks'])
        expect([...names]).toContain(name);
    });
  });
});
