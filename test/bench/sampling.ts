/** One step of a contender; gives its loss, or the id it drew. */
export type Step = () => number | Promise<number>;

/** Milliseconds since some start. */
export type Clock = () => number;

/** How a contender is warmed up: at least this many steps and milliseconds, but no step begun after `atMost`. */
const WARM_UP = { steps: 3, milliseconds: 1000, atMost: 10_000 };

/** A sample of fewer milliseconds would measure the clock. */
const SHORTEST_SAMPLE = 1;

/** What is known after the warm-up. */
export interface WarmedUp {
  /** Of the first step: whether a contender learns is seen by a later one. */
  readonly firstLoss: number;
  /** How many steps are timed together, so that a sample takes a millisecond. */
  readonly stepsPerSample: number;
}

/** Does the warm-up. `peers/pytorch.py` does the same. */
export async function warmUp(step: Step, clock: Clock): Promise<WarmedUp> {
  const begun = clock();
  const firstLoss = await step();
  let steps = 1;
  for (;;) {
    const elapsed = clock() - begun;
    const enough = steps >= WARM_UP.steps && elapsed >= WARM_UP.milliseconds;
    if (enough || elapsed >= WARM_UP.atMost) {
      return { firstLoss, stepsPerSample: Math.ceil((SHORTEST_SAMPLE * steps) / elapsed) };
    }
    await step();
    steps++;
  }
}

/** What a round of measuring gives. */
export interface Samples {
  /** Milliseconds of a step, for each sample. */
  readonly times: readonly number[];
  /** Of the last step. */
  readonly loss: number;
  /** Milliseconds of all processors for a step, whatever else they did meanwhile; the mean of all. */
  readonly processorMilliseconds?: number;
}

/** Takes samples until `milliseconds` have passed, at least one. */
export async function takeSamples(
  step: Step,
  stepsPerSample: number,
  milliseconds: number,
  clock: Clock,
): Promise<Samples> {
  const times: number[] = [];
  let loss = Number.NaN;
  const begun = clock();
  let before = begun;
  while (times.length === 0 || before - begun < milliseconds) {
    for (let i = 0; i < stepsPerSample; i++) {
      const result = step();
      // To wait for a number costs as much as a tiny step.
      loss = typeof result === 'number' ? result : await result;
    }
    const after = clock();
    times.push((after - before) / stepsPerSample);
    before = after;
  }
  return { times, loss };
}
