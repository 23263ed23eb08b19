import { CONTENDERS, UNROLLED } from './contenders.ts';
import { type Duration, race } from './race.ts';
import { startAll } from './running.ts';
import { exponentOf } from './statistics.ts';
import { figure, markdown } from './tables.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

/** How cost grows with one size, all others as in W1. */
export interface Growth {
  /** Which size. */
  readonly quantity: string;
  /** What was measured. */
  readonly points: readonly {
    readonly size: number;
    readonly milliseconds: number;
    readonly memoryMegabytes: number;
  }[];
  /** k of time ≈ c·size^k. */
  readonly timeExponent: number;
  /** k of memory ≈ c·size^k. */
  readonly memoryExponent: number;
}

/** A size that grows. */
interface Quantity {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly workload: (base: Workload, size: number) => Workload;
}

const QUANTITIES: readonly Quantity[] = [
  {
    name: 'T',
    sizes: [32, 64, 128, 256, 512],
    workload: (base, time) => ({ ...base, time }),
  },
  {
    name: 'batch',
    sizes: [8, 16, 32, 64, 128],
    workload: (base, batch) => ({ ...base, batch }),
  },
  {
    name: 'units',
    sizes: [64, 128, 256, 512],
    workload: (base, units) => ({ ...base, units: [units] }),
  },
  {
    name: 'vocabulary (embedding and outputs)',
    sizes: [64, 256, 1024, 4096],
    workload: (base, size) => ({ ...base, vocabulary: size, outputs: size }),
  },
];

/** Measures unrolled, plain SIMD on one thread, at every size; the sizes of a quantity in turn. */
export async function measureGrowth(duration: Duration): Promise<readonly Growth[]> {
  const contender = CONTENDERS.find(({ name }) => name === UNROLLED)!;
  const base = WORKLOADS.find(({ id }) => id === 'W1')!;
  const grown: Growth[] = [];
  for (const { name, sizes, workload } of QUANTITIES) {
    const commands = sizes.map((size) => {
      return [`${size}`, contender.command(workload(base, size), '')] as const;
    });
    process.stderr.write(`${name}: ${sizes.join(', ')}\n`);
    const { running, absent } = await startAll(new Map(commands));
    const { measured, failed } = await race(running, duration);
    for (const { end } of running.values()) end();
    for (const [size, why] of [...absent, ...failed]) throw new Error(`${name} ${size}: ${why}`);
    const points = [...measured].map(([size, { millisecondsPerStep, memoryMegabytes }]) => ({
      size: Number(size),
      milliseconds: millisecondsPerStep,
      memoryMegabytes,
    }));
    grown.push({
      quantity: name,
      points,
      timeExponent: exponentOf(points.map(({ size, milliseconds }) => [size, milliseconds])),
      memoryExponent: exponentOf(
        points.map(({ size, memoryMegabytes }) => [size, memoryMegabytes]),
      ),
    });
  }
  return grown;
}

/** One row for each size that grows. */
export function growthTable(grown: readonly Growth[]): string {
  const head = ['W1, but', 'sizes', 'ms/step', 'time ~ size^', 'MB', 'memory ~ size^'];
  const rows = grown.map(({ quantity, points, timeExponent, memoryExponent }) => [
    quantity,
    points.map(({ size }) => size).join(', '),
    points.map(({ milliseconds }) => figure(milliseconds)).join(', '),
    timeExponent.toFixed(2),
    points.map(({ memoryMegabytes }) => figure(memoryMegabytes)).join(', '),
    memoryExponent.toFixed(2),
  ]);
  return markdown([head, ...rows]);
}
