/** How long a step takes. */
export interface Timing {
  /** Milliseconds of the median step. */
  readonly median: number;
  /** How many steps were timed. */
  readonly steps: number;
}

const WARM_UP = { steps: 3, milliseconds: 1000, atMost: 20_000 };
const TIMED = { steps: 3, milliseconds: 5000 };

/** The median over at least 5 s of steps, after a warm-up of at least 3 steps and 1 s. */
export function timeSteps(step: () => void): Timing {
  const begun = performance.now();
  for (let done = 0; ; done++) {
    const elapsed = performance.now() - begun;
    if (done >= WARM_UP.steps && elapsed >= WARM_UP.milliseconds) break;
    if (done > 0 && elapsed >= WARM_UP.atMost) break;
    step();
  }
  const times: number[] = [];
  const started = performance.now();
  while (times.length < TIMED.steps || performance.now() - started < TIMED.milliseconds) {
    const before = performance.now();
    step();
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(times.length / 2)] ?? Number.NaN, steps: times.length };
}
