import { createInterface } from 'node:readline';
import { peakMegabytes } from './memory.ts';
import { tell } from './protocol.ts';
import { type Samples, type Step, takeSamples, warmUp } from './sampling.ts';
import { readWorkload, tokensOf, type Workload } from './workloads.ts';

/** A model that is ready to be measured. */
export interface Prepared {
  /** What departs from the workload. */
  readonly note?: string;
  /** Time steps of all rows in one step, unless they are the workload's. */
  readonly tokens?: number;
  /** Does one step. */
  readonly step: Step;
}

/** A model that cannot be asked for single steps: it measures itself. */
export interface SelfTimed {
  /** Works for so many milliseconds, at least one step. */
  readonly sample: (milliseconds: number) => Promise<Samples>;
}

/**
 * The life of a contender's process: makes the model of the workload that stands in its first
 * argument, warms it up, then answers every line on its standard input with a round of samples.
 * Call it when the library is loaded and nothing is made: memory is counted from here. A contender
 * that throws is absent, and its error says why.
 */
export async function serve(
  version: string,
  prepare: (workload: Workload) => Prepared | SelfTimed | Promise<Prepared | SelfTimed>,
): Promise<void> {
  const idleMegabytes = peakMegabytes();
  try {
    const workload = readWorkload(process.argv[2]);
    const prepared = await prepare(workload);
    const { firstLoss, sample } = 'step' in prepared ? await timed(prepared) : await warm(prepared);
    const { note = '', tokens = tokensOf(workload) } = 'step' in prepared ? prepared : {};
    await tell({ ready: { version, note, tokens, idleMegabytes, firstLoss } });
    for await (const line of createInterface({ input: process.stdin })) {
      const samples = await sample(Number(line));
      await tell({ round: { ...samples, peakMegabytes: peakMegabytes() } });
    }
  } catch (error) {
    await tell({ absent: error instanceof Error ? error.message : String(error) });
  }
  process.exit(); // whatever a library has left running
}

interface Warm {
  readonly firstLoss: number;
  readonly sample: (milliseconds: number) => Promise<Samples>;
}

const clock = (): number => performance.now();

async function timed({ step }: Prepared): Promise<Warm> {
  const { firstLoss, stepsPerSample } = await warmUp(step, clock);
  return {
    firstLoss,
    sample: async (milliseconds) => {
      const before = process.cpuUsage();
      const samples = await takeSamples(step, stepsPerSample, milliseconds, clock);
      const { user, system } = process.cpuUsage(before);
      const steps = samples.times.length * stepsPerSample;
      return { ...samples, processorMilliseconds: (user + system) / 1000 / steps };
    },
  };
}

async function warm({ sample }: SelfTimed): Promise<Warm> {
  const { loss } = await sample(1000);
  return { firstLoss: loss, sample };
}
