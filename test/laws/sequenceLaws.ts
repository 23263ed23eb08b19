import { copy, type Mask, randomStream, type Tensor, View } from '../../src/tensor/index.ts';
import { type LayerBegun, type LayerSubject, layerSubject } from '../layers/layerSubject.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';
import { goBack } from '../math/passes.ts';
import { present } from '../math/subject.ts';
import type { Place } from './recurrentLaws.ts';
import type { Sample } from './samples.ts';
import type { SequenceLayer } from './sequenceLayers.ts';
import { fillMasked, range, runningSteps } from './steps.ts';

const FEATURES = 2;

/** What a layer reads: sequences with one mask, then states. */
interface Given {
  readonly sequences: readonly Tensor[];
  readonly mask: Mask | undefined;
  readonly states: readonly Tensor[];
}

/**
 * What stands at a masked step cannot matter, NaN included: without those steps, row by row, the steps
 * of the output that count and the states have the same bits, and gradients are the same to 1e-12.
 */
export function expectPaddingIsNothing(place: Place, law: SequenceLayer, sample: Sample): void {
  const { seed, B, T } = sample;
  const mask = law.padding === 'suffix' ? withPaddingLast(sample.mask) : sample.mask;
  const sequences = range(0, law.values ?? 1).map((i) => {
    const data = drawTensor<number>([B, T, FEATURES], randomStream(seed, 'x', i));
    fillMasked(data, mask, Number.NaN);
    return data;
  });
  const random = randomStream(seed, 'states');
  const { state } = law.layer(place.layers).build('law', signatures(sequences));
  const states = state.map(({ shape, counts = false }) => {
    const drawn = drawTensor<number>([B, ...shape], random);
    if (counts) for (const b of range(0, B)) drawn.data[b] = b % 3;
    return drawn;
  });
  const padded = subjectOf(place, law, { sequences, mask, states });
  const begun = padded.begin(place.compute);
  const [y, ...last] = begun.outputs;
  const d = begun.outputs.map(({ shape }) => drawTensor(shape, randomStream(seed, 'd')));
  if (begun.mask && d[0]) fillMasked(asSteps(d[0], begun.mask), begun.mask, 0);
  const gradients = goBack(padded, begun, d);
  if (y === undefined) throw new Error('there is no output');

  const sums = new Map(present(padded.grads).map(([name, { size }]) => [name, zerosOf(size)]));
  for (const b of range(0, B)) {
    const steps = runningSteps(mask, b);
    const alone = subjectOf(place, law, {
      sequences: sequences.map((data) => stepsOf(data, b, steps)),
      mask: undefined,
      states: states.map((one) => rowOf(one, b)),
    });
    const truncated = alone.begin(place.compute);
    const count = countingSteps(begun, b);
    const rowOfOutput = (all: Tensor): Tensor =>
      count === undefined ? rowOf(all, b) : stepsOf(all, b, count);
    const [output, ...states_] = truncated.outputs;
    expectBits(rowOfOutput(y).data, output?.data ?? [], `the output of row ${b}`);
    for (const [i, expected] of states_.entries()) {
      expectBits(last[i] && rowOf(last[i], b).data, expected.data, `state ${i} of row ${b}`);
    }
    const dRow = d.map((one, i) => (i === 0 ? rowOfOutput(one) : rowOf(one, b)));
    const back = goBack(alone, truncated, dRow);
    for (const [i, [name]] of Object.entries(alone.inputs).entries()) {
      const found = gradients[name];
      const size = (found?.length ?? 0) / B;
      const own = found?.slice(b * size, (b + 1) * size) ?? zerosOf(0);
      const valid = i < sequences.length ? takeSteps(own, steps) : own;
      expectClose(valid, back[name] ?? [], `the gradient of ${name}, row ${b}`);
      if (i >= sequences.length) continue;
      for (const t of steps) own.fill(0, t * FEATURES, (t + 1) * FEATURES);
      if (own.some((value) => value !== 0)) {
        throw new Error(`the gradient of ${name} is not 0 at a masked step of row ${b}`);
      }
    }
    for (const [name, sum] of sums) {
      for (const [i, value] of (back[name] ?? sum).entries()) sum[i]! += value;
    }
  }
  for (const [name, sum] of sums) {
    expectClose(gradients[name], sum, `the gradient of ${name}`);
  }
}

