import type { JSX } from 'preact';
import type { Chart, ChartPoint } from '../charts/chart.ts';
import { durationText } from '../../sim/core/duration-text.ts';

const HEIGHT = 190;
const TOP = 12;
const BOTTOM = 34;
const LEFT = 44;

/** The charts of a run: values against their bounds, with the picked step marked. */
export function Charts({
  charts,
  seq,
  onPick,
}: {
  readonly charts: readonly Chart[];
  readonly seq: number;
  readonly onPick: (seq: number) => void;
}): JSX.Element | null {
  if (charts.length === 0) return null;
  return (
    <div class="charts">
      <h3>Charts</h3>
      <div class="grid">
        {charts.map((chart) => (
          <ChartView key={`${chart.kind} ${chart.key}`} chart={chart} seq={seq} onPick={onPick} />
        ))}
      </div>
    </div>
  );
}

interface ChartProps {
  readonly chart: Chart;
  readonly seq: number;
  readonly onPick: (seq: number) => void;
}

function ChartView(props: ChartProps): JSX.Element {
  const { title, summary, broken } = props.chart;
  return (
    <figure class={broken ? 'chart over' : 'chart'}>
      <figcaption>
        <b>{title}</b>
        <br />
        {broken ? '✗ ' : ''}
        {summary}
      </figcaption>
      <div class="scroll" tabIndex={0} role="group" aria-label={`Chart: ${title}`}>
        <ChartPicture {...props} />
      </div>
      <ChartKey chart={props.chart} />
      <ChartTable {...props} />
    </figure>
  );
}

/** Where values of a chart are in its picture. */
interface Scale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

function scaleOf({ minY, maxY }: Chart): Scale {
  const perUnit = (HEIGHT - TOP - BOTTOM) / (maxY - minY || 1);
  return { x: (value) => LEFT + value, y: (value) => TOP + (maxY - value) * perUnit };
}

function ChartPicture({ chart, seq, onPick }: ChartProps): JSX.Element {
  const { width, lines, dots, brackets, ticks, title, summary } = chart;
  const scale = scaleOf(chart);
  const { x, y } = scale;
  const picked = dots.findLast((dot) => dot.seq <= seq);
  return (
    <svg width={width + LEFT + 8} height={HEIGHT} role="img" aria-label={`${title}. ${summary}`}>
      <Ground chart={chart} scale={scale} />
      {ticks.map((tick, index) => (
        <TickView
          key={index}
          x={x(tick.x)}
          label={index === 0 || tick.atMs !== ticks[index - 1]?.atMs ? durationText(tick.atMs) : ''}
        />
      ))}
      {picked !== undefined && <line class="cursor" x1={x(picked.x)} x2={x(picked.x)} y1={TOP} y2={HEIGHT - BOTTOM} />}
      {lines.map((line) => (
        <path key={line.name} class={`line ${line.kind}`} d={pathOf(line.points, scale)} />
      ))}
      {brackets.map((bracket) => (
        <g key={bracket.from} class="bracket">
          <path d={`M${x(bracket.from)} ${y(bracket.y) - 2} v-8 H${x(bracket.to)} v8`} />
        </g>
      ))}
      {dots.map((dot) => (
        <g
          key={dot.seq}
          class={`reading ${dot.kind}${dot === picked ? ' picked' : ''}`}
          onClick={() => onPick(dot.seq)}
        >
          <title>{dot.label}</title>
          {dot.kind === 'broken' ? (
            <path d={`M${x(dot.x)} ${y(dot.y) - 7} l7 7 l-7 7 l-7 -7 z`} />
          ) : (
            <circle cx={x(dot.x)} cy={y(dot.y)} r={dot.kind === 'refused' ? 4.5 : 4} />
          )}
        </g>
      ))}
    </svg>
  );
}

/** The areas in which no value may be, and the levels of the axis. */
function Ground({
  chart: { width, minY, maxY, areas },
  scale: { y },
}: {
  readonly chart: Chart;
  readonly scale: Scale;
}): JSX.Element {
  return (
    <>
      {areas.map((area) => (
        <g key={area.label} class="area">
          <rect x={LEFT} y={y(area.to)} width={width} height={y(area.from) - y(area.to)} />
          <text x={LEFT + 6} y={(y(area.from) + y(area.to)) / 2 + 4}>
            {area.label}
          </text>
        </g>
      ))}
      {levels(minY, maxY).map((level) => (
        <g key={level} class="level">
          <line x1={LEFT} x2={LEFT + width} y1={y(level)} y2={y(level)} />
          <text x={LEFT - 6} y={y(level) + 4} text-anchor="end">
            {level}
          </text>
        </g>
      ))}
    </>
  );
}

function pathOf(points: readonly ChartPoint[], { x, y }: Scale): string {
  return points
    .map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`)
    .join(' ');
}

function ChartKey({ chart: { lines, kind, broken } }: { readonly chart: Chart }): JSX.Element {
  return (
    <p class="key">
      {lines.map((line) => (
        <span key={line.name}>
          <svg width="26" height="8" aria-hidden="true">
            <path class={`line ${line.kind}`} d="M1 4 H25" />
          </svg>{' '}
          {line.name}
        </span>
      ))}
      {kind !== 'queue' && <span>● granted ○ refused{broken ? ' ◆ beyond the bound' : ''}</span>}
    </p>
  );
}

function ChartTable({ chart: { dots, unit }, onPick }: ChartProps): JSX.Element {
  return (
    <details>
      <summary>As a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">time</th>
            <th scope="col">decision</th>
            <th scope="col" class="number">
              {unit}
            </th>
          </tr>
        </thead>
        <tbody>
          {dots.map((dot) => (
            <tr key={dot.seq} class={dot.kind === 'broken' ? 'wrong' : ''}>
              <td>
                <button type="button" class="link" onClick={() => onPick(dot.seq)}>
                  {durationText(dot.atMs)}
                </button>
              </td>
              <td>{dot.label}</td>
              <td class="number">{Math.round(dot.y * 1_000) / 1_000}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function TickView({ x, label }: { readonly x: number; readonly label: string }): JSX.Element {
  return (
    <g class="tick">
      <line x1={x} x2={x} y1={HEIGHT - BOTTOM} y2={HEIGHT - BOTTOM + 4} />
      {label !== '' && (
        <text x={x} y={HEIGHT - BOTTOM + 17} text-anchor="middle">
          {label}
        </text>
      )}
    </g>
  );
}

/** At most about six round numbers. */
function levels(minY: number, maxY: number): readonly number[] {
  const room = (maxY - minY) / 6;
  const step = [1, 2, 5, 10, 20, 50, 100, 1_000, 10_000, 100_000, 1_000_000].find((each) => each >= room) ?? room;
  const first = Math.ceil(minY / step) * step;
  return Array.from({ length: Math.floor((maxY - first) / step) + 1 }, (_, index) => first + index * step);
}
