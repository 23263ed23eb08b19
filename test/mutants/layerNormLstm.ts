import { lstmVariantMutants } from './lstmVariants.ts';
import { type Mutant, mutant } from './mutant.ts';

const NORM = 'math/layerNormLstm.ts';
const ROWS = 'math/normalizedRows.ts';

export const LAYER_NORM_LSTM_MUTANTS: readonly Mutant[] = [
  ...lstmVariantMutants(NORM),
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
    'k.matmulTransposedA(U, S, T * B, read.data, 0, U, dr.data,',
    'k.matmulTransposedA(U, S, T * B, read.data, 0, U, dz.data,',
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
