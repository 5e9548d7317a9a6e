import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { depth, itInDepth } from '../../harness/depth.ts';
import { Chromium, hasChromium, HOW_TO_INSTALL, type Misdeeds } from '../../../reports/testing/chromium.ts';
import { reportOf, RunBuilder, typed } from '../../../reports/testing/run-builder.ts';
import type { Report, ShownRun } from '../../../reports/data/report.ts';
import { exampleNamed } from '../examples/example-named.ts';
import { pageOf } from '../../../reports/html/page.ts';
import { buildViewer } from '../../../reports/html/viewer.ts';

const EXAMPLES = ['token-bucket', 'double-charge', 'deadlock'] as const;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// oxlint-disable-next-line no-console -- skipped tests must not go unnoticed
if (!hasChromium) console.warn(`The page is not tested in a browser: ${HOW_TO_INSTALL}`);

async function open(context: BrowserContext, file: string, hash = ''): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${pathToFileURL(file).href}${hash}`);
  return page;
}

/**
 * Opens everything that is folded, in one call: each click waits for two frames that are alike, which a busy machine draws late.
 * Clicks are tested in depth.
 */
async function unfold(page: Page): Promise<void> {
  const closed = await page.evaluate(`(() => {
    for (const each of document.querySelectorAll('details')) each.open = true;
    return document.querySelectorAll('details:not([open])').length;
  })()`);
  expect(closed).toBe(0);
}

/** Rules that the page breaks. Run by the debugger, because the page's policy lets no other script in. */
async function axeViolations(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const { result } = await session.send('Runtime.evaluate', {
    expression:
      'axe.run().then((found) => found.violations.map((each) => each.id + ": " + each.nodes[0].target).join("\\n"))',
    awaitPromise: true,
  });
  return String(result.value);
}

/** Whatever a service, a scenario or a run can put into a report says the same. */
function hostileEverywhere(run: ShownRun, text: string): Report {
  const whole = reportOf(run, {
    scenario: text,
    invariant: text,
    message: text,
    handler: text,
    story: [text],
    confirmation: { standing: text, words: text },
    repeat: { shell: typed(text), vitest: text, plan: { [text]: text } },
    nearest: { difference: text, run },
  });
  const items = [0, 1].map((count) => ({ name: `${text}${count}`, zero: text, count }));
  const exercised = { name: text, verdict: 'broken', exercised: 1, firstFailure: text } as const;
  return {
    ...whole,
    suite: text,
    command: typed(text),
    commit: text,
    versions: { [text]: text },
    unreached: [{ file: text, from: 1, to: 2, handler: text }],
    scenarios: whole.scenarios.map((scenario) => ({
      ...scenario,
      name: text,
      invariants: [exercised],
      missing: [text],
      undecided: [text],
      advice: [{ message: text, times: 1 }],
      upgrade: {
        deploys: 1,
        points: 1,
        never: [text],
        before: [text],
        handlers: [
          {
            handler: text,
            routes: [{ name: text, words: text, isSafe: false }],
            rows: [{ entry: 1, old: text, next: text, states: ['depends'] }],
          },
        ],
      },
      coverage: [{ name: text, items }],
      rows: scenario.rows.map((row) => ({ ...row, name: text, hash: text })),
      charts: [{ kind: 'sliding window', service: text, handler: text, limit: 1, windowMs: 1 }],
    })),
  };
}

const status = (page: Page): Promise<string> => page.locator('.exhibit .status').first().innerText();

async function expectNothingBut(file: string, { requests, errors }: Misdeeds): Promise<void> {
  expect(errors).toEqual([]);
  expect(requests.map((url) => url.split('#')[0])).toEqual([pathToFileURL(file).href]);
  return Promise.resolve();
}

describe.skipIf(!hasChromium)('the page in Chromium', () => {
  let folder = '';
  let bucket = '';
  let browser: Chromium;
  beforeAll(async () => {
    browser = await Chromium.start();
    folder = mkdtempSync(join(tmpdir(), 'restate-sim-report-'));
    bucket = await written('token-bucket');
  });
  /** @returns the file with the page of an example */
  const written = async (name: string): Promise<string> => {
    const file = join(folder, `${name}.html`);
    writeFileSync(file, pageOf(await exampleNamed(name), await buildViewer()).html);
    return file;
  };
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const themed = EXAMPLES.flatMap((name) => (['light', 'dark'] as const).map((theme) => [name, theme] as const));
  // Each theme once; the long suite has all of them.
  const slice = themed.filter((_, place) => [3, 4].includes(place));
  it.each(depth({ slice, deep: themed }))(
    'opens %s from disk in %s with one request, no error and nothing for axe-core to find',
    async (name, colorScheme) => {
      const file = await written(name);
      await browser.window({ colorScheme }, async (context, misdeeds) => {
        const page = await open(context, file);
        await page.waitForSelector('header h1');
        const [r = 0, g = 0, b = 0] = await page.evaluate<number[]>(
          'getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number)',
        );
        expect(r + g + b > 380).toBe(colorScheme === 'light');
        await unfold(page);
        expect(await axeViolations(page)).toBe('');
        await expectNothingBut(file, misdeeds);
      });
    },
  );

  it('is walked through with the keyboard alone', async () => {
    await browser.window({ colorScheme: 'light' }, async (context, misdeeds) => {
      const page = await open(context, bucket);
      await page.waitForSelector('.scroller');
      for (
        let presses = 0;
        presses < 60 && !(await page.evaluate('document.activeElement.matches(".scroller")'));
        presses++
      )
        await page.keyboard.press('Tab');
      const last = await status(page);
      expect(last).toContain('where it breaks');
      await page.keyboard.press('Home');
      await expect.poll(() => status(page)).toMatch(/^Step 1 of /);
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => status(page)).toMatch(/^Step 2 of /);
      await page.keyboard.press('Shift+ArrowRight');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('End');
      await page.keyboard.press('v');
      await expect.poll(() => status(page)).toBe(last);
      await page.keyboard.press('?');
      await expect.poll(() => page.locator('.keys').count()).toBe(1);
      await page.keyboard.press('/');
      await page.keyboard.type('takes the lock');
      await page.keyboard.press('Enter');
      await expect.poll(() => status(page)).toContain('takes the lock');
      await expectNothingBut(bucket, misdeeds);
    });
  });

  it('opens at the step and in the theme that its address names', async () => {
    await browser.window({ colorScheme: 'light' }, async (context) => {
      const page = await open(context, bucket, '#run=1&step=1&theme=dark');
      await page.waitForSelector('.status');
      await expect.poll(() => status(page)).toMatch(/^Step 1 of /);
      expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
      await page.locator('.scroller').first().press('ArrowRight');
      expect(page.url()).toContain('step=2');
    });
  });

  itInDepth('opens at the verdict that its address names, as invariant and scenario', async () => {
    await browser.window({ colorScheme: 'light' }, async (context) => {
      const place = 'a bucket admits at most capacity + rate x time/rate limiter';
      const page = await open(context, bucket, `#${encodeURIComponent(place)}`);
      const cell = page.locator('td').and(page.locator(`[id="${place}"]`));
      await cell.waitFor();
      await expect.poll(() => cell.innerText()).toContain('broken');
      await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(500);
    });
  });

  itInDepth('folds and unfolds, follows a dot of a chart, and shows the same as a table', async () => {
    await browser.window({ colorScheme: 'light' }, async (context, misdeeds) => {
      const page = await open(context, bucket);
      await page.waitForSelector('.reading');
      const folded = await page.locator('.exhibit').first().locator('.fold').count();
      expect(folded).toBeGreaterThan(0);
      await page
        .getByLabel(/fold \d+ steps/)
        .first()
        .uncheck();
      await expect.poll(() => page.locator('.exhibit').first().locator('.fold').count()).toBe(0);
      await page.locator('.exhibit .reading').first().click();
      await expect.poll(() => status(page)).toContain('returns');
      await page.locator('.exhibit.finding .trace > summary').first().click();
      const rows = page.locator('.exhibit.finding .trace tbody tr');
      await rows.first().waitFor();
      await expect.poll(() => status(page)).toContain(`of ${await rows.count()} `);
      await expectNothingBut(bucket, misdeeds);
    });
  });

  itInDepth('does not play by itself where less motion was asked for', async () => {
    await browser.window({ colorScheme: 'light' }, async (context) => {
      const page = await context.newPage();
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.goto(pathToFileURL(bucket).href);
      await page.waitForSelector('.controls');
      await expect.poll(() => page.getByRole('button', { name: 'Play' }).count()).toBe(0);
    });
  });

  it('says what matters without JavaScript', async () => {
    await browser.window({ colorScheme: 'dark', javaScript: false }, async (context, misdeeds) => {
      const page = await open(context, bucket);
      const text = await page.locator('main').innerText();
      for (const part of ['invariants broken', 'What happened', 'npm run sim -- ', 'held'])
        expect(text).toContain(part);
      await expectNothingBut(bucket, misdeeds);
    });
  });

  it('lets hostile keys, values and messages be nothing but text', async () => {
    const text = '</script><img src=x onerror="window.hit=1"><script>window.hit=1</script>\u202e\u0000';
    const builder = new RunBuilder()
      .call(text, text, { service: text, key: text, handler: text }, text)
      .start(text)
      .set(text, 1, text, { [text]: text });
    const file = join(folder, 'hostile.html');
    writeFileSync(file, pageOf(hostileEverywhere(builder.run(), text), await buildViewer()).html);
    await browser.window({ colorScheme: 'light' }, async (context, misdeeds) => {
      const page = await open(context, file);
      await page.waitForSelector('.scroller');
      expect(await page.evaluate('[window.hit, document.images.length, document.scripts.length]')).toEqual([
        undefined,
        0,
        2,
      ]);
      await expect.poll(() => page.locator('.exhibit h2').innerText()).toContain('⟨U+202E⟩');
      await unfold(page);
      const shown = String(await page.evaluate('document.body.innerText'));
      expect(['\u202e', '\u0000'].filter((hidden) => shown.includes(hidden))).toEqual([]);
      expect(await page.evaluate('[window.hit, document.images.length]')).toEqual([undefined, 0]);
      expect(await axeViolations(page)).toBe('');
      await expectNothingBut(file, misdeeds);
    });
  });
});
