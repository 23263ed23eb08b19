/**
 * Measures the workloads: `npm run bench` (all) or `npm run bench -- W1 W4`, with the reference kernels
 * and with the fastest. Each runs in a process of its own, so that its peak memory is its own. Other work on the machine shows in the numbers:
 * compare ratios of one run, not numbers of two.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { timeSteps } from './measure.ts';
import { KERNEL_CHOICES, type KernelChoice, WORKLOADS } from './workloads.ts';

interface Row {
  readonly id: string;
  readonly kernels: KernelChoice;
  readonly tokensPerSecond: number;
  readonly millisecondsPerStep: number;
  readonly gflops: number;
  readonly peakMegabytes: number;
  readonly note: string;
}

const [first, ...others] = process.argv.slice(2);
if (first === '--only') measureHere(others[0] ?? '', others[1] === 'auto' ? 'auto' : 'reference');
else printTable(first === undefined ? Object.keys(WORKLOADS) : [first, ...others]);

function measureHere(id: string, kernels: KernelChoice): void {
  const workload = WORKLOADS[id];
  if (workload === undefined) throw new Error(`no workload ${id}`);
  const { median, steps } = timeSteps(workload.prepare(kernels));
  const row: Row = {
    id,
    kernels,
    tokensPerSecond: (workload.tokens / median) * 1000,
    millisecondsPerStep: median,
    gflops: workload.flops / median / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    note: [`${steps} steps`, ...(workload.note === undefined ? [] : [workload.note])].join(', '),
  };
  process.stdout.write(line(row));
}

function printTable(wanted: readonly string[]): void {
  const unknown = wanted.filter((id) => !(id in WORKLOADS));
  if (unknown.length > 0) {
    throw new Error(
      `unknown workload ${unknown.join(', ')}; there are ${Object.keys(WORKLOADS).join(', ')}`,
    );
  }
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, one thread`);
  console.log('   kernels       tokens/s    ms/step   GFLOP/s   peak MB');
  for (const id of wanted) {
    for (const kernels of KERNEL_CHOICES) {
      const child = spawnSync(
        process.execPath,
        [...process.execArgv, fileURLToPath(import.meta.url), '--only', id, kernels],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
      );
      if (child.status !== 0) throw new Error(`${id} ended with status ${child.status}`);
      console.log(child.stdout);
    }
  }
}

function line(row: Row): string {
  const { id, kernels, tokensPerSecond, millisecondsPerStep, gflops, peakMegabytes, note } = row;
  const columns = [
    Math.round(tokensPerSecond).toLocaleString('en-US').padStart(11),
    millisecondsPerStep.toFixed(3).padStart(11),
    gflops.toFixed(2).padStart(10),
    peakMegabytes.toFixed(0).padStart(10),
  ];
  return `${id.padEnd(3)}${kernels.padEnd(9)}${columns.join('')}   ${WORKLOADS[id]?.title} (${note})`;
}
