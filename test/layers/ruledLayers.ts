import { referenceCompute } from 'unrolled/math';
import type { Context, Layer, Penalties, Value } from '../../src/layers/index.ts';
import { randomStream, type Tensor, View } from '../../src/tensor/index.ts';
import { checkGradients } from '../../src/testing/index.ts';
import { expectClose } from '../math/closeness.ts';
import { drawIds, drawTensor, maskOf } from '../math/draw.ts';
import { elmanCell } from './cells.ts';
import { contextOf } from './layerSubject.ts';
import type { LayerRoom } from './room.ts';

/** A layer, and whether it reads ids. */
interface Ruled {
  readonly name: string;
  readonly layer: (room: LayerRoom) => Layer;
  readonly ids?: boolean;
}

const penalty = (l2: number) => ({ kind: 'l2', l2 }) as const;
const bound = (maxValue: number) => ({ kind: 'maxNorm', maxValue, axis: 0 }) as const;

/** Which number the rules of a weight have, by the end of its name. */
const NUMBERS = {
  recurrentKernel: 3,
  projectionKernel: 7,
  kernel: 1,
  bias: 2,
  amma: 4,
  eta: 5,
  peephole: 6,
  embeddings: 8,
} as const;

const KERNEL = {
  kernelRegularizer: penalty(NUMBERS.kernel),
  kernelConstraint: bound(NUMBERS.kernel),
  biasRegularizer: penalty(NUMBERS.bias),
  biasConstraint: bound(NUMBERS.bias),
} as const;
const RECURRENT = {
  ...KERNEL,
  recurrentRegularizer: penalty(NUMBERS.recurrentKernel),
  recurrentConstraint: bound(NUMBERS.recurrentKernel),
} as const;
const NORM = {
  gammaRegularizer: penalty(NUMBERS.amma),
  gammaConstraint: bound(NUMBERS.amma),
  betaRegularizer: penalty(NUMBERS.eta),
  betaConstraint: bound(NUMBERS.eta),
} as const;
const PEEPHOLE = {
  ...RECURRENT,
  peepholeRegularizer: penalty(NUMBERS.peephole),
  peepholeConstraint: bound(NUMBERS.peephole),
} as const;
const PROJECTED = {
  ...RECURRENT,
  projection: 2,
  projectionRegularizer: penalty(NUMBERS.projectionKernel),
  projectionConstraint: bound(NUMBERS.projectionKernel),
} as const;

const [B, T, I, U] = [3, 4, 2, 3];

/** Every built-in layer with weights, each of which has rules of its own. */
export const RULED_LAYERS: readonly Ruled[] = [
  { name: 'dense', layer: (room) => room.dense({ units: U, ...KERNEL }) },
  {
    name: 'embedding',
    ids: true,
    layer: (room) =>
      room.embedding({
        inputDim: 5,
        outputDim: U,
        embeddingsRegularizer: penalty(NUMBERS.embeddings),
        embeddingsConstraint: bound(NUMBERS.embeddings),
      }),
  },
  {
    name: 'conv1d',
    layer: (room) => room.conv1d({ filters: U, kernelSize: 2, padding: 'causal', ...KERNEL }),
  },
  { name: 'layerNormalization', layer: (room) => room.layerNormalization(NORM) },
  {
    name: 'multiHeadAttention',
    layer: (room) => room.multiHeadAttention({ numHeads: 2, keyDim: U, ...KERNEL }),
  },
  { name: 'simpleRnn', layer: (room) => room.simpleRnn({ units: U, ...RECURRENT }) },
  { name: 'lstm', layer: (room) => room.lstm({ units: U, ...RECURRENT }) },
  { name: 'gru', layer: (room) => room.gru({ units: U, ...RECURRENT }) },
  {
    name: 'layerNormLstm',
    layer: (room) => room.layerNormLstm({ units: U, ...RECURRENT, ...NORM }),
  },
  { name: 'peepholeLstm', layer: (room) => room.peepholeLstm({ units: U, ...PEEPHOLE }) },
  { name: 'projectedLstm', layer: (room) => room.projectedLstm({ units: U, ...PROJECTED }) },
  {
    name: 'rnn of built-in cells',
    layer: (room) =>
      room.rnn([
        room.simpleRnnCell({ units: U, ...RECURRENT }),
        room.lstmCell({ units: U, ...RECURRENT }),
        room.gruCell({ units: U, ...RECURRENT }),
        room.layerNormLstmCell({ units: U, ...RECURRENT, ...NORM }),
        room.peepholeLstmCell({ units: U, ...PEEPHOLE }),
        room.projectedLstmCell({ units: U, ...PROJECTED }),
      ]),
  },
];

