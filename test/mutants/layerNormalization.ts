import { type Mutant, mutant } from './mutant.ts';

const PAIR = 'math/layerNormalization.ts';
const LAYER = 'layers/layerNormalization.ts';
const DX = 'dx.data[at + j] = (g[j]! - byMean - normal[j]! * byVariance) * scale;';

export const LAYER_NORMALIZATION_MUTANTS: readonly Mutant[] = [
  mutant(
    'the variance is that of a sample',
    PAIR,
    'Math.sqrt(combineFloat64(sums) / N + epsilon)',
    'Math.sqrt(combineFloat64(sums) / Math.max(1, N - 1) + epsilon)',
  ),
  mutant(
    'epsilon stands outside of the root',
    PAIR,
    '1 / Math.sqrt(combineFloat64(sums) / N + epsilon)',
    '1 / (Math.sqrt(combineFloat64(sums) / N) + epsilon)',
  ),
  mutant("epsilon is PyTorch's", PAIR, 'epsilon = 1e-3', 'epsilon = 1e-5'),
  mutant(
    'the layer gives no epsilon on',
    LAYER,
    'layerNormalizationForward(weights, inputs, { epsilon }, ctx)',
    'layerNormalizationForward(weights, inputs, {}, ctx)',
  ),
  mutant(
    'nothing is centered',
    PAIR,
    'const normal = (x.data[at + j]! - mean) * scale;',
    'const normal = x.data[at + j]! * scale;',
  ),
  mutant(
    'the mean is that of eight features',
    PAIR,
    'for (let j = 0; j < N; j++) sums[j & 7]! += x.data[at + j]!;',
    'for (let j = 0; j < Math.min(8, N); j++) sums[j & 7]! += x.data[at + j]!;',
  ),
  mutant('gamma is forgotten', PAIR, 'gamma ? gamma.data[j]! * normal : normal', 'normal'),
  mutant('beta is forgotten', PAIR, '(beta ? beta.data[j]! : 0)', '0'),
  mutant('gamma and beta change places', LAYER, 'gamma: scale ?', 'gamma: center ?'),
  mutant('dx forgets the mean', PAIR, DX, DX.replace(' - byMean', '')),
  mutant('dx forgets the variance', PAIR, DX, DX.replace(' - normal[j]! * byVariance', '')),
  mutant('dx is not scaled', PAIR, DX, DX.replace(' * scale', '')),
  mutant(
    'dx forgets gamma',
    PAIR,
    'const dNormal = gamma ? d * gamma.data[j]! : d;',
    'const dNormal = d;',
  ),
  mutant(
    'dGamma is by x',
    PAIR,
    'dGamma[j]! += d * normalized;',
    'dGamma[j]! += d * x.data[at + j]!;',
  ),
  mutant('dBeta is that of the last row', PAIR, 'dBeta[j]! += d;', 'dBeta[j] = d;'),
  mutant(
    'gradients of weights are overwritten',
    PAIR,
    'gradient.data[j]! += sum[j]!',
    'gradient.data[j] = sum[j]!',
  ),
  mutant(
    'the mask is not looked at',
    PAIR,
    'if (mask === undefined || mask.data[Math.floor(m / perStep)] !== 0) visit(m);',
    'if (m < M) visit(m);',
  ),
  mutant(
    'a mask is read row by row',
    PAIR,
    'mask.data[Math.floor(m / perStep)] !== 0',
    'mask.data[m] !== 0',
  ),
  mutant('dx goes into dy', PAIR, DX, `${DX} dy.data[at + j] = dx.data[at + j]!;`),
  mutant('the layer drops its mask', LAYER, '{ data: output, mask }', '{ data: output }'),
];
