import type { JSX } from 'preact';
import { BOX_HEIGHT, type Mark } from '../layout/geometry.ts';

const NOTE_BELOW = 21;

/** One mark of the diagram. Marks differ by shape, not only by colour. */
export function MarkView({ mark }: { readonly mark: Mark }): JSX.Element {
  const { x, y, shape, tone, label, note, ghost } = mark;
  return (
    <g class={`mark ${shape} ${tone}${ghost ? ' ghost' : ''}`}>
      <Figure mark={mark} />
      {note !== '' && (
        <text class="note" x={x - mark.width / 2 + (shape === 'box' ? 0 : 2)} y={y + NOTE_BELOW}>
          {note}
        </text>
      )}
      {label !== '' && shape === 'cross' && (
        <text class="note" x={x + 8} y={y + 4}>
          {label}
        </text>
      )}
    </g>
  );
}

function Figure({ mark: { x, y, width, shape, label, entries } }: { readonly mark: Mark }): JSX.Element {
  const left = x - width / 2;
  switch (shape) {
    case 'box':
      return (
        <>
          <rect x={left} y={y - BOX_HEIGHT / 2} width={width} height={BOX_HEIGHT} rx="4" />
          <text x={left + 6} y={y + 4}>
            {label}
          </text>
        </>
      );
    case 'replay': {
      const cells = Math.min(entries, 12);
      return (
        <>
          <path class="play" d={`M${left + 1} ${y - 5} l7 5 l-7 5 z`} />
          {Array.from({ length: cells }, (_, cell) => (
            <rect key={cell} class="hatched" x={left + 10 + cell * 9} y={y - 7} width="7" height="14" rx="1.5" />
          ))}
        </>
      );
    }
    case 'zigzag':
      return <path d={`M${left + 8} ${y - 17} l-6 9 l9 5 l-8 6 l9 5 l-6 9`} />;
    case 'diamond':
      return <path d={`M${left + 7} ${y - 8} l8 8 l-8 8 l-8 -8 z`} />;
    case 'dot':
      return <circle cx={left + 7} cy={y} r="3.5" />;
    case 'ring':
      return <circle cx={left + 7} cy={y} r="5" />;
    case 'start':
      return <path class="play" d={`M${left + 3} ${y - 6} l9 6 l-9 6 z`} />;
    case 'end':
      return <rect x={left + 3} y={y - 5} width="10" height="10" />;
    case 'cross':
      return <path d={`M${left + 2} ${y - 6} l10 12 m0 -12 l-10 12`} />;
    case 'pause':
      return <path d={`M${left + 4} ${y - 7} v14 m5 -14 v14`} />;
    case 'clock':
      return <path d={`M${left + 7} ${y - 7} a7 7 0 1 0 0.1 0 M${left + 7} ${y - 4} v4 l3 2`} />;
    case 'work':
      return <path d={`M${left + 3} ${y - 6} h8 v12 h-8 z m2 3 h4 m-4 3 h4 m-4 3 h2`} />;
    case 'gap':
      return (
        <text class="gap" x={x} y={y + 4} text-anchor="middle">
          {label}
        </text>
      );
  }
}
