import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../data/report.ts';
import { Chromium, hasChromium } from '../testing/chromium.ts';
import { reportOf, RunBuilder } from '../testing/run-builder.ts';
import { pageOf } from './page.ts';
import { buildViewer } from './viewer.ts';

const BUCKET = pathToFileURL(fileURLToPath(new URL('../examples/token-bucket.html', import.meta.url))).href;

/** A run of at least this many steps: seven keys, four clients, one second for every hundred calls. */
function longRun(steps: number): RunBuilder {
  const builder = new RunBuilder();
  for (let index = 0; builder.steps.length < steps; index++) {
    const key = `k${index % 7}`;
    const id = `i${index}`;
    builder
      .call(id, `client ${index % 4}`, { service: 'Bucket', key, handler: 'take' }, index)
      .start(id)
      .set(id, 1, 'tokens', index);
    builder.end(id, `Bucket/${key}`, { index }).pass(10);
  }
  return builder;
}

/**
 * Draws the first picture anew some times, by switching its scale there and back, and scrolls through it. Its times are in
 * ms of the page's own clock, until the frame is there.
 */
const DRAWS = `(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const timed = async (act) => {
    await frame();
    const start = performance.now();
    act();
    await frame();
    return performance.now() - start;
  };
  const scale = [...document.querySelectorAll('.switch')].find((each) => each.innerText.includes('gaps')).querySelector('input');
  const redraws = [];
  for (let time = 0; time < 6; time++) redraws.push(await timed(() => scale.click()));
  const scroller = document.querySelector('.scroller');
  const seen = new Set();
  const moves = [];
  let most = 0;
  for (let left = 0; left < scroller.scrollWidth; left += scroller.clientWidth) {
    moves.push(await timed(() => { scroller.scrollLeft = left; scroller.dispatchEvent(new Event('scroll')); }));
    const marks = [...scroller.querySelectorAll('.mark')];
    most = Math.max(most, marks.length);
    for (const mark of marks) seen.add(mark.parentElement.dataset.step);
  }
  return { redraws, moves, steps: seen.size, most };
})()`;

const DRAWN_AT = 'performance.getEntriesByName("report drawn")[0]?.startTime';

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

