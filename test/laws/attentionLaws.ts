import type { Layer, Value } from '../../src/layers/index.ts';
import { type Mask, randomStream, type Tensor, View } from '../../src/tensor/index.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import type { LayerRoom } from '../layers/room.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';
import { goBack } from '../math/passes.ts';
import { present } from '../math/subject.ts';
import type { Place } from './recurrentLaws.ts';
import type { Sample } from './samples.ts';
import { fillMasked, pickSteps, range, runningSteps } from './steps.ts';

/** A layer that attends, and what it is tried on. */
export interface Attending {
  readonly name: string;
  readonly layer: (room: LayerRoom, useCausalMask: boolean) => Layer;
  /** How many heads its scores tell apart; 0 where their shape has no axis for heads. */
  readonly heads: number;
  /** Whether it attends to the queries themselves, so that there is a single input. */
  readonly alone: boolean;
}

const N = 3;

/** Layers with scores given out. */
export const ATTENDING: readonly Attending[] = [
  {
    name: 'attention',
    layer: (room, useCausalMask) =>
      room.attention({ useScale: true, useCausalMask, returnAttentionScores: true }),
    heads: 0,
    alone: false,
  },
  {
    name: 'additiveAttention',
    layer: (room, useCausalMask) =>
      room.additiveAttention({ useCausalMask, returnAttentionScores: true }),
    heads: 0,
    alone: false,
  },
  ...[false, true].map(
    (alone): Attending => ({
      name: `multiHeadAttention of ${alone ? 'a sequence alone' : 'queries and values'}`,
      layer: (room, useCausalMask) =>
        room.multiHeadAttention({
          ...{ numHeads: 2, keyDim: 2, useCausalMask, returnAttentionScores: true },
          biasInitializer: 'ones',
        }),
      heads: 2,
      alone,
    }),
  ),
];

interface Run {
  readonly y: Tensor;
  readonly scores: Tensor;
  readonly weights: readonly string[];
  readonly gradients: Record<string, Float64Array>;
}

function run(
  { layers, compute }: Place,
  layer: Layer,
  inputs: readonly Value[],
  [dy, dScores]: readonly Tensor[],
): Run {
  const subject = layerSubject(layers, layer, 0, { inputs, values: inputs.length });
  const begun = subject.begin(compute);
  const [y, scores] = begun.outputs;
  if (y === undefined || scores === undefined) throw new Error('there are no scores');
  const weights = present(subject.weights).map(([name]) => name);
  return { y, scores, weights, gradients: goBack(subject, begun, [dy, dScores]) };
}

/** The mask of values, or of queries, that belongs to a sample. */
function maskFor({ seed, B, mask }: Sample, T: number, purpose: string): Mask {
  const random = randomStream(seed, purpose);
  const [, own] = mask.shape;
  if (T === own) return mask;
  return new View<2, Uint8Array>(
    Uint8Array.from({ length: B * T }, () => (random.uniform() < 0.6 ? 1 : 0)),
    [B, T],
  );
}

/** Rows `b` of scores `[B, T, S]` or `[B, H, T, S]`, of the queries and values named. */
function pickScores(
  { data, shape }: Tensor,
  b: number,
  queries: readonly number[],
  values: readonly number[],
): number[] {
  const [T = 0, S = 0] = shape.slice(-2);
  const H = shape.length === 4 ? (shape[1] ?? 0) : 1;
  return range(0, H).flatMap((h) =>
    queries.flatMap((t) => values.map((s) => data[((b * H + h) * T + t) * S + s] ?? Number.NaN)),
  );
}

/**
 * What stands at a step that does not count cannot matter, NaN included: without those steps, of
 * queries and of values, outputs and scores have the same bits, and so have the gradients of inputs.
 */
