import { View } from '../../../src/tensor/index.ts';
import { maskOf, nameOf, SEQUENCES } from '../../math/draw.ts';
import { drawSequence } from '../layerSubject.ts';
import type { LayerCase } from './layerCase.ts';

/** Learned and of waves, from the start and further on. */
export const POSITIONAL_LAYERS: readonly LayerCase[] = SEQUENCES.flatMap((sequence, i) =>
  (['learned', 'sinusoidal'] as const).map((encoding): LayerCase => {
    const goesOn = i % 2 === 0;
    const start = goesOn ? 'further on' : 'from the start';
    return {
      name: `positionalEmbedding, ${encoding}, ${nameOf(sequence)}, ${start}`,
      layer: (room) => room.positionalEmbedding({ maxLength: 8, encoding }),
      run(seed) {
        const { B, T, mask } = sequence;
        const counts = Float64Array.from({ length: B }, (_, b) => b);
        const position = { data: new View<2, Float64Array>(counts, [B, 1]) };
        const x = { data: drawSequence(B, T, 3, seed), mask: maskOf(mask, B, T) };
        return { inputs: goesOn ? [x, position] : [x] };
      },
    };
  }),
);
