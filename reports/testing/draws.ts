/**
 * Draws the first picture again several times, by switching its scale there and back, and scrolls through it. Its times are in
 * ms of the page's own clock, until the frame is there.
 */
export const DRAWS: string = `(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const timed = async (act) => {
    await frame();
    const start = performance.now();
    act();
    await frame();
    return performance.now() - start;
  };
  const scale = document.querySelector('.switch input[name="to-scale"]');
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

/** What {@link DRAWS} comes to. */
export interface Drawn {
  readonly redraws: readonly number[];
  readonly moves: readonly number[];
  /** Different steps that came by. */
  readonly steps: number;
  /** Marks that were in the page at once, at most. */
  readonly most: number;
}