export function expectAttentionIsTruncated(
  place: Place,
  { layer: make, heads, alone }: Attending,
  causal: boolean,
  sample: Sample,
): void {
  const { seed, B, T } = sample;
  const S = alone ? T : T + 1; //  so that the masks differ
  const layer = make(place.layers, causal);
  const random = randomStream(seed, 'attention');
  const inputs = (alone ? [T] : [T, S]).map((length, i) => {
    const mask = maskFor(sample, length, `mask ${i}`);
    const data = drawTensor<number>([B, length, N], random);
    fillMasked(data, mask, Number.NaN);
    return { data, mask };
  });
  const queryMask = inputs[0]!.mask;
  const valueMask = inputs.at(-1)!.mask;
  const dy = drawTensor<number>([B, T, N], random);
  fillMasked(dy, queryMask, Number.NaN);
  const dScores = drawTensor<number>(heads === 0 ? [B, T, S] : [B, heads, T, S], random);
  const padded = run(place, layer, inputs, [dy, dScores]);
  const sums = new Map(
    padded.weights.map((name) => [name, new Float64Array(padded.gradients[name]?.length ?? 0)]),
  );
  for (const b of range(0, B)) {
    const queries = runningSteps(queryMask, b);
    const values = runningSteps(valueMask, b);
    const dRow = new View(Float64Array.from(pickScores(dScores, b, queries, values)), [
      1,
      ...(heads === 0 ? [] : [heads]),
      queries.length,
      values.length,
    ]);
    const own = inputs.map(({ data }, i) => ({
      data: pickSteps(data, [b], i === 0 ? queries : values),
    }));
    const dOwn = pickSteps(dy, [b], queries);
    if (dOwn.data instanceof Int32Array) throw new Error('gradients are numbers');
    const truncated = run(place, layer, own, [new View(dOwn.data, dOwn.shape), dRow]);
    const what = `of row ${b}`;
    expectBits(pickSteps(padded.y, [b], queries).data, truncated.y.data, `the output ${what}`);
    const others = range(0, T).filter((t) => !queries.includes(t));
    expectZeros(pickSteps(padded.y, [b], others).data, `the output at masked steps ${what}`);
    const scores = pickScores(padded.scores, b, queries, values);
    expectBits(scores, truncated.scores.data, `the scores ${what}`);
    expectZeros(pickScores(padded.scores, b, others, range(0, S)), `masked queries ${what}`);
    const unseen = range(0, S).filter((s) => !values.includes(s));
    expectZeros(pickScores(padded.scores, b, queries, unseen), `masked values ${what}`);
    for (const [i, { data, mask }] of inputs.entries()) {
      const name = i === 0 ? 'input' : `input ${i}`;
      const [, length = 0] = data.shape;
      const all = new View(padded.gradients[name] ?? new Float64Array(), [B, length, N]);
      const steps = runningSteps(mask, b);
      const found = pickSteps(all, [b], steps).data;
      expectBits(found, truncated.gradients[name] ?? [], `the gradient of ${name} ${what}`);
      const rest = range(0, length).filter((t) => !steps.includes(t));
      expectZeros(pickSteps(all, [b], rest).data, `the gradient of masked steps ${what}`);
    }
    for (const [name, sum] of sums) {
      for (const [i, value] of (truncated.gradients[name] ?? sum).entries()) sum[i]! += value;
    }
  }
  for (const [name, sum] of sums) {
    const what = `the gradient of ${name}`;
    if (!name.endsWith('key/bias')) expectClose(padded.gradients[name], sum, what);
    // it adds the same to all scores of a query, which their softmax does not see: 0 but for rounding
    else
      expectZeros(
        Array.from(padded.gradients[name] ?? [], (d) => (Math.abs(d) < 1e-12 ? 0 : d)),
        what,
      );
  }
}

/** In causal attention, what stands after a step cannot matter to it. */
export function expectNoFuture(place: Place, attending: Attending, sample: Sample): void {
  const { seed, B, T } = sample;
  const layer = attending.layer(place.layers, true);
  const random = randomStream(seed, 'future');
  const count = attending.alone ? 1 : 2;
  const inputs = range(0, count).map(() => ({ data: drawTensor<number>([B, T, N], random) }));
  const outputs = (given: readonly Value[]): Tensor => {
    const subject = layerSubject(place.layers, layer, 0, { inputs: given, values: count });
    return subject.begin(place.compute).outputs[0]!;
  };
  const whole = outputs(inputs);
  for (const t of range(0, T)) {
    const steps = range(0, t + 1);
    const past = inputs.map(({ data }) => ({ data: pickSteps(data, range(0, B), steps) }));
    const expected = pickSteps(whole, range(0, B), steps).data;
    expectBits(outputs(past).data, [...expected], `the output up to step ${t}`);
    if (t === 0 || B === 0) continue;
    // what is seen does matter: the last step attends to the first
    const [first] = past;
    const moved = past.map(({ data }) => ({ data: movedAt(data, first === undefined ? -1 : 0) }));
    if (!differs(outputs(moved).data, expected, t * N)) {
      throw new Error(`step ${t} does not see the first`);
    }
  }
}

/** The sequence with its first step of the first row moved. */
function movedAt(data: Value['data'], at: number): Value['data'] {
  if (data.data instanceof Int32Array) return data;
  const copy = Float64Array.from(data.data);
  for (let i = 0; i < N; i++) copy[at * N + i]! += 0.5;
  return new View(copy, data.shape);
}

function differs(a: ArrayLike<number>, b: ArrayLike<number>, from: number): boolean {
  return range(from, from + N).some((i) => a[i] !== b[i]);
}

/** Values in another order, and keys with them, leave what attention takes of them as it is. */
export function expectOrderOfValuesIsNothing(
  place: Place,
  attending: Attending,
  { seed, B, T }: Sample,
): void {
  const layer = attending.layer(place.layers, false);
  const random = randomStream(seed, 'order');
  const query = { data: drawTensor<number>([B, T, N], random) };
  const value = drawTensor<number>([B, T + 1, N], random);
  const reversed = pickSteps(value, range(0, B), range(0, T + 1).reverse());
  const [forward, backward] = [value, reversed].map((data) => {
    const inputs = [query, { data }];
    const subject = layerSubject(place.layers, layer, 0, { inputs, values: 2 });
    return subject.begin(place.compute).outputs[0]!.data;
  });
  expectClose(backward, Float64Array.from(forward ?? []), 'the output');
}

function expectZeros(numbers: ArrayLike<number>, what: string): void {
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i] !== 0) throw new Error(`${what}: ${numbers[i]} at ${i}, expected 0`);
  }
}
