import type { JSX, RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { visible } from '../../sim/trace/visible.ts';
import {
  RULER_HEIGHT,
  type Arrow,
  type Band,
  type Bar,
  type Column,
  type Layout,
  type Seam,
} from '../layout/geometry.ts';
import { MAX_COLUMNS_WHOLE, windowAround, within, type Window } from '../layout/window.ts';
import { MarkView } from './marks.tsx';
import { Strips, usePrinting } from './paper.tsx';
import { durationText } from '../../sim/core/duration-text.ts';
import { short } from '../../sim/trace/words/payload-text.ts';

interface DiagramProps {
  /** Of the picture, unique in the page. */
  readonly id: string;
  readonly layout: Layout;
  readonly step: number;
  readonly breakAt: number | undefined;
  readonly shows: readonly number[];
  /** Steps that come before or after the picked one; undefined dims nothing. */
  readonly related: ReadonlySet<number> | undefined;
  readonly label: string;
  readonly onPick: (step: number) => void;
}

/** The run as a picture: lanes from top to bottom, steps from left to right. The table below it has the same content. */
export function Diagram({ id, layout, step, breakAt, shows, related, label, onPick }: DiagramProps): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const prints = usePrinting();
  const columns = useMemo(() => new Map(layout.columns.map((column) => [column.step, column])), [layout]);
  const picked = columns.get(step);
  const { drawn, look } = useDrawn(layout, scroller, picked, prints);
  const picture = useMemo(() => <Picture layout={drawn} breakAt={breakAt} shows={shows} />, [drawn]);
  useEffect(() => {
    for (const node of svg.current?.querySelectorAll<SVGGElement>('g[data-step]') ?? []) {
      node.classList.toggle('dimmed', related !== undefined && !related.has(Number(node.dataset['step'])));
    }
  }, [related, drawn]);
  const pick = (event: MouseEvent): void => {
    const x = event.clientX - (svg.current?.getBoundingClientRect().left ?? 0);
    const column = layout.columns.findLast((each) => each.x <= x);
    if (column !== undefined) onPick(column.step);
  };
  const { width, height } = layout;
  return (
    <>
      <div
        class="scroller"
        ref={scroller}
        onScroll={look}
        tabIndex={0}
        role="group"
        aria-label="Space-time diagram: left and right arrow keys step through it"
      >
        <Gutter layout={layout} />
        <svg ref={svg} class="diagram" width={width} height={height} role="img" aria-label={label} onClick={pick}>
          {picked !== undefined && <rect class="picked" x={picked.x} y="0" width={picked.width} height={height} />}
          <g id={id}>{picture}</g>
        </svg>
      </div>
      {prints && <Strips layout={layout} picture={id} />}
    </>
  );
}

/** Used until the width of the window is known, in pixels: about as wide as a screen. */
const SCREEN_WIDTH = 1_500;

/**
 * Of a long run only the part in sight is drawn, because thousands of marks would make every move slow.
 * @returns the part to draw, and a function to call after scrolling
 */
function useDrawn(
  layout: Layout,
  scroller: RefObject<HTMLDivElement | null>,
  picked: Column | undefined,
  prints: boolean,
): { readonly drawn: Layout; readonly look: () => void } {
  const isWhole = prints || layout.columns.length <= MAX_COLUMNS_WHOLE;
  const [sight, setSight] = useState<Window>(() =>
    windowAround((picked?.x ?? 0) - SCREEN_WIDTH, (picked?.x ?? 0) + SCREEN_WIDTH),
  );
  const drawn = useMemo(() => (isWhole ? layout : within(layout, sight)), [layout, isWhole, sight]);
  const look = (): void => {
    if (isWhole || scroller.current === null) return;
    const { scrollLeft, clientWidth } = scroller.current;
    const next = windowAround(scrollLeft, scrollLeft + clientWidth);
    if (next.from !== sight.from || next.to !== sight.to) setSight(next);
  };
  useEffect(() => {
    if (scroller.current !== null && picked !== undefined) keepInSight(scroller.current, picked);
    look();
  }, [picked, isWhole]);
  return { drawn, look };
}

