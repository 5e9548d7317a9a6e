import type { JSX, RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const SPEEDS = [
  ['slow', 1_600],
  ['normal', 800],
  ['fast', 300],
] as const;

/** Buttons for everything that the keys do, and switches for how the picture is drawn. */
export function Controls(props: {
  readonly id: string;
  readonly at: number;
  readonly of: number;
  readonly go: (by: number) => void;
  readonly toBreak: (() => void) | undefined;
  readonly nextTrouble: (() => void) | undefined;
  readonly find: (text: string) => void;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly beside: number;
  readonly relevantOnly: boolean;
  readonly onRelevantOnly: (on: boolean) => void;
  readonly toScale: boolean;
  readonly onToScale: (on: boolean) => void;
  readonly dims: boolean;
  readonly onDims: (on: boolean) => void;
  readonly helps: boolean;
  readonly onHelps: () => void;
}): JSX.Element {
  const { id, at, of, go, toBreak, nextTrouble, find, search, beside } = props;
  return (
    <div class="controls">
      <div class="group" role="group" aria-label="Steps">
        <button type="button" onClick={() => go(-at)} disabled={at <= 1}>
          First
        </button>
        <button type="button" onClick={() => go(-1)} disabled={at <= 1}>
          ← Back
        </button>
        <button type="button" onClick={() => go(1)} disabled={at >= of}>
          Next →
        </button>
        <button type="button" onClick={() => go(of)} disabled={at >= of}>
          Last
        </button>
        <Play at={at} of={of} go={go} />
        {toBreak !== undefined && (
          <button type="button" class="strong" onClick={toBreak}>
            Where it breaks
          </button>
        )}
        {nextTrouble !== undefined && (
          <button type="button" onClick={nextTrouble}>
            Next trouble
          </button>
        )}
      </div>
      <form
        class="group"
        onSubmit={(event) => {
          event.preventDefault();
          find(search.current?.value ?? '');
        }}
      >
        <label for={`${id}-search`}>Find</label>
        <input id={`${id}-search`} ref={search} type="search" placeholder="lock, set, 402 …" />
        <button type="submit">Next match</button>
      </form>
      <div class="group">
        {beside > 0 && (
          <Switch on={props.relevantOnly} onSwitch={props.onRelevantOnly}>
            fold {beside} steps that the break does not depend on
          </Switch>
        )}
        <Switch on={props.toScale} onSwitch={props.onToScale}>
          gaps as long as time passed
        </Switch>
        <Switch on={props.dims} onSwitch={props.onDims}>
          dim what is neither before nor after
        </Switch>
        <button type="button" aria-expanded={props.helps} onClick={props.onHelps}>
          Keys
        </button>
      </div>
    </div>
  );
}

function Switch({
  on,
  onSwitch,
  children,
}: {
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => void;
  readonly children: unknown;
}): JSX.Element {
  return (
    <label class="switch">
      <input type="checkbox" checked={on} onChange={({ currentTarget: { checked } }) => onSwitch(checked)} />{' '}
      {children as JSX.Element}
    </label>
  );
}

/** Plays the steps one after another; not where the reader has asked for less motion. */
function Play({
  at,
  of,
  go,
}: {
  readonly at: number;
  readonly of: number;
  readonly go: (by: number) => void;
}): JSX.Element | null {
  const [ms, setMs] = useState<number | undefined>(undefined);
  const [speed, setSpeed] = useState<number>(SPEEDS[1][1]);
  useEffect(() => {
    if (ms === undefined) return undefined;
    if (at >= of) {
      setMs(undefined);
      return undefined;
    }
    const timer = setTimeout(() => go(1), ms);
    return () => clearTimeout(timer);
  }, [ms, at]);
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return null;
  return (
    <>
      <button
        type="button"
        onClick={() => setMs(ms === undefined ? speed : undefined)}
        disabled={at >= of && ms === undefined}
      >
        {ms === undefined ? 'Play' : 'Stop'}
      </button>
      <select
        aria-label="Speed"
        onChange={({ currentTarget: { value } }) => {
          setSpeed(Number(value));
          if (ms !== undefined) setMs(Number(value));
        }}
      >
        {SPEEDS.map(([name, each]) => (
          <option key={name} value={each} selected={each === speed}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}

/** The keys, in words. */
export function HELP(): JSX.Element {
  return (
    <dl class="keys">
      {[
        ['← →', 'one step back or on'],
        ['Shift + ← →', 'the same invocation’s step before or after'],
        ['Home, End', 'first and last step'],
        ['v', 'where it breaks'],
        ['n', 'next trouble'],
        ['/', 'find a step'],
        ['?', 'show or hide these keys'],
      ].map(([key, what]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
