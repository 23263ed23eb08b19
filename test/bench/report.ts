import { cpus, totalmem } from 'node:os';
import { JOINED, UNROLLED, WORKERS, yardstickOf } from './contenders.ts';
import type { Duration, Measured } from './race.ts';
import type { SecondCore } from './secondCore.ts';
import { flopsOf, titleOf, tokensOf, type Workload } from './workloads.ts';

/** A contender that could not be measured. */
export interface Absence {
  /** Its name. */
  readonly contender: string;
  /** On which workload. */
  readonly workload: string;
  /** In its own words. */
  readonly why: string;
}

/** What came of one workload. */
export interface WorkloadResult {
  /** The workload. */
  readonly workload: Workload;
  /** What was measured, by contender. */
  readonly measured: ReadonlyMap<string, Measured>;
}

/** Everything that was measured, as plain data. */
export interface Report extends Settings {
  /** The day, as 2026-01-31. */
  readonly date: string;
  /** What it ran on. */
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryGigabytes: number;
    readonly node: string;
  };
  /** Of each library. */
  readonly versions: Readonly<Record<string, string>>;
  /**
   * Tokens per second of unrolled (plain SIMD, one thread) over those of the yardstick: PyTorch with
   * one thread, ONNX Runtime on W5, recurrent-js on W7. A workload without either is left out.
   */
  readonly ratios: Readonly<Record<string, number>>;
  /** The same of unrolled in an engine that joins vectors to 256 bits. */
  readonly joinedRatios: Readonly<Record<string, number>>;
  /** Tokens per second of unrolled with two workers over those without. */
  readonly workers: Readonly<Record<string, number>>;
  /** By the workload's name. */
  readonly workloads: Readonly<Record<string, WorkloadReport>>;
  /** What is missing. */
  readonly absent: readonly Absence[];
}

/** One workload in a report. */
interface WorkloadReport {
  /** Layers and sizes. */
  readonly title: string;
  /** Over whom the ratio is. */
  readonly yardstick: string;
  /** By name. */
  readonly contenders: Readonly<Record<string, ContenderReport>>;
}

/** What was measured of a contender, and its rate of computing. */
interface ContenderReport extends Measured {
  /** GFLOP/s of the matrix products, as `flopsOf` counts them. */
  readonly gigaflops: number;
}

/** How a report came about. */
export interface Settings {
  /** Seconds and rounds of each contender. */
  readonly duration: Duration;
  /** What a second core is worth, before and after everything. */
  readonly secondCore: readonly SecondCore[];
  /** Processes that wanted to run in the minute before: what else the machine had to do. */
  readonly load: number;
}

/** Makes the report. */
export function reportOf(
  results: readonly WorkloadResult[],
  absent: readonly Absence[],
  { duration, secondCore, load }: Settings,
): Report {
  const ratiosOf = (name: string) =>
    results.map((result) => {
      const yardstick = yardstickOf(result.workload, true);
      return [result.workload.id, ratioIn(result, name, yardstick)] as const;
    });
  const workers = results.map(
    (result) => [result.workload.id, ratioIn(result, WORKERS, UNROLLED)] as const,
  );
  const versions = results.flatMap(({ measured }) =>
    [...measured].map(([name, { version }]) => [libraryOf(name), version] as const),
  );
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      processor: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGigabytes: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    load,
    duration,
    versions: Object.fromEntries(versions),
    ratios: present(ratiosOf(UNROLLED)),
    joinedRatios: present(ratiosOf(JOINED)),
    workers: present(workers),
    secondCore,
    workloads: Object.fromEntries(results.map((result) => [result.workload.id, partOf(result)])),
    absent,
  };
}

/** A way of unrolled is named by its first word. */
function libraryOf(name: string): string {
  return name.startsWith(UNROLLED) ? UNROLLED : name;
}

/** Tokens per second of one contender over those of another; undefined without either. */
export function ratioIn(
  { measured }: WorkloadResult,
  name: string,
  yardstick: string,
): number | undefined {
  const one = measured.get(name);
  const other = measured.get(yardstick);
  if (one === undefined || other === undefined) return undefined;
  return one.tokensPerSecond / other.tokensPerSecond;
}

function partOf({ workload, measured }: WorkloadResult): WorkloadReport {
  const contenders = [...measured].map(([name, own]) => {
    const flops = (flopsOf(workload) / tokensOf(workload)) * own.tokens;
    return [name, { ...own, gigaflops: flops / own.millisecondsPerStep / 1e6 }] as const;
  });
  return {
    title: titleOf(workload),
    yardstick: yardstickOf(workload, true),
    contenders: Object.fromEntries(contenders),
  };
}

function present(entries: readonly (readonly [string, number | undefined])[]) {
  const there: Record<string, number> = {};
  for (const [id, value] of entries) if (value !== undefined) there[id] = value;
  return there;
}
