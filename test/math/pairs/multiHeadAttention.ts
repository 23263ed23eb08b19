import type { MultiHeadAttentionWeights } from 'unrolled/math';
import { randomStream, type Tensor, zeros } from '../../../src/tensor/index.ts';
import { drawTensor, type MaskKind, maskOf } from '../draw.ts';
import { type Subject, zerosLike } from '../subject.ts';
import type { MathRoom, PairCase } from './room.ts';
import { rank3 } from './simpleRnn.ts';

interface Config {
  readonly B: number;
  readonly T: number;
  /** How many values; 0 heads of others means self-attention. */
  readonly S: number;
  /** Whether values, and whether keys are given beside the queries. */
  readonly given: 'alone' | 'value' | 'value and key';
  readonly heads: number;
  readonly queryMask: MaskKind;
  readonly valueMask: MaskKind;
  readonly useBias: boolean;
  readonly causal: boolean;
  readonly giveWeights: boolean;
  readonly rate: number;
  /** Of a context, and how many steps of each row stand in it before; none if undefined. */
  readonly contextLength?: number;
  readonly past?: readonly number[];
}

const D = 3;
const K = 2;

function multiHeadOf(math: MathRoom, seed: number, config: Config): Subject {
  const { B, T, S, heads: H, given, causal, giveWeights, rate, contextLength, past } = config;
  const random = randomStream(seed, 'multiHeadAttention');
  const draw = <R extends number>(...shape: Parameters<typeof drawTensor<R>>[0]) =>
    drawTensor<R>(shape, random, 0.6);
  const V = given === 'alone' ? 2 : 3;
  const [E, F] = given === 'alone' ? [D, D] : given === 'value' ? [4, 4] : [2, 4];
  const bias = <R extends number>(make: () => Tensor<R>) => (config.useBias ? make() : undefined);
  const weights = {
    queryKernel: draw<3>(D, H, K),
    queryBias: bias(() => draw<2>(H, K)),
    keyKernel: draw<3>(F, H, K),
    keyBias: bias(() => draw<2>(H, K)),
    valueKernel: draw<3>(E, H, V),
    valueBias: bias(() => draw<2>(H, V)),
    outputKernel: draw<3>(H, V, 4),
    outputBias: bias(() => draw<1>(4)),
  };
  const grads = zerosLike(weights);
  const query = draw<3>(B, T, D);
  const value = given === 'alone' ? undefined : draw<3>(B, S, E);
  const key = given === 'value and key' ? draw<3>(B, S, F) : undefined;
  const queryMask = maskOf(config.queryMask, B, T);
  const valueMask = given === 'alone' ? undefined : maskOf(config.valueMask, B, S);
  const C = contextLength ?? 0;
  const before = past && {
    keys: draw<3>(B, C, H * K),
    values: draw<3>(B, C, H * V),
    position: positions(past),
  };
  const read = { query, value, key, queryMask, valueMask, past: before };
  return {
    weights,
    grads,
    inputs: { query, value, key, keys: before?.keys, values: before?.values },
    constants: [queryMask, valueMask, before?.position],
    skipped: ['query', 'value', 'key'],
    begin(compute, inputGradient = true) {
      const options = {
        ...{ causal, giveWeights, contextLength, inputGradient },
        dropout:
          rate > 0
            ? { rate, random: (row: number) => randomStream(seed, 'dropped', row) }
            : undefined,
      };
      const own = nested(weights);
      const { outputs, cache } = math.multiHeadAttentionForward(own, read, options, compute);
      const { y, weights: scores, past: after } = outputs;
      const states = after ? [after.keys, after.values] : [];
      return {
        outputs: [y, ...(scores ? [scores] : states)],
        backward([dy, ...others]) {
          const [dFirst, dSecond] = others;
          const d = scores
            ? { y: dy && rank3(dy), weights: dFirst && rank4(dFirst) }
            : {
                y: dy && rank3(dy),
                keys: dFirst && rank3(dFirst),
                values: dSecond && rank3(dSecond),
              };
          const back = math.multiHeadAttentionBackward(own, nested(grads), cache, d, compute);
          return { ...back };
        },
      };
    },
  };
}

interface Flat {
  readonly queryKernel: Tensor<3>;
  readonly queryBias: Tensor<2> | undefined;
  readonly keyKernel: Tensor<3>;
  readonly keyBias: Tensor<2> | undefined;
  readonly valueKernel: Tensor<3>;
  readonly valueBias: Tensor<2> | undefined;
  readonly outputKernel: Tensor<3>;
  readonly outputBias: Tensor<1> | undefined;
}