/** Names of the lanes, which stay in place when the picture scrolls sideways. */
function Gutter({ layout }: { readonly layout: Layout }): JSX.Element {
  return (
    <div class="gutter" aria-hidden="true">
      <span class="ruler-name">virtual time</span>
      {layout.bands.map((band) => (
        <BandName key={`${band.kind} ${band.name}`} band={band} />
      ))}
    </div>
  );
}

function BandName({ band: { name, kind, y, lanes, lockY } }: { readonly band: Band }): JSX.Element {
  const slash = kind === 'key' ? name.indexOf('/') : -1;
  return (
    <>
      <At y={y + (kind === 'world' ? 10 : 3)}>
        {slash < 0 ? (
          <b>{short(name, 40)}</b>
        ) : (
          <>
            <span class="lane-name">{short(name.slice(0, slash), 30)}</span>
            <br />
            <b>{short(name.slice(slash + 1), 30)}</b>
          </>
        )}
      </At>
      {lanes.map((lane) => (
        <At key={lane.y} y={lane.y - 8}>
          <span class="lane-name">{visible(lane.label)}</span>
        </At>
      ))}
      {lockY !== undefined && (
        <At y={lockY - 2}>
          <span class="lane-name">lock and queue</span>
        </At>
      )}
    </>
  );
}

/** Something at a height in pixels. Set through the object model, because the policy of the page allows no inline style. */
function At({
  y,
  children,
}: {
  readonly y: number;
  readonly children: JSX.Element | readonly JSX.Element[];
}): JSX.Element {
  return (
    <span class="at" style={{ top: `${y}px` }}>
      {children}
    </span>
  );
}

function Picture({
  layout,
  breakAt,
  shows,
}: {
  readonly layout: Layout;
  readonly breakAt: number | undefined;
  readonly shows: readonly number[];
}): JSX.Element {
  const { bands, bars, marks, arrows, columns, labels, seams, width, height } = layout;
  const bySteps = Map.groupBy(marks, (mark) => mark.step);
  const broken = columns.find(({ step }) => step === breakAt);
  return (
    <g>
      {bands.map((band, index) => (
        <rect key={index} class={`band ${band.kind}`} x="0" y={band.y} width={width} height={band.height} />
      ))}
      <rect class="ruler" x="0" y="0" width={width} height={RULER_HEIGHT - 4} />
      <Folds layout={layout} />
      <Ticks layout={layout} broken={broken} />
      {shows.map((step) => (
        <Shows key={step} column={columns.find((column) => column.step === step)} height={height} />
      ))}
      {broken !== undefined && <Break column={broken} height={height} />}
      {seams.map((seam) => (
        <SeamView key={seam.step} seam={seam} height={height} />
      ))}
      {bars.map((bar, index) => (
        <BarView key={index} bar={bar} />
      ))}
      {labels.map((text) => (
        <text key={text.invocation} class="name" x={text.x} y={text.y}>
          {text.text}
        </text>
      ))}
      {arrows.map((arrow, index) => (
        <ArrowView key={index} arrow={arrow} />
      ))}
      {[...bySteps].map(([step, own]) => (
        <g key={step} data-step={step}>
          {own.map((mark) => (
            <MarkView key={`${mark.seq} ${mark.y}`} mark={mark} />
          ))}
        </g>
      ))}
    </g>
  );
}

function Folds({ layout: { folds, height } }: { readonly layout: Layout }): JSX.Element {
  return (
    <>
      {folds.map((fold) => (
        <g key={fold.x} class="fold">
          <rect x={fold.x + 6} y={RULER_HEIGHT} width={fold.width - 12} height={height - RULER_HEIGHT} />
          <text x={fold.x + fold.width / 2} y={RULER_HEIGHT - 10} text-anchor="middle">
            ⋯ {fold.count}
          </text>
        </g>
      ))}
    </>
  );
}

