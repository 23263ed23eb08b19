import { type Mutant, mutant } from './mutant.ts';
import { dropsMaskedGradients, givesZeroAtMaskedSteps } from './recurrent.ts';

/** Mistakes that can be made in every variant of the LSTM. */
function common(file: string): readonly Mutant[] {
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

const NORM = 'math/layerNormLstm.ts';
const ROWS = 'math/normalizedRows.ts';
const SCALE = 'math/scaledRows.ts';
const LAYER = 'layers/lstmVariant.ts';

export const LAYER_NORM_LSTM_MUTANTS: readonly Mutant[] = [
  ...common(NORM),
  mutant(
    'x·W is not normalised',
    NORM,
    'normalizeRows(T * B, S, epsilon, nx.data, 0, nx.data, 0, ofX, 0);',
    'ofX.fill(1);',
  ),
  mutant(
    'h·R is not normalised',
    NORM,
    'normalizeRows(M, S, epsilon, nh.data, z, nh.data, z, ofH, row);',
    'ofH.fill(1);',
  ),
  mutant(
    'c is not normalised',
    NORM,
    'normalizeRows(M, U, epsilon, cs.data, now, nc.data, was, ofC, row);',
    'copyRow(cs.data, now, nc.data, was, M * U); ofC.fill(1);',
  ),
  mutant(
    'the normalised c is carried on',
    NORM,
    'k.fillRows(M, U, stateBeta.data, 0, as.data, was, U);',
    'k.fillRows(M, U, stateBeta.data, 0, as.data, was, U); copyRow(nc.data, was, cs.data, now, M * U);',
  ),
  mutant(
    'each gate is normalised by itself',
    NORM,
    'normalizeRows(M, S, epsilon, nh.data, z, nh.data, z, ofH, row);',
    'normalizeRows(4 * M, U, epsilon, nh.data, z, nh.data, z, compute.doubles(4 * M), 0); ofH.fill(1);',
  ),
  mutant(
    'β of c is left out',
    NORM,
    'k.fillRows(M, U, stateBeta.data, 0, as.data, was, U);',
    'as.data.fill(0, was, was + M * U);',
  ),
  mutant(
    'the two γ of the gates are exchanged',
    NORM,
    'recurrentGamma.data, 0, nh.data',
    'kernelGamma.data, 0, nh.data',
  ),
  mutant(
    'the bias is left out',
    NORM,
    'fillWithBias(T * B, S, bias,',
    'fillWithBias(T * B, S, undefined,',
  ),
  mutant('ε is always 0.001', NORM, 'const { epsilon = 1e-3 } = options;', 'const epsilon = 1e-3;'),
  mutant(
    'ε is 0 by default',
    NORM,
    'const { epsilon = 1e-3 } = options;',
    'const { epsilon = 1e-9 } = options;',
  ),
  mutant(
    'backward leaves out the normalization of c',
    NORM,
    'normalizeRowsBackward(M, U, gammaC, nc, was, ofC, row, dv.data, was, da.data, b);',
    'copyRow(dv.data, was, da.data, b, M * U);',
  ),
  mutant(
    'backward leaves out the normalization of h·R',
    NORM,
    'normalizeRowsBackward(M, S, gammaH, nh, z, ofH, row, dz.data, z, dr.data, z);',
    'copyRow(dz.data, z, dr.data, z, M * S);',
  ),
  mutant(
    'backward leaves out the normalization of x·W',
    NORM,
    'normalizeRowsBackward(T * B, S, gammaX, nx, 0, ofX, 0, dz.data, 0, du.data, 0);',
    '',
  ),
  mutant(
    'backward takes the γ of x for h',
    NORM,
    'normalizeRowsBackward(M, S, gammaH, nh,',
    'normalizeRowsBackward(M, S, gammaX, nh,',
  ),
  mutant(
    'backward takes the root of another row',
    NORM,
    'normalizeRowsBackward(M, S, gammaH, nh, z, ofH, row,',
    'normalizeRowsBackward(M, S, gammaH, nh, z, ofH, 0,',
  ),
  mutant(
    'backward takes the root of c of another row',
    NORM,
    'normalizeRowsBackward(M, U, gammaC, nc, was, ofC, row,',
    'normalizeRowsBackward(M, U, gammaC, nc, was, ofC, 0,',
  ),
  mutant(
    'dγ of h is that of x',
    NORM,
    'addScaleGradient(T * B, S, nh, 0, S, dz.data',
    'addScaleGradient(T * B, S, nx, 0, S, dz.data',
  ),
  mutant(
    'dγ of c has the gradient of h·R',
    NORM,
    'addScaleGradient(T * B, U, nc, 0, U, dv.data, 0, U,',
    'addScaleGradient(T * B, U, nc, 0, U, dr.data, 0, S,',
  ),
  mutant(
    'dβ of c is left out',
    NORM,
    'k.sumRows(T * B, U, dv.data, 0, U, grads.stateBeta.data, 0);',
    '',
  ),
  mutant(
    'dR has the gradient of z',
    NORM,
    'k.matmulTransposedA(U, S, T * B, hs.data, 0, U, dr.data,',
    'k.matmulTransposedA(U, S, T * B, hs.data, 0, U, dz.data,',
  ),
  mutant(
    'dh has the gradient of z',
    NORM,
    'k.matmulFactor(M, dr.data, z, S, Rt, dh.data, b, U);',
    'k.matmulFactor(M, dz.data, z, S, Rt, dh.data, b, U);',
  ),
  mutant('the mean is not taken off', ROWS, 'const mean = sum / N;', 'const mean = 0 * sum;'),
  mutant(
    'the variance is divided by N − 1',
    ROWS,
    'squares / N + epsilon',
    'squares / (N - 1) + epsilon',
  ),
  mutant(
    'ε stands outside of the root',
    ROWS,
    '1 / Math.sqrt(squares / N + epsilon)',
    '1 / (Math.sqrt(squares / N) + epsilon)',
  ),
  mutant('backward forgets the mean', ROWS, 'dn - sum / N -', 'dn -'),
  mutant('backward forgets the variance', ROWS, ' - n[from + j]! * (along / N)', ''),
  mutant('backward forgets the root', ROWS, 'factor * (dn', '(dn'),
  mutant(
    'backward forgets γ',
    ROWS,
    'const dn = gamma[j]! * d[above + j]!;\n      da[',
    'const dn = d[above + j]!;\n      da[',
  ),
  mutant(
    'backward forgets γ in its means',
    ROWS,
    'const dn = gamma[j]! * d[above + j]!;\n      sum',
    'const dn = d[above + j]!;\n      sum',
  ),
  mutant('the layer has its own ε', 'layers/layerNormLstm.ts', '{ ...how, epsilon }', 'how'),
];

const PEEP = 'math/peepholeLstm.ts';

export const PEEPHOLE_LSTM_MUTANTS: readonly Mutant[] = [
  ...common(PEEP),
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

const PROJECTED = 'math/projectedLstm.ts';

export const PROJECTED_LSTM_MUTANTS: readonly Mutant[] = [
  ...common(PROJECTED),
  mutant(
    'the output is added to the one before',
    PROJECTED,
    'hs.data.fill(0, out, out + M * P);',
    'copyRow(hs.data, row * P, hs.data, out, M * P);',
  ),
  mutant(
    'the cell state is projected',
    PROJECTED,
    'k.matmulFactor(M, ms.data, was, U, V,',
    'k.matmulFactor(M, cs.data, now, U, V,',
  ),
  mutant(
    'dV pairs the cell state',
    PROJECTED,
    'k.matmulTransposedA(U, P, T * B, ms.data, 0,',
    'k.matmulTransposedA(U, P, T * B, cs.data, 0,',
  ),
  mutant(
    'dV has only what comes back through R',
    PROJECTED,
    'copyRow(dh.data, first * P, dhs.data, row * P, M * P);',
    'copyRow(dh.data, first * P, dhs.data, row * P, M * P); if (dys) for (let i = 0; i < M * P; i++) dhs.data[row * P + i]! -= dys.data[row * P + i]!;',
  ),
  mutant(
    'dV is overwritten',
    PROJECTED,
    'k.matmulTransposedA(U, P,',
    'dV.fill(0); k.matmulTransposedA(U, P,',
  ),
  mutant('dm is added to that of the step after', PROJECTED, 'dm.data.fill(0, b, b + M * U);', ''),
  mutant(
    'dh is added to that of the step after',
    PROJECTED,
    'dh.data.fill(0, first * P, (first + M) * P);',
    '',
  ),
  mutant(
    'dR pairs the h of its step',
    PROJECTED,
    'k.matmulTransposedA(P, S, T * B, hs.data, 0, P,',
    'k.matmulTransposedA(P, S, T * B, hs.data, B * P, P,',
  ),
  mutant(
    'the layer drops its mask',
    LAYER,
    'c0: stateOf(owner, c), mask, lookup }',
    'c0: stateOf(owner, c), lookup }',
  ),
  mutant(
    'the layer exchanges its states',
    LAYER,
    'h0: stateOf(owner, h), c0: stateOf(owner, c)',
    'h0: stateOf(owner, c), c0: stateOf(owner, h)',
  ),
  mutant('the layer starts from zero c', LAYER, 'c0: stateOf(owner, c), mask', 'mask'),
  mutant(
    'the layer has one activation',
    LAYER,
    '          recurrentActivation,\n          sequences',
    '          recurrentActivation: activation,\n          sequences',
  ),
  mutant('the layer drops the gradient of c', LAYER, 'back.h0, back.c0]', 'back.h0]'),
  mutant('the layer drops the gradient of the last c', LAYER, '{ y, h, c }, ctx', '{ y, h }, ctx'),
  mutant(
    'the layer has a gradient of the reversed x',
    LAYER,
    'recurrentInputGradient(read, back, ctx)',
    'recurrentInputGradient({ ...read, reversed: false }, back, ctx)',
  ),
  mutant(
    'the layer never gives zeros',
    LAYER,
    'recurrentOutputs(outputs.y, states, read, options)',
    'recurrentOutputs(outputs.y, states, read, { returnSequences, zeroOutputForMask: false })',
  ),
];
