import { randomStream, View } from '../../../src/tensor/index.ts';
import { drawTensor, maskOf, nameOf, SEQUENCES } from '../../math/draw.ts';
import { drawSequence } from '../layerSubject.ts';
import type { LayerCase } from './layerCase.ts';

const [N, C] = [4, 7];

/** Of every length and mask, from the start and further on. */
export const TRANSFORMER_LAYERS: readonly LayerCase[] = [
  ...SEQUENCES.filter(({ B }) => B === 3).map((sequence, i): LayerCase => {
    const goesOn = i % 2 === 0;
    return {
      name: `transformerBlock, ${nameOf(sequence)}, ${goesOn ? 'further on' : 'from the start'}`,
      layer: (room) =>
        room.transformerBlock({
          ...{ numHeads: 2, intermediateDim: 3, contextLength: C, activation: 'tanh' },
          biasInitializer: 'ones',
        }),
      run(seed) {
        const { B, T, mask } = sequence;
        const counts = Float64Array.from({ length: B }, (_, b) => b);
        const states = ['keys', 'values'].map((name) => ({
          data: drawTensor<3>([B, C, N], randomStream(seed, name)),
        }));
        const position = { data: new View<2, Float64Array>(counts, [B, 1]) };
        const x = { data: drawSequence(B, T, N, seed), mask: maskOf(mask, B, T) };
        return { inputs: goesOn ? [x, ...states, position] : [x] };
      },
    };
  }),
  {
    name: 'transformerBlock, relu, without bias, numbers dropped in training',
    layer: (room) =>
      room.transformerBlock({
        ...{ numHeads: 1, keyDim: 3, intermediateDim: 5, contextLength: 5 },
        ...{ dropout: 0.3, useBias: false },
      }),
    // a masked step would stand at the kink
    run: (seed) => ({ inputs: [{ data: drawSequence(2, 4, N, seed) }], training: true }),
  },
];
