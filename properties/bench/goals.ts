/** What a figure must not be worse than. */
export interface Goal {
  /** Name of the figure, in words. */
  readonly name: string;
  readonly unit: string;
  /** The most that it may be, whatever was measured before. */
  readonly atMost: number;
  /** How many times what was accepted last it may be: what others do on a shared machine is in it. */
  readonly tolerance: number;
}

/** What is measured for {@link GOALS}, and what was accepted as the state of things. */
export type Measured = Readonly<Partial<Record<GoalName, number>>>;

export type GoalName = keyof typeof GOALS;

/** All of them costs: less is better. */
export const GOALS = {
  ratio: { name: 'fake engine / yardstick, cost per invocation', unit: 'x', atMost: 6, tolerance: 1.2 },
  schedule: {
    name: 'whole run / schedule of fast-check with as many steps, cost',
    unit: 'x',
    atMost: 3,
    tolerance: 1.5,
  },
  crashMatrix: { name: 'crash matrix of 30 entries, 90 places', unit: 'ms', atMost: 100, tolerance: Infinity },
  jump: { name: 'debugger, slowest jump with all tables', unit: 'ms', atMost: 100, tolerance: Infinity },
} as const satisfies Readonly<Record<string, Goal>>;

/** @returns the most that a figure may be, given what was accepted last */
export function limitOf(name: GoalName, baseline: Measured): number {
  const { atMost, tolerance } = GOALS[name];
  return Math.min(atMost, (baseline[name] ?? Infinity) * tolerance);
}

/** @returns a sentence for each goal that was missed; what was not measured is not judged */
export function missed(measured: Measured, baseline: Measured): readonly string[] {
  return Object.entries(GOALS).flatMap(([key, { name, unit, atMost }]) => {
    const goal = key as GoalName;
    const [value, limit] = [measured[goal], limitOf(goal, baseline)];
    if (value === undefined || value <= limit) return [];
    const why = limit === atMost ? 'the goal' : `what was accepted last, ${baseline[goal]}, and some tolerance`;
    return [`${name}: ${value.toPrecision(3)} ${unit} is above ${limit.toPrecision(3)} ${unit}, ${why}.`];
  });
}
