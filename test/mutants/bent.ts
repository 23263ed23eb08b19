import { type Mutant, mutant } from './mutant.ts';

const RELU = 'math/relu.ts';
const ELU = 'math/elu.ts';
const GLU = 'math/glu.ts';
const PRELU = 'math/prelu.ts';
const LAYER = 'layers/prelu.ts';

export const BENT_MUTANTS: readonly Mutant[] = [
  mutant('relu bends at 0', RELU, 'xi > threshold ? xi :', 'xi > 0 ? xi :'),
  mutant('relu bends to 0', RELU, 'negativeSlope * (xi - threshold)', 'negativeSlope * xi'),
  mutant('relu has no upper bound', RELU, 'Math.min(bent, maxValue)', 'bent'),
  mutant('relu has a slope at its bound', RELU, 'xi >= maxValue ? 0 : slope', 'slope'),
  mutant('relu leaks no gradient', RELU, '? 1 : negativeSlope;', '? 1 : 0;'),
  mutant('elu forgets alpha', ELU, 'alpha * expm1(xi)', 'expm1(xi)'),
  mutant('elu′ forgets alpha', ELU, 'yi + alpha', 'yi + 1'),
  mutant(
    'glu gates with its first half',
    GLU,
    'sigmoid(x.data[a + N + j]!);\n  }\n  return { output',
    'sigmoid(x.data[a + j]!);\n  }\n  return { output',
  ),
  mutant('glu′ forgets the gate', GLU, 'd * gate; //', 'd; //'),
  mutant('glu′ forgets what is gated', GLU, 'd * x.data[a + j]! * gate', 'd * gate'),
  mutant('glu′ forgets 1 − σ', GLU, ' * gate * (1 - gate)', ' * gate'),
  mutant('prelu is relu', PRELU, 'alpha.data[places[i % R]!]! * xi', '0'),
  mutant('dα is that of positive x', PRELU, 'if (!positive) dAlpha', 'if (positive) dAlpha'),
  mutant(
    'dα is overwritten',
    PRELU,
    'grads.alpha.data[at]! += dAlpha',
    'grads.alpha.data[at] = dAlpha',
  ),
  mutant('dx forgets α', PRELU, 'dy.data[i]! * alpha.data[at]!', 'dy.data[i]!'),
  mutant('shared axes are the other ones', PRELU, 'shape[axis] !== 1', 'shape[axis] === 1'),
  mutant('the stride of α is that of x', PRELU, 'stride *= shape[axis]!', 'stride *= sizes[axis]!'),
  mutant(
    'the mask of prelu is read number by number',
    PRELU,
    'if (mask?.data[Math.floor(i / perStep)] === 0) continue;\n    const xi',
    'if (mask?.data[i] === 0) continue;\n    const xi',
  ),
  mutant(
    'masked steps have a slope',
    PRELU,
    'if (mask?.data[Math.floor(i / perStep)] === 0) continue;\n    const at',
    'const at',
  ),
  mutant(
    'the layer forgets the mask',
    LAYER,
    'x: numbersOf(owner, value), mask }',
    'x: numbersOf(owner, value) }',
  ),
];
