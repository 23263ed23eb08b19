import { fileURLToPath } from 'node:url';
import { JOIN, joiningNode } from './engines.ts';
import type { Command } from './running.ts';
import type { Workload } from './workloads.ts';

/** What is measured: a library in one of its ways. */
export interface Contender {
  /** What tables call it. */
  readonly name: string;
  /** Whose it is: this package's, or another library's, from Python's packages or from npm's. */
  readonly from: 'here' | 'python' | 'npm';
  /** Whether it has what the workload needs. */
  readonly does: (workload: Workload) => boolean;
  /** The workload as it does it: with fewer time steps where a step would take minutes. */
  readonly cut: (workload: Workload) => Workload;
  /** Program and arguments of its process; `exported` is a folder with an ONNX model. */
  readonly command: (workload: Workload, exported: string) => Command;
}

/** unrolled in plain SIMD on one thread: what ratios are about. */
export const UNROLLED = 'unrolled';

/** The same in an engine that joins vectors to 256 bits. */
export const JOINED = 'unrolled 256-bit';

/** unrolled in plain TypeScript: the yardstick where there is no other. */
export const REFERENCE = 'unrolled reference';

/** The yardstick of each workload; PyTorch where none is named. */
const PYTORCH = 'PyTorch';
const YARDSTICKS = new Map([
  ['W5', 'ONNX Runtime'],
  ['W7', 'recurrent-js'],
]);

/** Over whom a workload's ratios are. */
export function yardstickOf({ id }: Workload, peers: boolean): string {
  return peers ? (YARDSTICKS.get(id) ?? PYTORCH) : REFERENCE;
}

/** unrolled with two workers. */
export const WORKERS = 'unrolled 2 workers';

/** All contenders, in the order of the tables. */
export const CONTENDERS: readonly Contender[] = [
  { ...unrolled('reference', 0), name: REFERENCE, cut: cutBig },
  { ...unrolled('auto', 0), name: UNROLLED },
  { ...unrolled('auto', 0, joining), name: JOINED },
  { ...unrolled('relaxed', 0), name: 'unrolled relaxed' },
  { ...unrolled('int8', 0), name: 'unrolled int8', does: ({ task }) => task === 'generate' },
  { ...unrolled('auto', 2), name: WORKERS },
  { ...unrolled('auto', 2, joining), name: 'unrolled 256-bit 2 workers' },
  { ...unrolled('relaxed', 2), name: 'unrolled relaxed 2 workers' },
  {
    name: PYTORCH,
    from: 'python',
    does: () => true,
    cut: whole,
    command: (workload) => [PYTHON, pathOf('peers/pytorch.py'), JSON.stringify(workload)],
  },
  {
    ...peer('onnx', ({ task }) => task === 'generate'),
    name: 'ONNX Runtime',
  },
  { ...peer('tfjs', () => true), name: 'TensorFlow.js', cut: cutBig },
  { ...peer('jaxjs', () => true), name: 'jax-js' },
  {
    ...peer('brainjs', (workload) => workload.cell !== 'simpleRnn' && readsAndWritesIds(workload)),
    name: 'brain.js',
  },
  {
    ...peer(
      'recurrentjs',
      (workload) =>
        (workload.cell === 'lstm' && readsAndWritesIds(workload)) ||
        (workload.cell === 'simpleRnn' && workload.task === 'numbersPerStep'),
    ),
    name: 'recurrent-js',
  },
];

/** To how many time steps a contender cuts a workload, if it does. */
export function timeOf(name: string, workload: Workload): number | undefined {
  const contender = CONTENDERS.find((candidate) => candidate.name === name);
  const time = contender?.cut(workload).time;
  return time === workload.time ? undefined : time;
}

/** Debian's Python, which has Debian's PyTorch. */
export const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';

/** Where a file of the benchmark stands. */
export function pathOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function unrolled(
  kernels: string,
  workers: number,
  engine: (kernels: string) => Command = plain,
): Omit<Contender, 'name'> {
  return {
    from: 'here',
    does: ({ batch }) => batch > 1 || workers === 0, // workers share the rows of a batch
    cut: whole,
    command: (workload) => [
      ...engine(kernels),
      pathOf('dist/unrolled.js'),
      JSON.stringify(workload),
      kernels,
      `${workers}`,
    ],
  };
}

/** This Node, with relaxed SIMD where that is asked for: Node 20 has it behind a flag, Node 22 without. */
function plain(kernels: string): Command {
  const [major = ''] = process.versions.node.split('.');
  const relaxed = kernels === 'relaxed' && Number(major) < 22;
  return [process.execPath, ...(relaxed ? ['--experimental-wasm-relaxed-simd'] : [])];
}

/** A Node that joins vectors. */
function joining(): Command {
  return [joiningNode(), JOIN];
}

function peer(file: string, does: (workload: Workload) => boolean): Omit<Contender, 'name'> {
  return {
    from: 'npm',
    does: (workload) => workload.sparse !== true && does(workload),
    cut: whole,
    command: (workload, exported) => [
      process.execPath,
      pathOf(`peers/dist/${file}.js`),
      JSON.stringify(workload),
      exported,
    ],
  };
}

function readsAndWritesIds({ vocabulary, task }: Workload): boolean {
  return vocabulary !== undefined && (task === 'classPerStep' || task === 'generate');
}

function whole(workload: Workload): Workload {
  return workload;
}

function cutBig(workload: Workload): Workload {
  return workload.id === 'W6' ? { ...workload, time: 4 } : workload;
}
