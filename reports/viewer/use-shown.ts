import { useEffect, useMemo } from 'preact/hooks';
import type { Layout } from '../layout/geometry.ts';
import { layOut } from '../layout/layout.ts';
import type { View } from './controls.tsx';
import type { RunModel } from './run-model.ts';

/** What is drawn of a run, and the step that is picked. */
export interface Shown {
  readonly layout: Layout;
  readonly step: number;
  /** Indexes of the drawn steps. */
  readonly drawn: readonly number[];
}

const NOTHING: ReadonlySet<number> = new Set();

/**
 * Lays a run out as the reader wants to see it.
 * @param wanted the step that the reader has picked
 */
export function useShown(model: RunModel, view: View, onView: (view: View) => void, wanted: number | undefined): Shown {
  const { steps, unrelated, beyond, startMs, changes, breakAt } = model;
  const { folds, toScale } = view;
  const hidden = useMemo(
    () => (folds || beyond.size > 0 ? new Set([...beyond, ...(folds ? unrelated : [])]) : NOTHING),
    [model, folds],
  );
  const layout = useMemo(() => layOut(steps, { hidden, toScale, startMs, changes }), [model, hidden, toScale]);
  useEffect(() => {
    // A link to a step that is folded away unfolds it.
    if (wanted !== undefined && unrelated.has(wanted)) onView({ ...view, folds: false });
  }, [wanted]);
  const drawn = layout.columns.map((column) => column.step);
  const step = Math.min(wanted ?? breakAt ?? drawn[0] ?? 0, Math.max(0, steps.length - 1));
  const nearest = hidden.has(step) ? (drawn.findLast((each) => each <= step) ?? drawn[0] ?? 0) : step;
  return { layout, step: nearest, drawn };
}