/**
 * Of no rows or no steps, a layer gives what it says it gives, all of it finite, and no gradient but
 * zeros where none comes in.
 */
export function expectNothingOfNothing(
  place: Place,
  law: SequenceLayer,
  B: number,
  T: number,
): void {
  const sequences = range(0, law.values ?? 1).map(() => drawTensor([B, T, FEATURES], NO_NUMBERS));
  const { output } = law.layer(place.layers).build('law', signatures(sequences));
  const subject = subjectOf(place, law, { sequences, mask: undefined, states: [] });
  const begun = subject.begin(place.compute);
  const [y] = begun.outputs;
  const [rows, ...sizes] = y?.shape ?? [];
  const expected = output.shape.map((size, axis) => size ?? sizes[axis]);
  if (rows !== B || expected.join() !== sizes.join()) {
    throw new Error(`gave [${y?.shape.join()}] for ${B} rows of ${T} steps`);
  }
  if (begun.outputs.some(({ data }) => !data.every(Number.isFinite))) {
    throw new Error(`gave something that is no number for ${B} rows of ${T} steps`);
  }
  const zeros = begun.outputs.map(({ shape }) => drawTensor(shape, NO_NUMBERS));
  for (const [name, gradient] of Object.entries(goBack(subject, begun, zeros))) {
    if (gradient.some((value) => value !== 0)) throw new Error(`${name} has a gradient`);
  }
}

const NO_NUMBERS = { ...randomStream('none'), normal: () => 0 };

function subjectOf({ layers }: Place, law: SequenceLayer, given: Given): LayerSubject {
  const { sequences, mask, states } = given;
  return layerSubject(layers, law.layer(layers), 0, {
    inputs: [...sequences.map((data) => ({ data, mask })), ...states.map((data) => ({ data }))],
    values: sequences.length,
  });
}

function signatures(sequences: readonly Tensor[]) {
  return sequences.map(() => ({ type: 'numbers' as const, shape: [null, FEATURES] }));
}

/** Which steps of the output of row b count; undefined where it has no time axis. */
function countingSteps({ outputs: [y], mask }: LayerBegun, b: number): number[] | undefined {
  if (mask !== undefined) return runningSteps(mask, b);
  return y && y.shape.length > 2 ? range(0, y.shape[1] ?? 0) : undefined;
}

/** A mask with as many steps that count in each row, all of them before its padding. */
export function withPaddingLast(mask: Mask): Mask {
  const [B, T] = mask.shape;
  const moved = new View<2, Uint8Array>(new Uint8Array(B * T), [B, T]);
  for (const b of range(0, B)) {
    moved.data.fill(1, b * T, b * T + runningSteps(mask, b).length);
  }
  return moved;
}

/** `[B, T, …]` as `[B, T, N]`. */
function asSteps({ data }: Tensor, mask: Mask): Tensor<3> {
  const [B, T] = mask.shape;
  return new View(data, [B, T, B * T === 0 ? 0 : data.length / (B * T)]);
}

/** Steps of one row of `[B, T, …]`, as a batch of one. */
function stepsOf({ data, shape }: Tensor, b: number, steps: readonly number[]): Tensor {
  const [, T = 0, ...rest] = shape;
  const N = rest.reduce((product, size) => product * size, 1);
  const own = steps.flatMap((t) => [...data.subarray((b * T + t) * N, (b * T + t + 1) * N)]);
  return new View<number, Float64Array>(Float64Array.from(own), [1, steps.length, ...rest]);
}

/** One row, as a batch of one. */
function rowOf(tensor: Tensor, b: number): Tensor {
  const [, ...rest] = tensor.shape;
  const { data } = copy(tensor);
  const N = rest.reduce((product, size) => product * size, 1);
  const own = Float64Array.from(data.subarray(b * N, (b + 1) * N));
  return new View<number, Float64Array>(own, [1, ...rest]);
}

function takeSteps(row: Float64Array, steps: readonly number[]): number[] {
  return steps.flatMap((t) => [...row.subarray(t * FEATURES, (t + 1) * FEATURES)]);
}

function zerosOf(length: number): Float64Array {
  return new Float64Array(length);
}
