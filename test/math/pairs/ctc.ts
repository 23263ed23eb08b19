import { type Ids, randomStream, View } from '../../../src/tensor/index.ts';
import { drawTensor, MASKS, type MaskKind, maskOf } from '../draw.ts';
import { lossBegun } from './lossConfigs.ts';
import type { PairCase } from './room.ts';

const C = 4;

interface Config {
  readonly T: number;
  readonly labels: readonly (readonly number[])[];
  readonly mask: MaskKind;
  readonly weighted?: boolean;
}

/** Repeats, which need a blank between them, a sequence without labels, and all lengths. */
const LABELS = [[1, 2, 2], [3], []];

const CONFIGS: readonly Config[] = [
  { T: 1, labels: [[2]], mask: 'no mask' },
  { T: 1, labels: [[]], mask: 'no mask' },
  { T: 4, labels: [[1, 1, 3]], mask: 'no mask' }, // one way alone
  { T: 6, labels: [[1, 2, 1]], mask: 'no mask' },
  ...MASKS.map((mask) => ({ T: 7, labels: LABELS, mask, weighted: mask !== 'suffix' })),
];

const EMPTY_CONFIGS: readonly Config[] = [
  { T: 5, labels: [], mask: 'no mask' },
  { T: 0, labels: [[1, 2], []], mask: 'no mask' },
  { T: 0, labels: [], mask: 'interior' },
];

export const CTC_CASES: readonly PairCase[] = CONFIGS.map(ctcCase);

export const EMPTY_CTC_CASES: readonly PairCase[] = EMPTY_CONFIGS.map(ctcCase);

function ctcCase({ T, labels, mask: kind, weighted = false }: Config): PairCase {
  const spelt = JSON.stringify(labels);
  return {
    name: `ctc of ${spelt} in ${T} frames, ${kind}${weighted ? ', weighted' : ''}`,
    subject(math, seed) {
      const B = labels.length;
      const logits = drawTensor<3>([B, T, C], randomStream(seed, 'logits'));
      const targets = filled(labels);
      const mask = maskOf(kind, B, T);
      const rowWeights = weighted ? drawTensor([B], randomStream(seed, 'weights')) : undefined;
      return {
        weights: {},
        grads: {},
        inputs: { logits },
        constants: [targets, mask, rowWeights],
        begin(compute) {
          const inputs = { logits, targets, mask, rowWeights };
          const { outputs, cache } = math.ctcForward(inputs, compute);
          return lossBegun('logits', outputs, (scale) => math.ctcBackward(cache, scale, compute));
        },
      };
    },
  };
}

/** Labels `[B, L]`, filled up with zeros. */
export function filled(labels: readonly (readonly number[])[]): Ids<2> {
  const L = Math.max(0, ...labels.map(({ length }) => length));
  const data = Int32Array.from(
    labels.flatMap((row) => [...row, ...new Array<number>(L - row.length).fill(0)]),
  );
  return new View<2, Int32Array>(data, [labels.length, L]);
}
