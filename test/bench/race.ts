import type { Ready, Round } from './protocol.ts';
import type { Running } from './running.ts';
import { median } from './statistics.ts';

/** How long a race lasts. */
export interface Duration {
  /** Seconds of steps of each contender. */
  readonly seconds: number;
  /** Into how many rounds they are cut. */
  readonly rounds: number;
}

/** What was measured of a contender. */
export interface Measured {
  /** Of the library. */
  readonly version: string;
  /** Of all rows. */
  readonly tokensPerSecond: number;
  /** Of the median step. */
  readonly millisecondsPerStep: number;
  /** Of the fastest step: with little else on the machine. */
  readonly fastestMilliseconds: number;
  /** Of the median round, milliseconds of all processors for a step; undefined where nobody tells. */
  readonly processorMilliseconds?: number;
  /** How many times the clock was read. */
  readonly samples: number;
  /** Peak memory above that of the process with the library loaded. */
  readonly memoryMegabytes: number;
  /** Peak memory of the whole process. */
  readonly peakMegabytes: number;
  /** Loss of the first step, or the id that was drawn. */
  readonly firstLoss: number;
  /** Loss of the last step, or the id that was drawn. */
  readonly lastLoss: number;
  /** Time steps of all rows in a step. */
  readonly tokens: number;
  /** What departs from the workload. */
  readonly note: string;
}

/** What a race gives. */
export interface Outcome {
  /** By name, in the order of the entrants. */
  readonly measured: ReadonlyMap<string, Measured>;
  /** Why an entrant gave up, by name. */
  readonly failed: ReadonlyMap<string, string>;
}

/**
 * Measures contenders in turn, round after round, so that whatever else the machine does hits all of
 * them alike. One whose single step takes longer than all of its seconds runs in the first round alone.
 */
export async function race(
  entrants: ReadonlyMap<string, Running>,
  { seconds, rounds }: Duration,
): Promise<Outcome> {
  const results = new Map<string, Round[]>();
  const failed = new Map<string, string>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, { measure }] of entrants) {
      const so = results.get(name) ?? [];
      if (failed.has(name) || so.some(({ times }) => Math.min(...times) > seconds * 1000)) continue;
      try {
        results.set(name, [...so, await measure((seconds * 1000) / rounds)]);
      } catch (error) {
        failed.set(name, error instanceof Error ? error.message : String(error));
        results.delete(name);
      }
    }
  }
  const measured = new Map<string, Measured>();
  for (const [name, { ready }] of entrants) {
    const own = results.get(name);
    if (own !== undefined) measured.set(name, summary(ready, own));
  }
  return { measured, failed };
}

function summary(ready: Ready, rounds: readonly Round[]): Measured {
  const { version, note, tokens, idleMegabytes, firstLoss } = ready;
  const times = rounds.flatMap((round) => round.times);
  const processor = rounds.flatMap(({ processorMilliseconds: own }) =>
    own === undefined ? [] : own,
  );
  const last = rounds.at(-1)!;
  const millisecondsPerStep = median(times);
  return {
    version,
    tokensPerSecond: (tokens / millisecondsPerStep) * 1000,
    millisecondsPerStep,
    fastestMilliseconds: times.reduce((least, time) => Math.min(least, time)),
    ...(processor.length > 0 && { processorMilliseconds: median(processor) }),
    samples: times.length,
    memoryMegabytes: last.peakMegabytes - idleMegabytes,
    peakMegabytes: last.peakMegabytes,
    firstLoss,
    lastLoss: last.loss,
    tokens,
    note,
  };
}
