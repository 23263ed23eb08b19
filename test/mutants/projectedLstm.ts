import { lstmVariantMutants } from './lstmVariants.ts';
import { type Mutant, mutant } from './mutant.ts';

const LAYER = 'layers/lstmVariant.ts';
const PROJECTED = 'math/projectedLstm.ts';

export const PROJECTED_LSTM_MUTANTS: readonly Mutant[] = [
  ...lstmVariantMutants(PROJECTED),
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
    'copyRow(dh.data, p, dhs.data, row * P, M * P);',
    'copyRow(dh.data, p, dhs.data, row * P, M * P); if (dys) for (let i = 0; i < M * P; i++) dhs.data[row * P + i]! -= dys.data[row * P + i]!;',
  ),
  mutant(
    'dV is overwritten',
    PROJECTED,
    'k.matmulTransposedA(U, P,',
    'dV.fill(0); k.matmulTransposedA(U, P,',
  ),
  mutant('dm is added to that of the step after', PROJECTED, 'dm.data.fill(0, b, b + M * U);', ''),
  mutant('dh is added to that of the step after', PROJECTED, 'dh.data.fill(0, p, p + M * P);', ''),
  mutant(
    'dR pairs the h of its step',
    PROJECTED,
    'k.matmulTransposedA(P, S, T * B, read.data, 0, P,',
    'k.matmulTransposedA(P, S, T * B, read.data, B * P, P,',
  ),
  mutant(
    'the layer drops its mask',
    LAYER,
    '{ x, h0, c0, mask, lookup, stateFactors }',
    '{ x, h0, c0, lookup, stateFactors }',
  ),
  mutant(
    'the layer exchanges its states',
    LAYER,
    '[stateOf(owner, h), stateOf(owner, c)]',
    '[stateOf(owner, c), stateOf(owner, h)]',
  ),
  mutant(
    'the layer starts from zero c',
    LAYER,
    '[stateOf(owner, h), stateOf(owner, c)]',
    '[stateOf(owner, h)]',
  ),
  mutant(
    'the layer has one activation',
    LAYER,
    '        recurrentActivation,\n        sequences',
    '        recurrentActivation: activation,\n        sequences',
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
    'recurrentOutputs(y, states, read, options)',
    'recurrentOutputs(y, states, read, { returnSequences, zeroOutputForMask: false })',
  ),
];
