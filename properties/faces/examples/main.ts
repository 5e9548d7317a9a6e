import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { pageOf } from '../../../reports/html/page.ts';
import { loadViewer } from '../../../reports/html/viewer.ts';
import { Chromium, hasChromium, HOW_TO_INSTALL } from '../../../reports/testing/chromium.ts';
import { CASES } from './cases.ts';
import { exampleReport } from './example-report.ts';

const FOLDER = new URL('../../../reports/examples/', import.meta.url);

// Real findings, searched again: the same code gives the same bytes.
mkdirSync(FOLDER, { recursive: true });
const viewer = await loadViewer();
for (const example of CASES) {
  const report = await exampleReport(example);
  const page = pageOf(report, viewer);
  writeFileSync(new URL(`${example.file}.html`, FOLDER), page.html);
  const [finding] = report.exhibits;
  const size = `${(page.html.length / 1024).toFixed(0)} kB`;
  console.log(
    `reports/examples/${example.file}.html (${size}): ${finding?.kind === 'finding' ? finding.message : 'nothing was found'}`,
  );
}
if (hasChromium) await takePictures();
else console.log(`No pictures were taken: ${HOW_TO_INSTALL}`);

/** What the README shows: the top of the finding, with the picture of its run. */
async function takePictures(): Promise<void> {
  await using browser = await Chromium.start();
  for (const { file } of CASES) {
    await browser.window({ colorScheme: 'light', width: 1_560, height: 1_000 }, async (context) => {
      const page = await context.newPage();
      await page.goto(pathToFileURL(fileURLToPath(new URL(`${file}.html`, FOLDER))).href);
      await page
        .locator('.exhibit.finding .stage')
        .first()
        .screenshot({ path: fileURLToPath(new URL(`${file}.png`, FOLDER)) });
    });
  }
}
