import { CONTENDERS, timeOf, yardstickOf } from './contenders.ts';
import type { Measured } from './race.ts';
import { type Absence, type Report, ratioIn, type WorkloadResult } from './report.ts';
import { titleOf } from './workloads.ts';

/** What a table has where nothing was measured. */
const NOTHING = '–';

/** Rows of cells as a table of Markdown; the first row is the head, and all but the first column are numbers. */
export function markdown(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A positive number in three digits or more, thousands apart. */
export function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}

/** Contenders down, workloads across: tokens per second over those of the yardstick. */
export function ratioTable(results: readonly WorkloadResult[], peers: boolean): string {
  const yardsticks = results.map(({ workload }) => yardstickOf(workload, peers));
  return table(results, 'over', yardsticks, (result, name) => {
    return ratioIn(result, name, yardstickOf(result.workload, peers));
  });
}

/** Contenders down, workloads across: tokens per second of the median step. */
export function speedTable(results: readonly WorkloadResult[]): string {
  return measuredTable(results, 'tokens/s', ({ tokensPerSecond }) => tokensPerSecond);
}

/** Contenders down, workloads across: peak memory above the process with the library loaded, in MB. */
export function memoryTable(results: readonly WorkloadResult[]): string {
  return measuredTable(results, 'MB', ({ memoryMegabytes }) => memoryMegabytes);
}

/** The same with all that the process held: the runtime and the library, too. */
export function wholeMemoryTable(results: readonly WorkloadResult[]): string {
  return measuredTable(results, 'MB', ({ peakMegabytes }) => peakMegabytes);
}

/** What the tables don't say: workloads, what departs from them, what is absent. */
export function remarks(results: readonly WorkloadResult[], absent: readonly Absence[]): string {
  const titles = results.map(({ workload }) => `${workload.id}: ${titleOf(workload)}`);
  const notes = new Map<string, string[]>();
  const add = (remark: string, where: string): void => {
    notes.set(remark, [...(notes.get(remark) ?? []), where]);
  };
  for (const result of results) {
    for (const [name, { note }] of result.measured) {
      const time = timeOf(name, result.workload);
      if (time !== undefined) add(`${name}: † T cut to ${time}`, result.workload.id);
      if (note !== '') add(`${name}: ${note}`, result.workload.id);
    }
  }
  for (const { contender, workload, why } of absent)
    add(`absent: ${why}`, `${contender} ${workload}`);
  const lines = [...notes].map(([remark, where]) => `${remark} (${where.join(', ')})`);
  return [...titles, ...lines].map((line) => `- ${line}`).join('\n');
}

/** Machine, versions and settings in a line each. */
export function circumstances({ date, machine, versions, duration, load }: Report): string {
  const { processor, cores, memoryGigabytes, node } = machine;
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `- ${date}, ${processor}, ${cores} cores, ${memoryGigabytes} GB, Node ${node}`,
    `- ${load.toFixed(1)} processes wanted to run before it began`,
    `- ${names.join(', ')}`,
    `- medians of ${duration.seconds} s of steps in ${duration.rounds} rounds, contenders in turn`,
  ].join('\n');
}

/** What two workers bring, beside what two threads of a native library bring on the same machine. */
export function workersLines({ workers, secondCore }: Report): string {
  const ours = Object.entries(workers).map(([id, ratio]) => `${id} ${ratio.toFixed(2)}`);
  const theirs = secondCore.map((result) =>
    'absent' in result ? result.absent : (result.twoThreads / result.oneThread).toFixed(2),
  );
  return [
    `- two workers over none: ${ours.join(', ') || NOTHING}`,
    `- two threads of OpenBLAS over one, before and after: ${theirs.join(', ') || NOTHING}`,
  ].join('\n');
}

function measuredTable(
  results: readonly WorkloadResult[],
  corner: string,
  value: (measured: Measured) => number,
): string {
  return table(results, corner, undefined, ({ measured }, name) => {
    const own = measured.get(name);
    return own && value(own);
  });
}

function table(
  results: readonly WorkloadResult[],
  corner: string,
  second: readonly string[] | undefined,
  value: (result: WorkloadResult, name: string) => number | undefined,
): string {
  const names = CONTENDERS.map(({ name }) => name);
  const there = names.filter((name) => results.some(({ measured }) => measured.has(name)));
  const rows = there.map((name) => [
    name,
    ...results.map((result) => {
      const number = value(result, name);
      if (number === undefined) return NOTHING;
      return `${figure(number)}${timeOf(name, result.workload) === undefined ? '' : '†'}`;
    }),
  ]);
  const ids = results.map(({ workload }) => workload.id);
  const heads =
    second === undefined
      ? [[corner, ...ids]]
      : [
          ['', ...ids],
          [corner, ...second],
        ];
  return markdown([...heads, ...rows]);
}
