import { Pages } from '../../reports/testing/pages.ts';
import { DRAWS, type Drawn } from '../../reports/testing/draws.ts';
import { longRun } from '../../reports/testing/long-run.ts';
import { reportOf } from '../../reports/testing/run-builder.ts';

export interface PageTimes {
  /** From opening the file to the picture. */
  readonly openMs: number;
  /** To draw the picture again, with another scale. */
  readonly redrawMs: number;
  /** To show another part of it. */
  readonly moveMs: number;
  /** To put as many plain shapes into an empty page and see them: the floor of any picture of that size. */
  readonly yardstickMs: number;
}

const DRAWN_AT = 'performance.getEntriesByName("report drawn")[0]?.startTime';

/** Rectangles in a picture, one for each step, until the frame with them is there. */
const YARDSTICK = (steps: number): string => `(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  await frame();
  const start = performance.now();
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (let at = 0; at < ${steps}; at++) {
    const shape = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    for (const [name, value] of Object.entries({ x: at * 10, y: 0, width: 8, height: 8 })) shape.setAttribute(name, value);
    picture.append(shape);
  }
  document.body.append(picture);
  await frame();
  picture.remove();
  return performance.now() - start;
})()`;

/** Opens the report of a run of so many steps in Chromium several times. @returns medians, by the page's own clock */
export async function pageTimes(steps: number): Promise<PageTimes> {
  await using pages = await Pages.start();
  const url = await pages.written('long.html', reportOf(longRun(steps).run(), { shows: [] }));
  const times = { open: [] as number[], redraw: [] as number[], move: [] as number[], yardstick: [] as number[] };
  await pages.show(url, async (page) => {
    for (let round = 0; round < 5; round++) {
      if (round > 0) await page.reload();
      await page.waitForFunction(DRAWN_AT);
      times.open.push(Number(await page.evaluate(DRAWN_AT)));
      const { redraws, moves } = await page.evaluate<Drawn>(DRAWS);
      times.redraw.push(...redraws);
      times.move.push(...moves);
      times.yardstick.push(Number(await page.evaluate(YARDSTICK(steps))));
    }
  });
  return {
    openMs: median(times.open),
    redrawMs: median(times.redraw),
    moveMs: median(times.move),
    yardstickMs: median(times.yardstick),
  };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
