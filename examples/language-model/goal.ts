/** When learning ends. */
export interface Goal {
  /** How much of it is reached after so many steps: 1 or more at the end. */
  readonly share: (steps: number) => number;
}

/** After a number of steps. */
export function stepsGoal(steps: number): Goal {
  return { share: (done) => done / steps };
}

/** After some minutes from now. */
export function minutesGoal(minutes: number): Goal {
  const start = performance.now();
  return { share: () => (performance.now() - start) / (60_000 * minutes) };
}
