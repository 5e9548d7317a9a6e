import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Layout } from '../layout/geometry.ts';
import { count } from '../../sim/core/count.ts';
import { short } from '../../sim/trace/words/payload-text.ts';

/** Width of a strip of the picture, next to the names of the lanes, in pixels. */
const STRIP = 560;
const NAMES = 120;
const MAX_STRIPS = 24;

let isPrinting = false;
addEventListener('beforeprint', () => (isPrinting = true));
addEventListener('afterprint', () => (isPrinting = false));

/** @returns whether the page is being printed */
export function usePrinting(): boolean {
  // What is rendered because of the printing starts to listen too late.
  const [prints, setPrints] = useState(isPrinting);
  useEffect(() => {
    const begin = (): void => setPrints(true);
    const end = (): void => setPrints(false);
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, []);
  return prints;
}

/** The picture in strips below each other, because paper cannot scroll. The end matters most, so the beginning is cut. */
export function Strips({ layout, picture }: { readonly layout: Layout; readonly picture: string }): JSX.Element {
  const { width, height, bands } = layout;
  const all = Array.from({ length: Math.ceil(width / STRIP) }, (_, place) => place * STRIP);
  const strips = all.slice(-MAX_STRIPS);
  return (
    <div class="paper" aria-hidden="true">
      {strips.length < all.length && (
        <p>
          The first {count(all.length - strips.length, 'strip')} of the picture are left out; the table has all steps.
        </p>
      )}
      {strips.map((left) => (
        <svg key={left} class="diagram" width={NAMES + STRIP} height={height}>
          <svg x={NAMES} width={STRIP} height={height} viewBox={`${left} 0 ${STRIP} ${height}`}>
            <use href={`#${picture}`} />
          </svg>
          {bands.map(({ name, kind, y }) => (
            <text key={`${kind} ${name}`} class="name" x="2" y={y + 14}>
              {short(name, 18)}
            </text>
          ))}
        </svg>
      ))}
    </div>
  );
}