describe.skipIf(!hasChromium)('the page in Chromium, as its readers differ', { timeout: 120_000 }, () => {
  let folder = '';
  let browser: Chromium;
  const written = async (name: string, report: Report): Promise<string> => {
    const file = join(folder, name);
    writeFileSync(file, pageOf(report, await buildViewer()).html);
    return pathToFileURL(file).href;
  };
  const onPage = (url: string, use: (page: Page) => Promise<void>): Promise<void> =>
    browser.window({ colorScheme: 'light' }, async (context, { errors }) => {
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForSelector('.scroller');
      await use(page);
      expect(errors).toEqual([]);
    });
  beforeAll(async () => {
    browser = await Chromium.start();
    folder = mkdtempSync(join(tmpdir(), 'restate-sim-faces-'));
  });
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  it('draws a run of 2,000 steps in less than a second', async () => {
    await onPage(await written('long.html', reportOf(longRun(2_000).run(), { shows: [] })), async (page) => {
      const opened = [Number(await page.evaluate(DRAWN_AT))];
      for (let time = 0; time < 2; time++) {
        await page.reload();
        await page.waitForFunction(DRAWN_AT);
        opened.push(Number(await page.evaluate(DRAWN_AT)));
      }
      const drawn = (await page.evaluate(DRAWS)) as Record<'redraws' | 'moves', number[]> & Record<string, number>;
      const { redraws, moves, steps = 0, most = Infinity } = drawn;
      console.info(
        `2,000 steps: there ${Math.round(median(opened))} ms after opening, drawn anew in ${Math.round(median(redraws))} ms, moved in ${Math.round(median(moves))} ms (medians)`,
      );
      // Other work on the machine makes single draws slow, never fast.
      expect(Math.min(...opened)).toBeLessThan(1_000);
      expect(Math.min(...redraws)).toBeLessThan(300);
      // Whoever scrolls through it sees every step, and never are all of them in the page.
      expect(steps).toBeGreaterThan(2_000 - 1);
      expect(most).toBeLessThan(1_000);
      await page.evaluate('dispatchEvent(new Event("beforeprint"))');
      expect(await page.locator('.exhibit .scroller .diagram g[data-step] > .mark').count()).toBeGreaterThan(2_000);
    });
  });

  it('draws the last 2,000 steps of a longer run, and says how many it folds', async () => {
    await onPage(await written('longer.html', reportOf(longRun(2_600).run(), { shows: [] })), async (page) => {
      const text = await page.locator('.exhibit').first().innerText();
      const beyond = Number(/The first ([\d,]+) steps of this run are not drawn/.exec(text)?.[1]?.replace(',', ''));
      expect(beyond).toBeGreaterThanOrEqual(600);
      expect(await page.locator('.exhibit .fold text').first().textContent()).toBe(`⋯ ${beyond}`);
      expect(text).toMatch(/of 2000\b/);
    });
  });

  it('dims what is neither before nor after the picked step, until that is switched off', async () => {
    const builder = new RunBuilder();
    builder.call('a', 'ann', { service: 'S', key: 'x', handler: 'h' }).start('a');
    builder.call('b', 'bob', { service: 'S', key: 'y', handler: 'h' }).start('b');
    await onPage(await written('two.html', reportOf(builder.run())), async (page) => {
      const dimmed = page.locator('.diagram .dimmed');
      // Keys, clients and invocations differ: what ann did is neither cause nor effect of what bob does.
      expect(await dimmed.count()).toBeGreaterThan(0);
      await page.getByLabel('dim what is neither before nor after').uncheck();
      expect(await dimmed.count()).toBe(0);
    });
  });

  it('is no wider than a telephone, whatever it shows', async () => {
    const one = reportOf(longRun(40).run());
    const scenarios = Array.from({ length: 9 }, (_, place) => {
      const invariants = [{ name: `what holds in ${place}`, verdict: 'held', exercised: 1 } as const];
      return { ...one.scenarios[0], name: `a scenario with a name of some length ${place}`, invariants };
    });
    await onPage(await written('narrow.html', { ...one, scenarios } as Report), async (page) => {
      await page.setViewportSize({ width: 400, height: 800 });
      for (const details of await page.locator('details > summary').all()) await details.click();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    });
  });

  it('names the line of code of each entry, in the panel and in the table', async () => {
    const run = { ...longRun(12).run(), lines: [{ invocation: 'i0', attempt: 1, entry: 1, line: 'src/bucket.ts:7' }] };
    await onPage(await written('lines.html', reportOf(run, { shows: [] })), async (page) => {
      const told = page.locator('.exhibit .panel .source');
      await page.locator('.scroller').press('Home');
      for (let step = 0; step < 9 && (await told.count()) === 0; step++)
        await page.locator('.scroller').press('ArrowRight');
      expect(await told.first().innerText()).toBe('src/bucket.ts:7');
      await page.locator('.exhibit .trace > summary').click();
      expect(await page.locator('.exhibit .trace th').last().innerText()).toBe('written at');
      expect(await page.locator('.exhibit .trace .source', { hasText: 'src/bucket.ts:7' }).count()).toBe(1);
    });
  });

  it('draws a run that held only once it is opened', async () => {
    const held = { ...reportOf(longRun(40).run()).exhibits[0], kind: 'exemplar' };
    const report = { ...reportOf(longRun(40).run()), exhibits: [...reportOf(longRun(40).run()).exhibits, held] };
    await onPage(await written('lazy.html', report as Report), async (page) => {
      expect(await page.locator('.exemplar .diagram').count()).toBe(0);
      await page.locator('details.exemplar > summary').click();
      await page.locator('.exemplar .scroller').waitFor();
      await page.goto(page.url().replace(/#.*|$/, '#run=2&step=3'));
      await page.reload();
      await page.locator('.exemplar .scroller').waitFor();
    });
  });

  it('keeps its shapes where colours are forced', async () => {
    await onPage(BUCKET, async (page) => {
      await page.emulateMedia({ forcedColors: 'active' });
      const strokes = (await page.evaluate(
        `[...document.querySelectorAll('.exhibit .mark.box > rect')].map((each) => getComputedStyle(each).stroke)`,
      )) as string[];
      expect(strokes.length).toBeGreaterThan(0);
      expect(strokes.filter((stroke) => stroke === 'none')).toEqual([]);
    });
  });

  it('prints everything that was folded, and no buttons', async () => {
    await onPage(BUCKET, async (page) => {
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.locator('.controls').first().isVisible()).toBe(false);
      expect(await page.getByRole('button', { name: /^Copy/ }).count()).toBe(0);
      const scheme = 'getComputedStyle(document.documentElement).colorScheme';
      expect(await page.evaluate(scheme)).toBe('light');
      const folded = await page.locator('.exhibit.finding .fold').count();
      expect(folded).toBeGreaterThan(0);
      await page.evaluate('dispatchEvent(new Event("beforeprint"))');
      expect(await page.locator('details:not([open])').count()).toBe(0);
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

  it('copies the line that repeats the search, or selects it where the clipboard is refused', async () => {
    await onPage(BUCKET, async (page) => {
      const copy = page.locator('header .copy');
      await copy.getByRole('button').click();
      await expect.poll(() => copy.locator('.told').innerText()).toMatch(/copied|selected: press Ctrl\+C/);
      await page.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined })');
      await copy.getByRole('button').click();
      expect(await copy.locator('.told').innerText()).toBe('selected: press Ctrl+C');
      expect(await page.evaluate('getSelection().toString()')).toBe(await copy.locator('code').innerText());
    });
  });

  it('gives its data away as run.json', async () => {
    await onPage(BUCKET, async (page) => {
      const coming = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download run.json' }).click();
      const download = await coming;
      expect(download.suggestedFilename()).toBe('run.json');
      const data = JSON.parse(readFileSync(await download.path(), 'utf8')) as unknown;
      expect(data).toEqual(JSON.parse((await page.locator('#report-data').textContent()) ?? ''));
    });
  });

  it('can be used by the keyboard alone: each button, switch and link is come to, and seen', async () => {
    await onPage(BUCKET, async (page) => {
      await page.locator('body').press('Home');
      const unseen: string[] = [];
      const names = new Set<string>();
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab');
        const [name, outline] = (await page.evaluate(
          `(() => { const at = document.activeElement; return [at.tagName + ' ' + at.innerText.slice(0, 30), getComputedStyle(at).outlineStyle]; })()`,
        )) as [string, string];
        names.add(name);
        if (outline === 'none' && !name.startsWith('BODY')) unseen.push(name);
      }
      expect(unseen).toEqual([]);
      for (const name of ['A Verdicts', 'BUTTON Copy', 'BUTTON Download run.json', 'BUTTON Where it breaks'])
        expect([...names]).toContain(name);
    });
  });
});
