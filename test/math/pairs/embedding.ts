import { type Ids, type Mask, randomStream, View } from '../../../src/tensor/index.ts';
import {
  drawIds,
  drawTensor,
  EMPTY_SEQUENCES,
  maskOf,
  nameOf,
  SEQUENCES,
  type SequenceCase,
} from '../draw.ts';
import { type Subject, zerosLike } from '../subject.ts';
import type { MathRoom, PairCase } from './room.ts';

const V = 4;
const E = 3;

function embeddingOf(
  math: MathRoom,
  seed: number,
  draw: (seed: number) => { readonly ids: Ids; readonly mask?: Mask | undefined },
): Subject {
  const { ids, mask } = draw(seed);
  const weights = { embeddings: drawTensor<2>([V, E], randomStream(seed, 'embeddings')) };
  const grads = zerosLike(weights);
  return {
    weights,
    grads,
    inputs: {},
    constants: [ids, mask],
    begin(compute) {
      const { output, cache } = math.embeddingForward(weights, { ids, mask }, compute);
      return {
        outputs: [output],
        backward([dy]) {
          if (dy) math.embeddingBackward(grads, cache, dy, compute);
          return {};
        },
      };
    },
  };
}

export const EMBEDDING_CASES: readonly PairCase[] = [
  {
    name: 'embedding of one id, everywhere',
    subject: (math, seed) =>
      embeddingOf(math, seed, () => ({
        ids: new View<2, Int32Array>(new Int32Array(6).fill(2), [2, 3]),
      })),
  },
  {
    name: 'embedding of ids [batch]',
    subject: (math, seed) =>
      embeddingOf(math, seed, () => ({ ids: drawIds([5], V, randomStream(seed, 'ids')) })),
  },
  ...SEQUENCES.map(onSequence),
];

/** The same of sequences that have no step or no row. */
export const EMPTY_EMBEDDING_CASES: readonly PairCase[] = EMPTY_SEQUENCES.map(onSequence);

function onSequence(sequence: SequenceCase): PairCase {
  return {
    name: `embedding, ${nameOf(sequence)}`,
    subject: (math, seed) =>
      embeddingOf(math, seed, () => {
        const { B, T } = sequence;
        const ids = drawIds([B, T], V, randomStream(seed, 'ids'));
        const mask = maskOf(sequence.mask, B, T);
        // what stands at a masked step need not even be an id
        for (const [i, runs] of (mask?.data ?? []).entries()) if (runs === 0) ids.data[i] = -7;
        return { ids, mask };
      }),
  };
}
