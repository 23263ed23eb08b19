import { type Mutant, mutant } from './mutant.ts';
import { dropsMaskedGradients, givesZeroAtMaskedSteps } from './recurrent.ts';

/** Mistakes that can be made in every variant of the LSTM. */
export function lstmVariantMutants(file: string): readonly Mutant[] {
  return [
    givesZeroAtMaskedSteps(file),
    dropsMaskedGradients(file),
    mutant(
      'i and f are exchanged',
      file,
      'k.lstmState(M, U, gates.data, z, S, cs.data, was, cs.data, now);',
      `for (let m = 0; m < M; m++) for (let u = 0; u < U; u++) {
        const at = z + m * S + u;
        [gates.data[at], gates.data[at + U]] = [gates.data[at + U]!, gates.data[at]!];
      }
      k.lstmState(M, U, gates.data, z, S, cs.data, was, cs.data, now);`,
    ),
    mutant(
      'a masked row takes c of the step before the one before',
      file,
      'copyRow(cs.data, t * B * U, cs.data, (t + 1) * B * U, B * U);',
      'copyRow(cs.data, Math.max(0, t - 1) * B * U, cs.data, (t + 1) * B * U, B * U);',
    ),
    mutant('starts from zero c', file, 'statesFrom(inputs.c0,', 'statesFrom(undefined,'),
    mutant('starts from zero h', file, 'statesFrom(inputs.h0,', 'statesFrom(undefined,'),
    mutant(
      'the gradient of the last c is forgotten',
      file,
      'gradientFrom(d.c,',
      'gradientFrom(undefined,',
    ),
    mutant(
      'the gradient of the last h is forgotten',
      file,
      'gradientFrom(d.h,',
      'gradientFrom(undefined,',
    ),
    mutant(
      'i and f have the slope of g',
      file,
      'undo(recurrentActivation, M, 2 * U, z);',
      'undo(activation, M, 2 * U, z);',
    ),
    mutant('g has no slope', file, 'undo(activation, M, U, z + 2 * U);', ''),
    mutant('o has no slope', file, 'undo(recurrentActivation, M, U, z + 3 * U);', ''),
    mutant(
      'R is not transposed on the way back',
      file,
      'const Rt = transposedFactor(weights.recurrentKernel, compute);',
      `const wrong = weights.recurrentKernel.shape;
  const Rt = { ...factor(weights.recurrentKernel, compute), N: wrong[0], K: wrong[1] };`,
    ),
    mutant('the gradients of h and c are exchanged', file, 'h0: dh, c0: dc }', 'h0: dc, c0: dh }'),
  ];
}
