import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { count } from '../../sim/core/count.ts';
import type { Moves } from './moves.ts';

/** How the reader wants to see the picture. */
export interface View {
  /** Steps that the break does not depend on are folded away. */
  readonly folds: boolean;
  /** Gaps in time are as wide as they are long. */
  readonly toScale: boolean;
  /** Steps that come neither before nor after the picked one are dimmed. */
  readonly dims: boolean;
}

export const DEFAULT_VIEW: View = { folds: true, toScale: false, dims: true };

interface ControlsProps {
  readonly id: string;
  /** Number of the picked step among the drawn ones, from 1. */
  readonly at: number;
  readonly of: number;
  readonly moves: Moves;
  readonly goTo: (step: number | undefined) => void;
  readonly breakAt: number | undefined;
  readonly search: RefObject<HTMLInputElement | null>;
  /** How many steps the break does not depend on. */
  readonly unrelated: number;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly showsKeys: boolean;
  readonly onKeys: () => void;
}

/** Buttons for everything that the keys do, and switches for how the picture is drawn. */
export function Controls(props: ControlsProps): JSX.Element {
  return (
    <div class="controls">
      <StepButtons {...props} />
      <Find {...props} />
      <Switches {...props} />
    </div>
  );
}

function StepButtons({ at, of, moves, goTo, breakAt }: ControlsProps): JSX.Element {
  return (
    <div class="group" role="group" aria-label="Steps">
      <button type="button" onClick={() => goTo(moves.first())} disabled={at <= 1}>
        First
      </button>
      <button type="button" onClick={() => goTo(moves.by(-1))} disabled={at <= 1}>
        ← Back
      </button>
      <button type="button" onClick={() => goTo(moves.by(1))} disabled={at >= of}>
        Next →
      </button>
      <button type="button" onClick={() => goTo(moves.last())} disabled={at >= of}>
        Last
      </button>
      <Play at={at} of={of} next={() => goTo(moves.by(1))} />
      {breakAt !== undefined && (
        <button type="button" class="strong" onClick={() => goTo(breakAt)}>
          Where it breaks
        </button>
      )}
      {moves.hasTroubles && (
        <button type="button" onClick={() => goTo(moves.nextTrouble())}>
          Next trouble
        </button>
      )}
    </div>
  );
}

function Find({ id, moves, goTo, search }: ControlsProps): JSX.Element {
  return (
    <form
      class="group"
      onSubmit={(event) => {
        event.preventDefault();
        goTo(moves.find(search.current?.value ?? ''));
      }}
    >
      <label for={`${id}-search`}>Find</label>
      <input id={`${id}-search`} ref={search} type="search" placeholder="lock, sets, 402 …" />
      <button type="submit">Next match</button>
    </form>
  );
}

function Switches({ unrelated, view, onView, showsKeys, onKeys }: ControlsProps): JSX.Element {
  return (
    <div class="group">
      {unrelated > 0 && (
        <Switch name="folds" on={view.folds} onSwitch={(folds) => onView({ ...view, folds })}>
          fold {count(unrelated, 'step')} that the break does not depend on
        </Switch>
      )}
      <Switch name="to-scale" on={view.toScale} onSwitch={(toScale) => onView({ ...view, toScale })}>
        draw time to scale
      </Switch>
      <Switch name="dims" on={view.dims} onSwitch={(dims) => onView({ ...view, dims })}>
        dim unrelated steps
      </Switch>
      <button type="button" aria-expanded={showsKeys} onClick={onKeys}>
        Keys
      </button>
    </div>
  );
}

function Switch({
  name,
  on,
  onSwitch,
  children,
}: {
  /** Of the input, so that a test finds it whatever its label says. */
  readonly name: string;
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <label class="switch">
      <input
        type="checkbox"
        name={name}
        checked={on}
        onChange={({ currentTarget: { checked } }) => onSwitch(checked)}
      />{' '}
      {children}
    </label>
  );
}

const SPEEDS = [
  ['slow', 1_600],
  ['normal', 800],
  ['fast', 300],
] as const;

/** Plays the steps one after another; absent where the reader has asked for less motion. */
function Play({
  at,
  of,
  next,
}: {
  readonly at: number;
  readonly of: number;
  readonly next: () => void;
}): JSX.Element | null {
  const [speedMs, setSpeed] = useState<number>(SPEEDS[1][1]);
  const [plays, setPlays] = useState(false);
  useEffect(() => {
    if (!plays) return;
    if (at >= of) return setPlays(false);
    const timer = setTimeout(next, speedMs);
    return () => clearTimeout(timer);
  }, [plays, speedMs, at]);
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return null;
  return (
    <>
      <button type="button" onClick={() => setPlays(!plays)} disabled={at >= of && !plays}>
        {plays ? 'Stop' : 'Play'}
      </button>
      <select aria-label="Speed" onChange={({ currentTarget: { value } }) => setSpeed(Number(value))}>
        {SPEEDS.map(([name, each]) => (
          <option key={name} value={each} selected={each === speedMs}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}
