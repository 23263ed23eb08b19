import type { AttentionInputs, AttentionOptions } from 'unrolled/math';
import { randomStream } from '../../../src/tensor/index.ts';
import { drawTensor, type MaskKind, maskOf } from '../draw.ts';
import { type Subject, zerosLike } from '../subject.ts';
import type { MathRoom, PairCase } from './room.ts';
import { rank3 } from './simpleRnn.ts';

const KINDS = ['attention', 'additiveAttention'] as const;

/** Queries, values and perhaps keys, and where their padding lies. */
interface Config {
  readonly B: number;
  readonly T: number;
  readonly S: number;
  readonly queryMask: MaskKind;
  readonly valueMask: MaskKind;
  readonly keyMask: MaskKind;
  readonly ownKey: boolean;
  readonly useScale: boolean;
  readonly causal: boolean;
  readonly giveWeights: boolean;
  readonly rate: number;
}

const D = 3;

function attentionOf(
  math: MathRoom,
  seed: number,
  kind: (typeof KINDS)[number],
  config: Config,
): Subject {
  const { B, T, S, ownKey, causal, giveWeights, rate } = config;
  const random = randomStream(seed, kind);
  const query = drawTensor<3>([B, T, D], random);
  const value = drawTensor<3>([B, S, ownKey ? 2 : D], random);
  const key = ownKey ? drawTensor<3>([B, S, D], random) : undefined;
  const queryMask = maskOf(config.queryMask, B, T);
  const valueMask = maskOf(config.valueMask, B, S);
  const keyMask = maskOf(config.keyMask, B, S);
  const inputs: AttentionInputs = { query, value, key, queryMask, valueMask, keyMask };
  const options: AttentionOptions = {
    causal,
    giveWeights,
    dropout: rate > 0 ? { rate, random: (row) => randomStream(seed, 'dropped', row) } : undefined,
  };
  const rest = {
    inputs: { query, value, key },
    constants: [queryMask, valueMask, keyMask],
  };
  const gradients = ([dy, dWeights]: readonly (Parameters<typeof rank3>[0] | undefined)[]) => ({
    y: dy && rank3(dy),
    weights: dWeights && rank3(dWeights),
  });
  if (kind === 'attention') {
    const weights = { scale: config.useScale ? drawTensor<0>([], random) : undefined };
    const grads = zerosLike(weights);
    return {
      ...rest,
      weights,
      grads,
      begin(compute) {
        const { outputs, cache } = math.attentionForward(weights, inputs, options, compute);
        return {
          outputs: outputs.weights ? [outputs.y, outputs.weights] : [outputs.y],
          backward: (d) => ({
            ...math.attentionBackward(weights, grads, cache, gradients(d), compute),
          }),
        };
      },
    };
  }
  const weights = { scale: config.useScale ? drawTensor<1>([D], random) : undefined };
  const grads = zerosLike(weights);
  return {
    ...rest,
    weights,
    grads,
    begin(compute) {
      const { outputs, cache } = math.additiveAttentionForward(weights, inputs, options, compute);
      return {
        outputs: outputs.weights ? [outputs.y, outputs.weights] : [outputs.y],
        backward: (d) => ({
          ...math.additiveAttentionBackward(grads, cache, gradients(d), compute),
        }),
      };
    },
  };
}

const PLAIN: Config = {
  B: 2,
  T: 3,
  S: 4,
  queryMask: 'no mask',
  valueMask: 'no mask',
  keyMask: 'no mask',
  ownKey: false,
  useScale: true,
  causal: false,
  giveWeights: true,
  rate: 0,
};

type Named = Partial<Config> & { readonly name: string };

const MASKED: readonly Named[] = (
  [
    ['suffix', 'no mask', 'no mask'],
    ['no mask', 'prefix', 'no mask'],
    ['interior', 'interior', 'no mask'],
    ['prefix', 'suffix', 'prefix'],
    ['no mask', 'suffix', 'interior'],
    ['whole row', 'no mask', 'no mask'],
    ['no mask', 'whole row', 'no mask'],
  ] as const
).flatMap(([queryMask, valueMask, keyMask]) =>
  [false, true].map((causal) => ({
    ...{ queryMask, valueMask, keyMask, causal, ownKey: keyMask !== 'no mask', B: 3, T: 4, S: 5 },
    name: `masks: ${queryMask}, ${valueMask}, ${keyMask}${causal ? ', causal' : ''}`,
  })),
);

const CONFIGS: readonly Named[] = [
  { name: 'every query sees all' },
  { name: 'a key of its own', ownKey: true },
  { name: 'a single query', T: 1, ownKey: true },
  { name: 'a single value', S: 1 },
  { name: 'without a scale', useScale: false },
  { name: 'without the weights', giveWeights: false },
  { name: 'causal', causal: true, T: 5, S: 5 },
  { name: 'causal, more queries than values', causal: true, T: 5, S: 3 },
  { name: 'causal, more values than queries', causal: true, T: 2, S: 6, ownKey: true },
  { name: 'weights dropped', rate: 0.4 },
  {
    name: 'weights dropped, causal, interior masks',
    rate: 0.4,
    causal: true,
    T: 5,
    S: 5,
    queryMask: 'interior',
    valueMask: 'interior',
  },
  { name: 'weights dropped and not given out', rate: 0.4, giveWeights: false },
  ...MASKED,
];

const EMPTY: readonly Named[] = [
  { name: 'no query', T: 0 },
  { name: 'no value', S: 0 },
  { name: 'no row', B: 0 },
  { name: 'no query, masks', T: 0, queryMask: 'interior', valueMask: 'interior' },
  { name: 'no value, masks', S: 0, queryMask: 'interior', valueMask: 'interior', causal: true },
];

function casesOf(configs: readonly Named[]): PairCase[] {
  return KINDS.flatMap((kind) =>
    configs.map(({ name, ...config }) => ({
      name: `${kind}, ${name}`,
      subject: (math, seed) => attentionOf(math, seed, kind, { ...PLAIN, ...config }),
    })),
  );
}

export const ATTENTION_CASES: readonly PairCase[] = casesOf(CONFIGS);

/** The same without anything to attend to. */
export const EMPTY_ATTENTION_CASES: readonly PairCase[] = casesOf(EMPTY);