/** @param broken the column where the run breaks: a time that begins there stands to the right of its sign */
function Ticks({
  layout: { ticks, height },
  broken,
}: {
  readonly layout: Layout;
  readonly broken: Column | undefined;
}): JSX.Element {
  const isAtSign = (x: number): boolean => broken !== undefined && x >= broken.x && x <= broken.x + broken.width;
  const right = broken === undefined ? 0 : broken.x + broken.width / 2 + SIGN_RADIUS + 4;
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick.x} class="tick">
          <line x1={tick.x} y1="8" x2={tick.x} y2={height} />
          <text x={isAtSign(tick.x) ? right : tick.x + 4} y="20">
            {durationText(tick.atMs)}
          </text>
        </g>
      ))}
    </>
  );
}

function Shows({
  column,
  height,
}: {
  readonly column: Column | undefined;
  readonly height: number;
}): JSX.Element | null {
  if (column === undefined) return null;
  return (
    <rect class="shows" x={column.x} y={RULER_HEIGHT - 4} width={column.width} height={height - RULER_HEIGHT + 4} />
  );
}

/** Half the width of the diamond, in pixels. */
const SIGN_RADIUS = 9;

/** Where it breaks: a red column, and a diamond with a cross above it. */
function Break({ column, height }: { readonly column: Column; readonly height: number }): JSX.Element {
  const x = column.x + column.width / 2;
  const y = RULER_HEIGHT - 10;
  const r = SIGN_RADIUS;
  return (
    <g class="break">
      <rect x={column.x} y={RULER_HEIGHT - 4} width={column.width} height={height - RULER_HEIGHT + 4} />
      <path class="sign" d={`M${x} ${y - r} l${r} ${r} l-${r} ${r} l-${r} -${r} z`} />
      <path class="cut" d={`M${x - 3} ${y - 3} l6 6 m0 -6 l-6 6`} />
    </g>
  );
}

/** Where other code arrives: a line through all lanes, with its name at the foot of the picture, where nothing else stands. */
export function SeamView({
  seam: { x, label },
  height,
}: {
  readonly seam: Seam;
  readonly height: number;
}): JSX.Element {
  return (
    <g class="seam">
      <line x1={x} y1={RULER_HEIGHT - 4} x2={x} y2={height} />
      <text x={x + 5} y={height - 5}>
        {visible(label)} →
      </text>
    </g>
  );
}

function BarView({ bar: { kind, x, to, y, height, label } }: { readonly bar: Bar }): JSX.Element {
  const inside = kind === 'lock' || kind === 'waiter';
  const room = Math.floor((to - x - 6) / 6.2);
  const text = room < 2 ? '' : short(label, Math.max(2, room));
  return (
    <g class={`stretch ${kind}`}>
      <rect x={x} y={y} width={Math.max(1, to - x)} height={height} rx={height > 6 ? 4 : 0} />
      {text !== '' && (
        <text x={x + 4} y={inside ? y + height - 3 : y - 5}>
          {text}
        </text>
      )}
    </g>
  );
}

function ArrowView({ arrow: { kind, step, fromX, fromY, toX, toY, dashed } }: { readonly arrow: Arrow }): JSX.Element {
  // The arrow ends before the marks, so that both stay readable.
  const down = Math.sign(toY - fromY);
  const startY = fromY + down * 11;
  const endY = toY - down * 9;
  const middle = (startY + endY) / 2;
  const path =
    Math.abs(toX - fromX) < 3
      ? `M${fromX} ${startY} L${toX} ${endY}`
      : `M${fromX} ${startY} C${fromX} ${middle} ${toX} ${middle} ${toX} ${endY}`;
  return (
    <g class={`arrow ${kind}${dashed ? ' dashed' : ''}`} data-step={step}>
      <path d={path} />
      <path class="head" d={`M${toX - 3.5} ${endY - down * 6} L${toX} ${endY} L${toX + 3.5} ${endY - down * 6}`} />
    </g>
  );
}

function keepInSight(scroller: HTMLElement, { x, width }: Column): void {
  const gutter = scroller.firstElementChild?.clientWidth ?? 0;
  const room = scroller.clientWidth - gutter;
  const from = scroller.scrollLeft;
  if (x < from + 40) scroller.scrollLeft = Math.max(0, x - room / 3);
  else if (x + width > from + room - 40) scroller.scrollLeft = x + width - (room * 2) / 3;
}
