import {
  type Dims,
  type Ids,
  type Mask,
  type Random,
  sizeOf,
  type Tensor,
  View,
  zeros,
} from '../../src/tensor/index.ts';

/** A float64 tensor of normally distributed numbers. */
export function drawTensor<R extends number>(
  shape: Dims<R>,
  random: Random,
  deviation = 1,
): Tensor<R> {
  const tensor = zeros<R>(shape, 'float64');
  for (let i = 0; i < tensor.data.length; i++) tensor.data[i] = deviation * random.normal();
  return tensor;
}

/** Whole numbers in [0, below). */
export function drawIds<R extends number>(shape: Dims<R>, below: number, random: Random): Ids<R> {
  const data = Int32Array.from({ length: sizeOf(shape) }, () => random.integer(below));
  return new View<R, Int32Array>(data, shape);
}

/** Rows that are distributions: positive, with sum 1. */
export function drawDistributions<R extends number>(shape: Dims<R>, random: Random): Tensor<R> {
  const tensor = zeros<R>(shape, 'float64');
  const { data } = tensor;
  const C = shape.at(-1) ?? 1;
  for (let row = 0; row < data.length; row += C) {
    let sum = 0;
    for (let j = row; j < row + C; j++) sum += data[j] = 0.1 + random.uniform();
    for (let j = row; j < row + C; j++) data[j]! /= sum;
  }
  return tensor;
}

/** Where padding can lie in a batch of sequences. */
export const MASKS = ['no mask', 'suffix', 'prefix', 'interior', 'whole row'] as const;

/** One of them. */
export type MaskKind = (typeof MASKS)[number];

const RUNS: Record<MaskKind, (b: number, t: number, B: number, T: number) => boolean> = {
  'no mask': () => true,
  suffix: (b, t, _B, T) => t < Math.max(1, T - 1 - b),
  prefix: (b, t, _B, T) => t >= Math.min(T - 1, 1 + b),
  interior: (b, t, _B, T) => t === 0 || t === T - 1 || (t + b) % 2 === 0,
  'whole row': (b, _t, B) => b < B - 1,
};

/** A mask `[B, T]` whose padding lies elsewhere in each row. */
export function maskOf(kind: MaskKind, B: number, T: number): Mask | undefined {
  if (kind === 'no mask') return undefined;
  const runs = RUNS[kind];
  const data = Uint8Array.from({ length: B * T }, (_, i) =>
    runs(Math.floor(i / T), i % T, B, T) ? 1 : 0,
  );
  return new View<2, Uint8Array>(data, [B, T]);
}

/** A batch of sequences: how many, how long, and where their padding lies. */
export interface SequenceCase {
  readonly B: number;
  readonly T: number;
  readonly mask: MaskKind;
}

/** T in {1, 2, 5}, B in {1, 3}, with every mask that leaves something out. */
export const SEQUENCES: readonly SequenceCase[] = [1, 2, 5].flatMap((T) =>
  [1, 3].flatMap((B) =>
    MASKS.filter((mask) => mask === 'no mask' || maskOf(mask, B, T)?.data.includes(0)).map(
      (mask) => ({ B, T, mask }),
    ),
  ),
);

/** Batches without a step, without a row, and without either, with a mask and without. */
export const EMPTY_SEQUENCES: readonly SequenceCase[] = [
  { B: 2, T: 0, mask: 'no mask' },
  { B: 0, T: 3, mask: 'no mask' },
  { B: 0, T: 0, mask: 'no mask' },
  { B: 2, T: 0, mask: 'interior' },
  { B: 0, T: 3, mask: 'interior' },
];

/** As a case is called in the name of a test. */
export function nameOf({ B, T, mask }: SequenceCase): string {
  return `B=${B} T=${T}, ${mask}`;
}
