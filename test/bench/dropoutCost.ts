import { CONTENDERS, UNROLLED } from './contenders.ts';
import { type Duration, race } from './race.ts';
import { startAll } from './running.ts';
import { figure, markdown } from './tables.ts';
import { titleOf, WORKLOADS, type Workload } from './workloads.ts';

/** The rate of `dropout` and of `recurrentDropout`. */
const RATE = 0.2;

/** What a training step costs without dropout within the sequence, and with it. */
export interface DropoutCost {
  /** The model. */
  readonly name: string;
  /** Medians, by the clock. */
  readonly milliseconds: { readonly without: number; readonly with: number };
  /** Medians of the processor's time, in which nothing else on the machine counts. */
  readonly processor: { readonly without: number; readonly with: number };
}

/** Two models that read ids, whose table dropout takes apart, and one that reads numbers. */
const MODELS: readonly Workload[] = WORKLOADS.filter(({ id }) => ['W1', 'W4', 'W8'].includes(id));

/** Measures unrolled, plain SIMD on one thread, without dropout and with it, in turn. */
export async function measureDropout(duration: Duration): Promise<readonly DropoutCost[]> {
  const contender = CONTENDERS.find(({ name }) => name === UNROLLED)!;
  const costs: DropoutCost[] = [];
  for (const workload of MODELS) {
    const name = `${workload.id}: ${titleOf(workload)}`;
    const commands = new Map([
      ['without', contender.command(workload, '')],
      ['with', contender.command({ ...workload, dropout: RATE }, '')],
    ]);
    process.stderr.write(`${name}\n`);
    const { running, absent } = await startAll(commands);
    const { measured, failed } = await race(running, duration);
    for (const { end } of running.values()) end();
    for (const [which, why] of [...absent, ...failed]) throw new Error(`${name} ${which}: ${why}`);
    const [plain, dropping] = [measured.get('without')!, measured.get('with')!];
    costs.push({
      name,
      milliseconds: { without: plain.millisecondsPerStep, with: dropping.millisecondsPerStep },
      processor: {
        without: plain.processorMilliseconds ?? Number.NaN,
        with: dropping.processorMilliseconds ?? Number.NaN,
      },
    });
  }
  return costs;
}

/** One row for each model, then when and how long it was measured. */
export function dropoutTable(costs: readonly DropoutCost[], duration: Duration): string {
  const head = [
    'ms of a step',
    'without',
    `with ${RATE}`,
    'ratio',
    'by the clock',
    'with',
    'ratio',
  ];
  const rows = costs.map(({ name, milliseconds, processor }) => [
    name,
    ...[processor, milliseconds].flatMap((cost) => [
      figure(cost.without),
      figure(cost.with),
      (cost.with / cost.without).toFixed(2),
    ]),
  ]);
  const { seconds, rounds } = duration;
  const date = new Date().toISOString().slice(0, 10);
  const how = `${date}, Node ${process.version}, medians of ${seconds} s of steps in ${rounds} rounds, in turn`;
  return [markdown([head, ...rows]), how].join('\n\n');
}
