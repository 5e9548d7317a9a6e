import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

/** Debian's browser; nothing is downloaded. */
export const CHROMIUM = '/usr/bin/chromium';

/** Said where the browser tests are skipped. */
export const HOW_TO_INSTALL = `there is no ${CHROMIUM}: apt-get update && apt-get install -y chromium`;

export const hasChromium: boolean = existsSync(CHROMIUM);

/** What a page did that it should not. */
export interface Misdeeds {
  readonly requests: string[];
  readonly errors: string[];
}

/** Opens a browser without a network and with a profile of its own, and closes it afterwards. */
export async function withBrowser<T>(
  options: { readonly colorScheme: 'light' | 'dark'; readonly width?: number; readonly javaScript?: boolean },
  use: (context: BrowserContext, misdeeds: Misdeeds) => Promise<T>,
): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'restate-sim-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    offline: true,
    colorScheme: options.colorScheme,
    javaScriptEnabled: options.javaScript ?? true,
    viewport: { width: options.width ?? 1_400, height: 900 },
  });
  const misdeeds: Misdeeds = { requests: [], errors: [] };
  context.on('request', (request) => misdeeds.requests.push(request.url().slice(0, 120)));
  context.on('weberror', (error) => misdeeds.errors.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') misdeeds.errors.push(message.text());
  });
  try {
    return await use(context, misdeeds);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
