import type { JSX } from 'preact';
import type { Mark } from '../layout/geometry.ts';
import { SeamView } from './diagram.tsx';
import { MarkView } from './marks.tsx';

const PLAIN = {
  step: 0,
  seq: 0,
  y: 20,
  note: '',
  label: '',
  ghost: false,
  entries: 0,
  width: 16,
  x: 20,
  tone: 'quiet',
} as const;

/** Every mark with its meaning. */
const MARKS: readonly (readonly [Partial<Mark>, string])[] = [
  [
    { shape: 'box', tone: 'state', label: 'set tokens', note: '3→2', width: 76, x: 42 },
    'a journal entry as code; below it the state that it changes or the value that it returns',
  ],
  [
    { shape: 'replay', entries: 3, width: 40, x: 24 },
    'a new attempt starts and replays entries of its journal (hatched)',
  ],
  [{ shape: 'work' }, 'the closure of a run starts; a ring is its result in the journal'],
  [{ shape: 'ring', tone: 'run' }, 'a result or a signal reaches the invocation'],
  [{ shape: 'zigzag', tone: 'fault' }, 'a crash: the connection is lost, the process crashes, or the attempt fails'],
  [{ shape: 'pause', tone: 'time' }, 'suspended or paused; the line is dashed until the invocation continues'],
  [{ shape: 'cross', tone: 'fault' }, 'cancelled, killed, rejected, or an effect that fails'],
  [{ shape: 'clock', tone: 'time' }, 'a timer fires'],
  [
    { shape: 'diamond', tone: 'fault' },
    'an assertion that does not hold; with a cross, above: the invariant breaks here',
  ],
  [{ shape: 'end', tone: 'output' }, 'the invocation ends'],
];

const STRETCHES: readonly (readonly [string, string])[] = [
  ['attempt', 'an attempt runs: code is in memory'],
  ['zombie', 'a zombie: an attempt that the server has given up and whose code still runs'],
  ['queued', 'waits for the lock, is suspended, or waits for its next attempt'],
  ['lock', 'holds the lock of the key'],
  ['waiter', 'waits for the lock of the key'],
];

/** How to read the page. */
export function Legend(): JSX.Element {
  return (
    <section id="legend" aria-labelledby="legend-title">
      <h2 id="legend-title">How to read this</h2>
      <p class="lead">
        Each picture is one run. Steps go from left to right in the order in which they happened; their width is not
        their duration. Where virtual time passes, the ruler shows the time. Each object key has a band with a lane for
        each invocation. Arrows are calls, sends and responses. Every mark has a shape of its own: colours only help.
      </p>
      <ul class="legend">
        {MARKS.map(([mark, meaning]) => (
          <li key={meaning}>
            <svg width="84" height="46" class="diagram" aria-hidden="true">
              <MarkView mark={{ ...PLAIN, ...mark } as Mark} />
            </svg>
            {meaning}
          </li>
        ))}
        {STRETCHES.map(([kind, meaning]) => (
          <li key={kind}>
            <svg width="84" height="46" class="diagram" aria-hidden="true">
              <g class={`stretch ${kind}`}>
                <rect
                  x="4"
                  y={kind === 'queued' ? 22 : 14}
                  width="74"
                  height={kind === 'queued' ? 2 : kind === 'attempt' ? 22 : 13}
                  rx="4"
                />
              </g>
            </svg>
            {meaning}
          </li>
        ))}
        <li>
          <svg width="84" height="46" class="diagram" aria-hidden="true">
            <g class="fold">
              <rect x="30" y="16" width="24" height="28" />
              <text x="42" y="12" text-anchor="middle">
                ⋯ 28
              </text>
            </g>
          </svg>
          folded steps, and how many
        </li>
        <li>
          <svg width="84" height="46" class="diagram" aria-hidden="true">
            <SeamView seam={{ step: 0, x: 8, label: 'new code' }} height={42} />
          </svg>
          other code is deployed; what ran before it is to the left
        </li>
        <li>
          <svg width="84" height="46" class="diagram" aria-hidden="true">
            <rect class="shows" x="4" y="4" width="34" height="38" />
            <g class="break">
              <rect x="44" y="4" width="34" height="38" />
            </g>
          </svg>
          steps that show the break; dashed red: the break itself
        </li>
      </ul>
    </section>
  );
}
