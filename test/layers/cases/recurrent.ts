import type { Layer, Value } from '../../../src/layers/index.ts';
import { randomStream } from '../../../src/tensor/index.ts';
import { drawTensor, maskOf, nameOf, SEQUENCES, type SequenceCase } from '../../math/draw.ts';
import { drawSequence } from '../layerSubject.ts';
import type { LayerRoom } from '../room.ts';
import type { LayerCase } from './layerCase.ts';

/** How many numbers a step has, and a state. */
export const [I, U] = [2, 3];

interface RecurrentRun extends SequenceCase {
  readonly returnSequences: boolean;
  readonly initialStates: boolean;
}

const RECURRENT_RUNS: readonly (RecurrentRun & { readonly name: string })[] = SEQUENCES.flatMap(
  (sequence, i) =>
    [true, false].map((returnSequences) => {
      // every other configuration starts from zero states
      const initialStates = (i + (returnSequences ? 0 : 1)) % 2 === 0;
      const output = returnSequences ? 'every output' : 'the last output';
      const start = initialStates ? 'given states' : 'zero states';
      const name = `${nameOf(sequence)}, ${output}, ${start}`;
      return { ...sequence, returnSequences, initialStates, name };
    }),
);

/** A recurrent layer, in every configuration, with its states given or not; `states` are their sizes. */
export function recurrent(
  kind: string,
  states: readonly number[],
  layer: (room: LayerRoom, returnSequences: boolean) => Layer,
  training = false,
): LayerCase[] {
  return RECURRENT_RUNS.map(({ name, B, T, mask, returnSequences, initialStates }) => ({
    name: `${kind}, ${name}`,
    layer: (room) => layer(room, returnSequences),
    run(seed) {
      const x: Value = { data: drawSequence(B, T, I, seed), mask: maskOf(mask, B, T) };
      const initial = states.map((size, i) => ({
        data: drawTensor([B, size], randomStream(seed, 'state', i)),
      }));
      return { inputs: [x, ...(initialStates ? initial : [])], training };
    },
  }));
}
