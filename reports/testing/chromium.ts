import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';

/** Debian's browser; nothing is downloaded. */
const CHROMIUM = '/usr/bin/chromium';

/** Said where the browser tests are skipped. */
export const HOW_TO_INSTALL: string = `there is no ${CHROMIUM}: apt-get update && apt-get install -y chromium`;

export const hasChromium: boolean = existsSync(CHROMIUM);

/** What a page did that it should not. */
export interface Misdeeds {
  readonly requests: string[];
  readonly errors: string[];
}

export interface WindowOptions {
  readonly colorScheme: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly javaScript?: boolean;
}

/** A browser with a fresh profile and without a network, which is closed when it is disposed of. */
export class Chromium implements AsyncDisposable {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(): Promise<Chromium> {
    const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    return new Chromium(await chromium.launch({ executablePath: CHROMIUM, args }));
  }

  /** Opens a window of its own, and closes it afterwards. */
  async window<T>(
    options: WindowOptions,
    use: (context: BrowserContext, misdeeds: Misdeeds) => Promise<T>,
  ): Promise<T> {
    const context = await this.#browser.newContext({
      offline: true,
      colorScheme: options.colorScheme,
      javaScriptEnabled: options.javaScript ?? true,
      viewport: { width: options.width ?? 1_400, height: options.height ?? 900 },
    });
    const misdeeds: Misdeeds = { requests: [], errors: [] };
    context.on('request', (request) => misdeeds.requests.push(request.url().slice(0, 200)));
    context.on('weberror', (error) => misdeeds.errors.push(error.error().message));
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') misdeeds.errors.push(message.text());
    });
    try {
      return await use(context, misdeeds);
    } finally {
      await context.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
