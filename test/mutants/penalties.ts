import { type Mutant, mutant } from './mutant.ts';

const ELEMENTWISE = 'layers/regularizers/elementwise.ts';
const ORTHOGONAL = 'layers/regularizers/orthogonality.ts';
const PENALTY = 'layers/regularizers/penaltyOf.ts';
const AXIS = 'layers/constraints/alongAxis.ts';
const CONSTRAIN = 'layers/constraints/constrainOf.ts';
const FACTORIES = 'layers/constraints/factories.ts';

/** Mistakes in penalties and constraints; more stand in rules.ts, beside what calls them. */
export const PENALTY_MUTANTS: readonly Mutant[] = [
  mutant('the size has a sign', ELEMENTWISE, 'l1 * Math.abs(w)', 'l1 * w'),
  mutant('the slope of the size is 1', ELEMENTWISE, 'l1 * Math.sign(w)', 'l1'),
  mutant('squares cost nothing', ELEMENTWISE, ' + l2 * w * w;', ';'),
  mutant(
    'l1 is l2',
    PENALTY,
    'elementwise(completed(kind, whose, options).l1, 0)',
    'elementwise(0, completed(kind, whose, options).l1)',
  ),
  mutant(
    'l1l2 is the other way round',
    PENALTY,
    'return elementwise(l1, l2);',
    'return elementwise(l2, l1);',
  ),
  mutant(
    'a factor of its own is ignored',
    'layers/regularizers/factories.ts',
    'l2: { l2: 0.01 },',
    'l2: { l2: 0.001 },',
  ),
  mutant(
    'cosines have signs',
    ORTHOGONAL,
    'sum += Math.abs(cosine(directions, i, j));',
    'sum += cosine(directions, i, j);',
  ),
  mutant('the slope of a cosine has none', ORTHOGONAL, 'Math.sign(cosine(directions, i, j))', '1'),
  mutant(
    'the factor is not in the slope',
    ORTHOGONAL,
    'd.data[here]! + factor * share',
    'd.data[here]! + share',
  ),
  mutant(
    'short vectors are divided by their length',
    ORTHOGONAL,
    'Math.max(Math.sqrt(square), EPSILON)',
    'Math.sqrt(square)',
  ),
  mutant(
    'the length of a short vector has a slope',
    ORTHOGONAL,
    'if (lengths[i] === EPSILON) along = 0;',
    '',
  ),
  mutant(
    'columns are read as rows',
    ORTHOGONAL,
    'byRows ? i * columns + k : k * columns + i',
    'i * columns + k',
  ),
  mutant(
    'memory of a weight is used for one of another size',
    ORTHOGONAL,
    'if (known?.length === length) return known;',
    'if (known !== undefined) return known;',
  ),
  mutant('a vector without a length is divided by 0', AXIS, '/ (EPSILON + length)', '/ length'),
  mutant(
    'the axis before',
    AXIS,
    'axis < 0 ? axis + shape.length : axis',
    'axis < 0 ? axis + shape.length - 1 : axis',
  ),
  mutant(
    'only the first vectors are scaled',
    AXIS,
    'const first = o * count * inner + i;',
    'const first = i;',
  ),
  mutant('a unit of length is a half', CONSTRAIN, '() => 1)', '() => 0.5)'),
  mutant(
    'all of what is missing',
    CONSTRAIN,
    'rate * clipped + (1 - rate) * length',
    '(1 - rate) * clipped + rate * length',
  ),
  mutant(
    'the least is above 1',
    CONSTRAIN,
    'if (data[i]! < 0) data[i] = 0;',
    'if (data[i]! < 1) data[i] = 0;',
  ),
  mutant(
    'nonNeg takes any option of a file',
    CONSTRAIN,
    '      completed(kind, whose, options);\n',
    '',
  ),
  mutant(
    'the axis is not looked at',
    CONSTRAIN,
    'shape !== undefined && shape.at(axis) === undefined',
    'false',
  ),
  mutant('the least length may be above the most', FACTORIES, 'minValue > maxValue', 'false'),
  mutant('lengths may be below 0', FACTORIES, '(length) => length >= 0', '() => true'),
  mutant('rates may be below 0', FACTORIES, 'rate >= 0 && rate <= 1', 'rate <= 1'),
];