/** Throws unless each weight of the layer has the penalty and the constraint that were asked of it. */
export function expectRulesReachWeights(room: LayerRoom, { layer, ids = false }: Ruled): void {
  const shape = ids ? [null] : [null, I];
  const { weights } = layer(room).build('layer', [{ type: ids ? 'ids' : 'numbers', shape }]);
  if (weights.length === 0) throw new Error('the layer has no weights');
  for (const { path, shape: sizes, penalty: cost, constrain } of weights) {
    const number = Object.entries(NUMBERS).find(([name]) => path.endsWith(name))?.[1];
    if (number === undefined) throw new Error(`no rules were asked of ${path}`);
    const size = sizes.reduce((product, n) => product * n, 1);
    const w: Tensor = new View(new Float64Array(size).fill(1), [...sizes]);
    expectClose([cost?.of(w) ?? 0], [number * size], `the penalty of ${path}`);
    w.data.fill(100);
    constrain?.(w);
    const stride = size / sizes[0]!;
    let square = 0;
    for (let i = 0; i < size; i += stride) square += w.data[i]! ** 2;
    expectClose([Math.sqrt(square)], [number], `the length of ${path}`, 1e-6);
  }
}

const activityRegularizer = { kind: 'l1l2', l1: 0.3, l2: 0.2 } as const;
const SEQUENCES = { units: U, returnSequences: true, activityRegularizer } as const;

/** Every built-in layer whose output may cost something. */
export const COSTLY_LAYERS: readonly Ruled[] = [
  { name: 'dense', layer: (room) => room.dense({ units: U, activityRegularizer }) },
  {
    name: 'embedding',
    ids: true,
    layer: (room) => room.embedding({ inputDim: 5, outputDim: U, activityRegularizer }),
  },
  {
    name: 'conv1d',
    layer: (room) =>
      room.conv1d({ filters: U, kernelSize: 2, padding: 'same', activityRegularizer }),
  },
  {
    name: 'multiHeadAttention',
    layer: (room) => room.multiHeadAttention({ numHeads: 2, keyDim: U, activityRegularizer }),
  },
  { name: 'simpleRnn', layer: (room) => room.simpleRnn(SEQUENCES) },
  { name: 'lstm', layer: (room) => room.lstm(SEQUENCES) },
  {
    name: 'gru, its last output',
    layer: (room) => room.gru({ ...SEQUENCES, returnSequences: false }),
  },
  { name: 'layerNormLstm', layer: (room) => room.layerNormLstm({ ...SEQUENCES, epsilon: 0.1 }) },
  { name: 'peepholeLstm', layer: (room) => room.peepholeLstm(SEQUENCES) },
  {
    name: 'projectedLstm',
    layer: (room) => room.projectedLstm({ ...SEQUENCES, projection: 2 }),
  },
  {
    name: 'rnn of a built-in cell',
    layer: (room) =>
      room.rnn(room.lstmCell({ units: U }), { returnSequences: true, activityRegularizer }),
  },
  {
    name: 'rnn of a built-in cell that costs itself',
    layer: (room) =>
      room.rnn(room.gruCell({ units: U, activityRegularizer }), { returnSequences: true }),
  },
  {
    name: 'rnn of cells, the last of them a user’s',
    layer: (room) =>
      room.rnn([room.peepholeLstmCell({ units: U }), elmanCell(room)({ units: U })], {
        activityRegularizer,
      }),
  },
  {
    name: 'activityRegularization',
    layer: (room) => room.activityRegularization({ l1: 0.3, l2: 0.2 }),
  },
];

/** A sequence, or ids, whose rows end with padding. */
function padded(ids: boolean): Value {
  const random = randomStream(0, 'input');
  const data = ids ? drawIds([B, T], 5, random) : drawTensor<number>([B, T, I], random);
  return { data, mask: maskOf('suffix', B, T) };
}

/**
 * Throws unless the output of the layer costs (0.3 · Σ |y| + 0.2 · Σ y²) / rows over the steps that count,
 * with the gradient of that.
 */
export function expectOutputCosts(room: LayerRoom, { layer, ids = false }: Ruled): void {
  const input = padded(ids);
  const one = layer(room);
  const shape = input.data.shape.slice(1);
  const built = one.build(one.kind, [{ type: ids ? 'ids' : 'numbers', shape }]);
  const store = new room.WeightStore(built.weights, 3, 'float64');
  let total = 0;
  const penalties: Penalties = {
    scale: 1,
    add(cost) {
      total += cost;
    },
  };
  const ctx = contextOf(referenceCompute('float64'), one.kind, 0);
  const { outputs } = built.begin(store, [input], withPenalties(ctx, penalties));
  const [y] = outputs;
  if (y === undefined || room.isIds(y.data)) throw new Error('the layer gives no numbers');
  const perStep = y.mask === undefined ? 0 : y.data.data.length / y.mask.data.length;
  let expected = 0;
  for (const [i, value] of y.data.data.entries()) {
    if (y.mask?.data[Math.floor(i / perStep)] === 0) continue;
    expected += (0.3 * Math.abs(value) + 0.2 * value * value) / B;
  }
  if (expected === 0) throw new Error('an output of zeros costs nothing: draw another');
  expectClose([total], [expected], 'the cost');
  const check = checkGradients(one, { inputs: [input] });
  if (!check.passed) throw new Error(check.message);
}

function withPenalties(ctx: Context, penalties: Penalties): Context {
  const child: Context['child'] = (path, wanted) =>
    withPenalties(ctx.child(path, wanted), penalties);
  return { ...ctx, penalties, child };
}