function nested(flat: Flat): MultiHeadAttentionWeights {
  return {
    query: { kernel: flat.queryKernel, bias: flat.queryBias },
    key: { kernel: flat.keyKernel, bias: flat.keyBias },
    value: { kernel: flat.valueKernel, bias: flat.valueBias },
    output: { kernel: flat.outputKernel, bias: flat.outputBias },
  };
}

function positions(counts: readonly number[]): Tensor<2> {
  const tensor = zeros<2>([counts.length, 1], 'float64');
  tensor.data.set(counts);
  return tensor;
}

function rank4(tensor: Tensor): Tensor<4> {
  if (!isRank4(tensor)) throw new Error(`the rank is ${tensor.shape.length}, not 4`);
  return tensor;
}

function isRank4(tensor: Tensor): tensor is Tensor<4> {
  return tensor.shape.length === 4;
}

const PLAIN: Config = {
  B: 2,
  T: 3,
  S: 4,
  given: 'value and key',
  heads: 2,
  queryMask: 'no mask',
  valueMask: 'no mask',
  useBias: true,
  causal: false,
  giveWeights: true,
  rate: 0,
};

const CONTEXT = { given: 'alone', causal: true, giveWeights: false } as const;

type Named = Partial<Config> & { readonly name: string };

const MASKED: readonly Named[] = (
  [
    ['suffix', 'prefix'],
    ['interior', 'interior'],
    ['whole row', 'no mask'],
    ['no mask', 'whole row'],
  ] as const
).flatMap(([queryMask, valueMask]) =>
  [false, true].map((causal) => ({
    ...{ queryMask, valueMask, causal, B: 3, T: 4, S: 5 },
    name: `masks: ${queryMask}, ${valueMask}${causal ? ', causal' : ''}`,
  })),
);

const CONFIGS: readonly Named[] = [
  { name: 'a query, a value and a key' },
  { name: 'a query and a value', given: 'value' },
  { name: 'a sequence alone', given: 'alone' },
  { name: 'a sequence alone, causal', given: 'alone', causal: true },
  {
    name: 'a sequence alone, causal, interior',
    given: 'alone',
    causal: true,
    B: 3,
    T: 5,
    queryMask: 'interior',
  },
  { name: 'one head', heads: 1 },
  { name: 'three heads', heads: 3 },
  { name: 'without bias', useBias: false },
  { name: 'without the weights', giveWeights: false },
  { name: 'weights dropped', rate: 0.4 },
  {
    name: 'weights dropped, causal',
    rate: 0.4,
    given: 'alone',
    causal: true,
    T: 5,
    giveWeights: false,
  },
  ...MASKED,
  { name: 'a context from its start', ...CONTEXT, contextLength: 5 },
  { name: 'a context as long as the sequence', ...CONTEXT, contextLength: 3 },
  { name: 'a context that goes on', ...CONTEXT, contextLength: 6, past: [2, 3] },
  { name: 'a context that goes on by one step', ...CONTEXT, T: 1, contextLength: 4, past: [0, 3] },
  {
    name: 'a context that goes on, suffix',
    ...CONTEXT,
    B: 3,
    T: 4,
    contextLength: 7,
    past: [3, 0, 4],
    queryMask: 'suffix',
  },
  {
    name: 'a context that goes on, interior, weights dropped',
    ...CONTEXT,
    B: 3,
    T: 5,
    contextLength: 8,
    past: [1, 3, 0],
    queryMask: 'interior',
    rate: 0.3,
  },
  {
    name: 'a context that goes on, a whole row masked',
    ...CONTEXT,
    B: 2,
    T: 2,
    contextLength: 5,
    past: [3, 0],
    queryMask: 'whole row',
  },
];

const EMPTY: readonly Named[] = [
  { name: 'no query', T: 0 },
  { name: 'no value', S: 0 },
  { name: 'no row', B: 0 },
  { name: 'no step, alone, masks', T: 0, given: 'alone', queryMask: 'interior' },
  { name: 'a context and no step', ...CONTEXT, T: 0, contextLength: 4, past: [2, 0] },
  { name: 'a context and no row', ...CONTEXT, B: 0, contextLength: 4, past: [] },
];

function casesOf(configs: readonly Named[]): PairCase[] {
  return configs.map(({ name, ...config }) => ({
    name: `multiHeadAttention, ${name}`,
    subject: (math, seed) => multiHeadOf(math, seed, { ...PLAIN, ...config }),
  }));
}

export const MULTI_HEAD_ATTENTION_CASES: readonly PairCase[] = casesOf(CONFIGS);

/** The same without anything to attend to. */
export const EMPTY_MULTI_HEAD_ATTENTION_CASES: readonly PairCase[] = casesOf(EMPTY);
