import { randomStream, type Tensor, View } from '../../../src/tensor/index.ts';
import {
  drawTensor,
  EMPTY_SEQUENCES,
  maskOf,
  nameOf,
  SEQUENCES,
  type SequenceCase,
} from '../draw.ts';
import { type Subject, zerosLike } from '../subject.ts';
import type { MathRoom, PairCase } from './room.ts';
import { rank3 } from './simpleRnn.ts';

const [P, N] = [9, 3];

function positionalOf(
  math: MathRoom,
  seed: number,
  { B, T, mask: kind }: SequenceCase,
  learned: boolean,
): Subject {
  const random = randomStream(seed, 'positionalEmbedding');
  const weights = { table: learned ? drawTensor<2>([P, N], random) : undefined };
  const grads = zerosLike(weights);
  const waves = math.sinusoids(P, N, 50);
  const x = drawTensor<3>([B, T, N], random);
  const mask = maskOf(kind, B, T);
  // every other case goes on from other places in each row
  const position = T % 2 === 0 ? undefined : positions(B);
  return {
    weights,
    grads,
    inputs: { x },
    constants: [mask, position, learned ? undefined : waves],
    begin(compute) {
      const table = weights.table ?? waves;
      const read = { x, mask, position };
      const { outputs, cache } = math.positionalEmbeddingForward(table, read, compute);
      return {
        outputs: [outputs.y],
        backward: ([dy]) => ({
          x: dy && math.positionalEmbeddingBackward(grads.table, cache, rank3(dy), compute),
        }),
      };
    },
  };
}

function positions(B: number): Tensor<2> {
  const counts = Float64Array.from({ length: B }, (_, b) => (2 * b) % 5);
  return new View<2, Float64Array>(counts, [B, 1]);
}

function casesOf(sequences: readonly SequenceCase[]): PairCase[] {
  return sequences.flatMap((sequence) =>
    [true, false].map((learned) => ({
      name: `positionalEmbedding, ${learned ? 'learned' : 'waves'}, ${nameOf(sequence)}`,
      subject: (math, seed) => positionalOf(math, seed, sequence, learned),
    })),
  );
}

export const POSITIONAL_EMBEDDING_CASES: readonly PairCase[] = casesOf(SEQUENCES);

/** The same of sequences that have no step or no row. */
export const EMPTY_POSITIONAL_EMBEDDING_CASES: readonly PairCase[] = casesOf(EMPTY_SEQUENCES);
