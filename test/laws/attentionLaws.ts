import type { Layer, Value } from '../../src/layers/index.ts';
import { type Mask, randomStream, type Tensor, View, zeros } from '../../src/tensor/index.ts';
import { contextOf, layerSubject } from '../layers/layerSubject.ts';
import type { LayerRoom } from '../layers/room.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';
import { expectAgreement } from '../math/expectAgreement.ts';
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

/** A mask of values, another than that of a sample. */
function maskOfValues({ seed, B }: Sample, T: number): Mask {
  const random = randomStream(seed, 'mask');
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
  const S = alone ? T : T + (seed % 2);
  const layer = make(place.layers, causal);
  const random = randomStream(seed, 'attention');
  const inputs = (alone ? [T] : [T, S]).map((length, i) => {
    const mask = i === 0 ? sample.mask : maskOfValues(sample, length);
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

/** Layers whose state is what went before; sequences have up to 6 steps. */
export const GOING_ON = {
  'multiHeadAttention with a context': (room) =>
    room.multiHeadAttention({
      ...{ numHeads: 2, keyDim: 2, valueDim: 3, useCausalMask: true, contextLength: 6 },
    }),
  transformerBlock: (room) =>
    room.transformerBlock({ numHeads: 3, intermediateDim: 4, contextLength: 6 }),
  positionalEmbedding: (room) => room.positionalEmbedding({ maxLength: 6 }),
} as const satisfies Readonly<Record<string, (room: LayerRoom) => Layer>>;

/** A sequence in two pieces, cut anywhere, has the bits of the whole: outputs, and what is kept. */
export function expectContextIsWhole(
  { layers, compute }: Place,
  make: (room: LayerRoom) => Layer,
  sample: Sample,
  at: number,
): void {
  const { seed, B, T, mask } = sample;
  const layer = make(layers);
  const data = drawTensor<number>([B, T, N], randomStream(seed, 'context'));
  const rows = range(0, B);
  const piece = (steps: readonly number[]): Value => {
    const own = pickSteps(data, rows, steps);
    const marks = rows.flatMap((b) => steps.map((t) => mask.data[b * T + t] ?? 0));
    return {
      data: own,
      mask: new View<2, Uint8Array>(Uint8Array.from(marks), [B, steps.length]),
    };
  };
  const run = (inputs: readonly Value[]): readonly Tensor[] =>
    layerSubject(layers, layer, 0, { inputs }).begin(compute).outputs;
  const cut = Math.min(at, T);
  const [y, ...states] = run([piece(range(0, T))]);
  const [before, ...between] = run([piece(range(0, cut))]);
  const [after, ...last] = run([piece(range(cut, T)), ...between.map((own) => ({ data: own }))]);
  const of = (steps: readonly number[]) => [...pickSteps(y!, rows, steps).data];
  expectBits(before?.data, of(range(0, cut)), 'the output of the first piece');
  expectBits(after?.data, of(range(cut, T)), 'the output of the second piece');
  for (const [i, state] of states.entries()) {
    expectBits(last[i]?.data, [...state.data], `what is kept, ${i}`);
  }
}

/** In training weights are dropped, each with the same probability, and their mean is kept. */
export function expectAttentionDrops({ layers, compute }: Place): void {
  const [rows, queries, values, rate] = [30, 5, 40, 0.3];
  const layer = layers.attention({ dropout: rate });
  const ones = zeros<3>([rows, values, 1], 'float64');
  ones.data.fill(1);
  const query = zeros<3>([rows, queries, 1], 'float64');
  const outputOf = (training: boolean): Float64Array => {
    const inputs = [{ data: query }, { data: ones }];
    const subject = layerSubject(layers, layer, 0, { inputs, values: 2, training });
    return Float64Array.from(subject.begin(compute).outputs[0]?.data ?? []);
  };
  const used = outputOf(false);
  expectClose(used, used.slice().fill(1), 'the sum of all weights');
  const dropped = outputOf(true);
  // all weights are the same, so a sum tells how many were kept
  const kept = Array.from(dropped, (sum) => sum * (1 - rate) * values);
  if (kept.some((count) => Math.abs(count - Math.round(count)) > 1e-9)) {
    throw new Error('a weight was neither dropped nor kept');
  }
  const share = kept.reduce((sum, count) => sum + count, 0) / (rows * queries * values);
  const deviation = Math.sqrt((rate * (1 - rate)) / (rows * queries * values));
  if (Math.abs(share - (1 - rate)) > 5 * deviation) {
    throw new Error(`a share of ${share} was kept, not ${1 - rate}`);
  }
  const first = dropped.subarray(0, queries).join();
  for (const b of range(1, rows)) {
    if (dropped.subarray(b * queries, (b + 1) * queries).join() === first) {
      throw new Error(`row ${b} dropped what row 0 dropped`);
    }
  }
}

/** A value is seen if it counts by its own mask and by that of its key; queries have another mask. */
export function expectKeyMasksJoin(
  { layers, compute }: Place,
  causal: boolean,
  sample: Sample,
): void {
  const { seed, B, T, mask: valueMask } = sample;
  const random = randomStream(seed, 'keys');
  const draw = (): Tensor => drawTensor<number>([B, T, N], random);
  const marks = (): Mask =>
    new View<2, Uint8Array>(
      Uint8Array.from({ length: B * T }, () => (random.uniform() < 0.7 ? 1 : 0)),
      [B, T],
    );
  const [query, value, key] = [draw(), draw(), draw()];
  const [queryMask, keyMask] = [marks(), marks()];
  const both = new View<2, Uint8Array>(
    valueMask.data.map((counts, i) => counts * (keyMask.data[i] ?? 0)),
    [B, T],
  );
  const layer = layers.attention({ useCausalMask: causal });
  const subject = (ofValue: Mask | undefined, ofKey: Mask | undefined) =>
    layerSubject(layers, layer, 0, {
      inputs: [
        { data: query, mask: queryMask },
        { data: value, mask: ofValue },
        { data: key, mask: ofKey },
      ],
      values: 3,
    });
  const expected = subject(both, undefined);
  expectAgreement(subject(valueMask, keyMask), expected, compute);
  expectAgreement(subject(undefined, both), expected, compute);
}

/** The output of a layer that attends has the mask of the queries. */
export function expectQueryMaskGoesOn(
  { layers, compute }: Place,
  { name, layer, alone }: Attending,
): void {
  const data = drawTensor<number>([2, 3, N], randomStream(0, 'queries'));
  const mask = new View<2, Uint8Array>(Uint8Array.of(1, 0, 1, 0, 1, 1), [2, 3]);
  const inputs = [{ data, mask }, ...(alone ? [] : [{ data }])];
  const signature = { type: 'numbers', shape: [3, N] } as const;
  const built = layer(layers, false).build(
    name,
    inputs.map(() => signature),
  );
  const store = new layers.WeightStore(built.weights, 0, 'float64');
  const { outputs } = built.begin(store, inputs, contextOf(compute, name, 0));
  expectBits(outputs[0]?.mask?.data, mask.data, 'the mask of the output');
}
