/** What a model is asked for, and with it the loss. */
export type Task =
  /** One class per time step: softmax cross-entropy. */
  | 'classPerStep'
  /** One class per sequence, from the last step: softmax cross-entropy. */
  | 'class'
  /** Yes or no per sequence, from the last step: sigmoid cross-entropy. */
  | 'yesOrNo'
  /** Numbers per time step: mean squared error. */
  | 'numbersPerStep'
  /** No training: each sampled id is fed back, the state carried. */
  | 'generate';

/** A task of fixed shapes that every contender is measured on. */
export interface Workload {
  /** What tables call it. */
  readonly id: string;
  /** The recurrent layer. */
  readonly cell: 'simpleRnn' | 'lstm' | 'gru';
  /** Rows of a batch. */
  readonly batch: number;
  /** Time steps of a row. */
  readonly time: number;
  /** If ids go in: how many there are. Each becomes a row of an embedding. */
  readonly vocabulary?: number;
  /** Numbers that the first recurrent layer reads per time step. */
  readonly features: number;
  /** Units of each recurrent layer. */
  readonly units: readonly number[];
  /** Units of the dense layer at the end. */
  readonly outputs: number;
  /** What is asked for. */
  readonly task: Task;
  /** Whether an update changes only those rows of the embedding that occurred in the batch. */
  readonly sparse?: boolean;
  /** In training, how likely recurrent layers drop a feature, and a unit of their state. */
  readonly dropout?: number;
}

const charLm: Workload = {
  id: 'W1',
  cell: 'lstm',
  batch: 32,
  time: 64,
  vocabulary: 65,
  features: 64,
  units: [128],
  outputs: 65,
  task: 'classPerStep',
};

const imdb: Workload = {
  id: 'W3',
  cell: 'lstm',
  batch: 32,
  time: 80,
  vocabulary: 20_000,
  features: 128,
  units: [128],
  outputs: 1,
  task: 'yesOrNo',
};

/**
 * The workloads. A step of training is forward, backward through time, clipping by the global norm
 * 5, and Adam, in float32; a step of generation is one token.
 */
export const WORKLOADS: readonly Workload[] = [
  charLm,
  { ...charLm, id: 'W2', batch: 50, time: 50, features: 65, units: [128, 128] },
  imdb,
  { ...imdb, id: 'W3s', sparse: true },
  {
    id: 'W4',
    cell: 'simpleRnn',
    batch: 32,
    time: 100,
    features: 64,
    units: [256],
    outputs: 64,
    task: 'numbersPerStep',
  },
  { ...charLm, id: 'W5', batch: 1, time: 1, units: [512], task: 'generate' },
  {
    id: 'W6',
    cell: 'lstm',
    batch: 64,
    time: 32,
    features: 512,
    units: [1024],
    outputs: 10,
    task: 'class',
  },
  {
    id: 'W7',
    cell: 'simpleRnn',
    batch: 1,
    time: 20,
    features: 8,
    units: [16],
    outputs: 8,
    task: 'numbersPerStep',
  },
  { ...charLm, id: 'W8', cell: 'gru' },
];

const NAMES = { simpleRnn: 'SimpleRNN', lstm: 'LSTM', gru: 'GRU' };

/** Layers and sizes in one line. */
export function titleOf(workload: Workload): string {
  const { vocabulary, features, units, outputs, batch, time, sparse = false } = workload;
  const first =
    vocabulary === undefined ? `${features} features` : `embedding(${vocabulary}, ${features})`;
  const recurrent = units.map((count) => `${NAMES[workload.cell]}(${count})`);
  const sizes = workload.task === 'generate' ? 'one token' : `batch ${batch}, T ${time}`;
  const layers = [first, ...recurrent, `dense(${outputs})`].join(', ');
  return `${layers}; ${sizes}${sparse ? '; sparse gradients of the embedding' : ''}`;
}

/** Time steps of all rows in one step. */
export function tokensOf({ batch, time }: Workload): number {
  return batch * time;
}

/** Whether the dense layer sees the last time step alone. */
export function readsLastStep({ task }: Workload): boolean {
  return task === 'class' || task === 'yesOrNo';
}

const GATES = { simpleRnn: 1, lstm: 4, gru: 3 };

/**
 * Floating-point operations of the matrix products in one step: 2·M·N·K forward, in training twice
 * that backward. A look-up in an embedding counts nothing, the gradient of numbers that went in counts.
 */
export function flopsOf(workload: Workload): number {
  const { cell, features, units, outputs, batch, task } = workload;
  const rows = tokensOf(workload);
  let inputs = features;
  let forward = 0;
  for (const count of units) {
    forward += 2 * rows * GATES[cell] * count * (inputs + count);
    inputs = count;
  }
  forward += 2 * (readsLastStep(workload) ? batch : rows) * inputs * outputs;
  return task === 'generate' ? forward : 3 * forward;
}

/** The workload in a text that `node` wrote to a process it started. @throws if it is none */
export function readWorkload(json: string | undefined): Workload {
  const value: unknown = JSON.parse(json ?? 'null');
  if (!isWorkload(value)) {
    throw new Error(`wants a workload as JSON, got ${json}: start it by npm run bench`);
  }
  return value;
}

/** Enough of a check for what this program itself has written. */
function isWorkload(value: unknown): value is Workload {
  return typeof value === 'object' && value !== null && 'cell' in value && 'units' in value;
}
