import { lstmVariantMutants } from './lstmVariants.ts';
import { type Mutant, mutant } from './mutant.ts';

const SCALE = 'math/scaledRows.ts';
const PEEP = 'math/peepholeLstm.ts';

export const PEEPHOLE_LSTM_MUTANTS: readonly Mutant[] = [
  ...lstmVariantMutants(PEEP),
  mutant(
    'o sees the c of the step before',
    PEEP,
    'addScaledRows(M, U, p, 2 * U, cs.data, now, U, gates.data',
    'addScaledRows(M, U, p, 2 * U, cs.data, was, U, gates.data',
  ),
  mutant(
    'o sees c before it is made',
    PEEP,
    '      addScaledRows(M, U, p, U, cs.data, was, U, gates.data, z + U, S);',
    '      addScaledRows(M, U, p, 2 * U, cs.data, was, U, gates.data, z + 3 * U, S); addScaledRows(M, U, p, U, cs.data, was, U, gates.data, z + U, S);',
  ),
  mutant(
    'i has no peephole',
    PEEP,
    'addScaledRows(M, U, p, 0, cs.data, was, U, gates.data, z, S);',
    '',
  ),
  mutant(
    'f has no peephole',
    PEEP,
    'addScaledRows(M, U, p, U, cs.data, was, U, gates.data, z + U, S);',
    '',
  ),
  mutant(
    'f has the peephole of i',
    PEEP,
    'addScaledRows(M, U, p, U, cs.data',
    'addScaledRows(M, U, p, 0, cs.data',
  ),
  mutant(
    "the peepholes stand in ONNX' order",
    PEEP,
    'addScaledRows(M, U, p, 2 * U, cs.data',
    'addScaledRows(M, U, p, U, cs.data',
  ),
  mutant(
    'f sees the output',
    PEEP,
    'addScaledRows(M, U, p, U, cs.data, was, U,',
    'addScaledRows(M, U, p, U, hs.data, was, U,',
  ),
  mutant(
    'backward: c does not get the gradient of o',
    PEEP,
    'addScaledRows(M, U, p, 2 * U, dz.data, z + 3 * U, S, dc.data, b, U);',
    '',
  ),
  mutant(
    'backward: c does not get the gradient of i',
    PEEP,
    'addScaledRows(M, U, p, 0, dz.data, z, S, dc.data, b, U);',
    '',
  ),
  mutant(
    'backward: c does not get the gradient of f',
    PEEP,
    'addScaledRows(M, U, p, U, dz.data, z + U, S, dc.data, b, U);',
    '',
  ),
  {
    why: 'backward: the gradient of o reaches the c of the step before',
    edits: [
      {
        file: PEEP,
        find: '      addScaledRows(M, U, p, 2 * U, dz.data, z + 3 * U, S, dc.data, b, U);\n',
        replace: '',
      },
      {
        file: PEEP,
        find: 'addScaledRows(M, U, p, 0, dz.data, z, S, dc.data, b, U);',
        replace:
          'addScaledRows(M, U, p, 0, dz.data, z, S, dc.data, b, U); addScaledRows(M, U, p, 2 * U, dz.data, z + 3 * U, S, dc.data, b, U);',
      },
    ],
  },
  mutant(
    'dp_o pairs the c of the step before',
    PEEP,
    'U, cs.data, after, U,',
    'U, cs.data, before, U,',
  ),
  mutant(
    'dp_i pairs the c of its step',
    PEEP,
    'addScaleGradient(T * B, U, cs.data, before, U, dz.data, 0, S,',
    'addScaleGradient(T * B, U, cs.data, after, U, dz.data, 0, S,',
  ),
  mutant(
    'dp_f is that of i',
    PEEP,
    'before, U, dz.data, U, S, dp, U,',
    'before, U, dz.data, 0, S, dp, U,',
  ),
  mutant(
    'dp is overwritten',
    SCALE,
    'gradient[gradientAt + j]! += sums',
    'gradient[gradientAt + j] = sums',
  ),
  mutant(
    'dp of the first row alone',
    SCALE,
    'for (let m = 0; m < M; m++) {\n    const one',
    'for (let m = 0; m < 1; m++) {\n    const one',
  ),
  mutant(
    'what is scaled replaces what was there',
    SCALE,
    'out[to + j]! += scale',
    'out[to + j] = scale',
  ),
];
