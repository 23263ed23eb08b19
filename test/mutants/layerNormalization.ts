import { type Mutant, mutant } from './mutant.ts';

const PAIR = 'math/layerNormalization.ts';
const KERNEL = 'kernels/reference/layerNorm.ts';
const LAYER = 'layers/layerNormalization.ts';
const DX = 'dx[to + j] = (dNormal - byMean - normal * byVariance) * scale;';

export const LAYER_NORMALIZATION_MUTANTS: readonly Mutant[] = [
  mutant(
    'the variance is that of a sample',
    KERNEL,
    'Math.sqrt(combineFloat64(sums) / N + epsilon)',
    'Math.sqrt(combineFloat64(sums) / Math.max(1, N - 1) + epsilon)',
  ),
  mutant(
    'epsilon stands outside of the root',
    KERNEL,
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
    KERNEL,
    'const normal = (x[from + j]! - mean) * scale;\n      y[',
    'const normal = x[from + j]! * scale;\n      y[',
  ),
  mutant(
    'the mean is that of eight features',
    KERNEL,
    'for (let j = 0; j < N; j++) sums[j & 7]! += x[from + j]!;',
    'for (let j = 0; j < Math.min(8, N); j++) sums[j & 7]! += x[from + j]!;',
  ),
  mutant('gamma is forgotten', KERNEL, 'gamma[gammaOffset + j]! * normal +', 'normal +'),
  mutant('beta is forgotten', KERNEL, '+ beta[betaOffset + j]!', '+ 0'),
  mutant('gamma and beta change places', LAYER, 'gamma: scale ?', 'gamma: center ?'),
  mutant('dx forgets the mean', KERNEL, DX, DX.replace(' - byMean', '')),
  mutant('dx forgets the variance', KERNEL, DX, DX.replace(' - normal * byVariance', '')),
  mutant('dx is not scaled', KERNEL, DX, DX.replace(' * scale', '')),
  mutant(
    'dx forgets gamma',
    KERNEL,
    'const dNormal = d * gamma[gammaOffset + j]!;',
    'const dNormal = d;',
  ),
  mutant('dGamma is by x', KERNEL, 'dGamma[j]! += d * normal;', 'dGamma[j]! += d * x[from + j]!;'),
  mutant('dBeta is that of the last row', KERNEL, 'dBeta[j]! += d;', 'dBeta[j] = d;'),
  mutant(
    'gradients of weights are overwritten',
    PAIR,
    'gradient.data[j]! += sum[j]!',
    'gradient.data[j] = sum[j]!',
  ),
  mutant('the mask is not looked at', PAIR, 'if (mask === undefined) {', 'if (M >= 0) {'),
  mutant('a mask is read row by row', PAIR, 'const perStep = M / mask.size;', 'const perStep = 1;'),
  mutant('dx goes into dy', KERNEL, DX, `${DX} dy[above + j] = dx[to + j]!;`),
  mutant('the layer drops its mask', LAYER, '{ data: output, mask }', '{ data: output }'),
];
