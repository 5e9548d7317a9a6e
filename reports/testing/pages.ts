import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import type { Report } from '../data/report.ts';
import { pageOf } from '../html/page.ts';
import { buildViewer } from '../html/viewer.ts';
import { Chromium } from './chromium.ts';

/** Writes reports as files and shows them in one browser; both are gone when it is disposed of. */
export class Pages implements AsyncDisposable {
  readonly #browser: Chromium;
  readonly #folder = mkdtempSync(join(tmpdir(), 'restate-sim-pages-'));

  private constructor(browser: Chromium) {
    this.#browser = browser;
  }

  static async start(): Promise<Pages> {
    return new Pages(await Chromium.start());
  }

  /** @returns the address of the file */
  async written(name: string, report: Report): Promise<string> {
    const file = join(this.#folder, name);
    writeFileSync(file, pageOf(report, await buildViewer()).html);
    return pathToFileURL(file).href;
  }

  /** @throws when the page has said something on its console */
  async show(url: string, use: (page: Page) => Promise<void>): Promise<void> {
    await this.#browser.window({ colorScheme: 'light' }, async (context, { errors }) => {
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForSelector('.scroller');
      await use(page);
      if (errors.length > 0) throw new Error(`The page has complained: ${errors.join('; ')}`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
