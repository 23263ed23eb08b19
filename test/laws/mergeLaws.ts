import type { Layer, Value } from '../../src/layers/index.ts';
import { type Mask, type Tensor, View } from '../../src/tensor/index.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import type { LayerRoom } from '../layers/room.ts';
import { expectBits } from '../math/closeness.ts';
import type { Place } from './recurrentLaws.ts';

/** What a merge gives, worked out by hand; of equal numbers the first has the gradient. */
interface Merged {
  readonly kind: 'add' | 'subtract' | 'multiply' | 'average' | 'maximum' | 'minimum';
  readonly xs: readonly (readonly number[])[];
  readonly y: readonly number[];
  /** The gradients of the xs where that of y is 12, 24, 36. */
  readonly dxs: readonly (readonly number[])[];
}

const A = [1, -2, 4];
const B = [3, 5, 4];
const C = [2, 0.5, -6];

export const MERGED: readonly Merged[] = [
  { kind: 'add', xs: [A, B, C], y: [6, 3.5, 2], dxs: [D(), D(), D()] },
  { kind: 'subtract', xs: [A, B], y: [-2, -7, 0], dxs: [D(), [-12, -24, -36]] },
  {
    kind: 'multiply',
    xs: [A, B, C],
    y: [6, -5, -96],
    dxs: [
      [72, 60, -864],
      [24, -24, -864],
      [36, -240, 576],
    ],
  },
  {
    kind: 'average',
    xs: [A, B, C],
    y: [2, 3.5 / 3, 2 / 3],
    dxs: [
      [4, 8, 12],
      [4, 8, 12],
      [4, 8, 12],
    ],
  },
  {
    kind: 'maximum',
    xs: [A, B, C],
    y: [3, 5, 4],
    dxs: [
      [0, 0, 36],
      [12, 24, 0],
      [0, 0, 0],
    ],
  },
  {
    kind: 'minimum',
    xs: [A, B, C],
    y: [1, -2, -6],
    dxs: [
      [12, 24, 0],
      [0, 0, 0],
      [0, 0, 36],
    ],
  },
];

function D(): number[] {
  return [12, 24, 36];
}

/** A merge gives what was worked out by hand. */
export function expectMerged(place: Place, { kind, xs, y, dxs }: Merged): void {
  const inputs = xs.map((numbers) => ({ data: tensor(numbers, [1, numbers.length]) }));
  const { output, gradients } = run(place, (room) => room[kind](), inputs, D());
  expectBits(output, y, kind);
  for (const [i, dx] of dxs.entries()) expectBits(gradients[i], dx, `gradient ${i} of ${kind}`);
}

const FIRST = [1, 1, 0, 1];
const SECOND = [1, 0, 1, 1];

/** A step counts if it counts in all inputs; what the others hold is not looked at. */
export function expectMasksOfInputsMerge(place: Place): void {
  const x = { data: tensor([1, 2, Number.NaN, 4], [1, 4, 1]), mask: maskOf(FIRST) };
  const z = { data: tensor([5, Number.NaN, 7, 8], [1, 4, 1]), mask: maskOf(SECOND) };
  const free = { data: tensor([1, 1, 1, 1], [1, 4, 1]) };
  const product = run(place, (room) => room.multiply(), [x, z, free], [1, 1, 1, 1]);
  expectBits(product.output, [5, 0, 0, 32], 'the product');
  expectBits(product.mask?.data, [1, 0, 0, 1], 'the mask of the product');
  expectBits(product.gradients[0], [5, 0, 0, 8], 'the gradient of the first');
  expectBits(product.gradients[1], [1, 0, 0, 4], 'the gradient of the second');
  expectBits(product.gradients[2], [5, 0, 0, 32], 'the gradient of the third');
  const sum = run(place, (room) => room.add(), [free, x], [1, 1, 1, 1]);
  expectBits(sum.mask?.data, FIRST, 'the mask of the sum');
  const plain = run(place, (room) => room.add(), [free, free], [1, 1, 1, 1]);
  if (plain.mask !== undefined) throw new Error('a mask came from nowhere');
}

/** Features side by side have merged masks; sequences one after the other keep theirs. */
export function expectConcatenated(place: Place): void {
  const x = { data: tensor([1, 2, 3, 4], [1, 4, 1]), mask: maskOf(FIRST) };
  const z = { data: tensor([5, 6, 7, 8], [1, 4, 1]), mask: maskOf(SECOND) };
  const d = [1, 2, 3, 4, 5, 6, 7, 8];
  for (const axis of [-1, 2, undefined]) {
    const options = axis === undefined ? {} : { axis };
    const beside = run(place, (room) => room.concatenate(options), [x, z], d);
    expectBits(beside.output, [1, 5, 2, 6, 3, 7, 4, 8], `along ${axis}`);
    expectBits(beside.mask?.data, [1, 0, 0, 1], `the mask along ${axis}`);
    expectBits(beside.gradients[1], [2, 4, 6, 8], `the gradient along ${axis}`);
  }
  for (const axis of [1, -2]) {
    const after = run(place, (room) => room.concatenate({ axis }), [x, z], d);
    expectBits(after.output, [1, 2, 3, 4, 5, 6, 7, 8], `along ${axis}`);
    expectBits(after.mask?.data, [...FIRST, ...SECOND], `the mask along ${axis}`);
    expectBits(after.gradients[1], [5, 6, 7, 8], `the gradient along ${axis}`);
  }
  const free = { data: tensor([0, 0], [1, 2, 1]) };
  const half = run(place, (room) => room.concatenate({ axis: 1 }), [free, x], [1, 2, 3, 4, 5, 6]);
  expectBits(half.mask?.data, [1, 1, ...FIRST], 'the mask where one has none');
  const rows = [
    { data: tensor([1, 2], [2, 1, 1]), mask: maskOf([1, 0], 2) },
    { data: tensor([3, 4, 5, 6], [2, 2, 1]), mask: maskOf([0, 1, 1, 1], 2) },
  ];
  const two = run(place, (room) => room.concatenate({ axis: 1 }), rows, [1, 2, 3, 4, 5, 6]);
  expectBits(two.output, [1, 3, 4, 2, 5, 6], 'two rows');
  expectBits(two.mask?.data, [1, 0, 1, 0, 1, 1], 'the mask of two rows');
}

interface Run {
  readonly output: ArrayLike<number>;
  readonly mask: Mask | undefined;
  readonly gradients: readonly (ArrayLike<number> | undefined)[];
}

function run(
  { layers, compute }: Place,
  layer: (room: LayerRoom) => Layer,
  inputs: readonly Value[],
  d: readonly number[],
): Run {
  const values = inputs.length;
  const subject = layerSubject(layers, layer(layers), 0, { inputs, values });
  const { outputs, mask, backward } = subject.begin(compute);
  const output = outputs[0]?.data ?? [];
  const dy = tensor(d, outputs[0]?.shape ?? []);
  const gradients = Object.values(backward([dy])).map((dx) => dx?.data);
  return { output, mask, gradients };
}

function tensor(numbers: readonly number[], shape: readonly number[]): Tensor {
  return new View<number, Float64Array>(Float64Array.from(numbers), [...shape]);
}

function maskOf(flags: readonly number[], B = 1): Mask {
  return new View<2, Uint8Array>(Uint8Array.from(flags), [B, flags.length / B]);
}
