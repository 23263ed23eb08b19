import { type Mutant, mutant } from './mutant.ts';

const POOLING = 'math/pooling.ts';
const REPEAT = 'math/repeatVector.ts';
const PERMUTE = 'math/permute.ts';
const TIME = 'layers/timeAxis.ts';
const RESHAPE = 'layers/reshape.ts';
const MASKED = 'if (mask?.data[b * T + t] === 0) continue;';

export const SHAPE_MUTANTS: readonly Mutant[] = [
  mutant(
    'an average over all steps, masked or not',
    POOLING,
    `${MASKED}\n      counts[b]!++;`,
    'counts[b]!++;',
  ),
  mutant('an average over T', POOLING, 'sums[j]! / count;', 'sums[j]! / T;'),
  mutant('a sum', POOLING, 'sums[j]! / count;', 'sums[j]!;'),
  mutant('rows add up', POOLING, '    sums.fill(0);\n', ''),
  mutant('no step gives NaN', POOLING, 'if (count > 0) for', 'for'),
  mutant(
    'masked steps have a gradient of the average',
    POOLING,
    `${MASKED}\n      // was: y = Σ_t`,
    '// was: y = Σ_t',
  ),
  mutant(
    'the gradient of the average is that of a sum',
    POOLING,
    'dy.data[b * N + j]! / count',
    'dy.data[b * N + j]!',
  ),
  mutant(
    'the gradient of the average is by T',
    POOLING,
    'dy.data[b * N + j]! / count',
    'dy.data[b * N + j]! / T',
  ),
  mutant(
    'a maximum over all steps, masked or not',
    POOLING,
    `${MASKED}\n      for (let j = 0; j < N; j++) {\n        const at`,
    'for (let j = 0; j < N; j++) {\n        const at',
  ),
  mutant('a minimum', POOLING, '!(value > y.data[at]!)', '!(value < y.data[at]!)'),
  mutant('no maximum below 0', POOLING, 'steps[at]! >= 0 && !(value', '!(value'),
  mutant('the last of equal steps', POOLING, '!(value > y.data[at]!)', '!(value >= y.data[at]!)'),
  mutant('NaN is passed over', POOLING, ' && !Number.isNaN(value)) continue;', ') continue;'),
  mutant(
    'the gradient of the maximum goes to the first step',
    POOLING,
    'dx.data[(b * T + t) * N + (at % N)]',
    'dx.data[b * T * N + (at % N)]',
  ),
  mutant('the gradient of the maximum goes to the first feature', POOLING, '+ (at % N)]', ']'),
  mutant(
    'rows are repeated in turn',
    REPEAT,
    'y.data, (b * n + t) * N, N',
    'y.data, (t * B + b) * N, N',
  ),
  mutant('the gradient is that of the first step', REPEAT, 'sumRows(n, N,', 'sumRows(1, N,'),
  mutant(
    'the gradient is that of the first row',
    REPEAT,
    'dy.data, b * n * N, N,',
    'dy.data, 0, N,',
  ),
  mutant(
    'the way back permutes in the same way',
    PERMUTE,
    'dims.map((_, axis) => dims.indexOf(axis + 1) + 1)',
    'dims',
  ),
  mutant('axes keep their order', PERMUTE, 'x.transpose(0, ...dims)', 'x.transpose(0)'),
  mutant(
    'a mask goes on where time does not stay',
    TIME,
    'if (!keepsTime && value?.mask !== undefined) {',
    'if (value === undefined) {',
  ),
  mutant('no mask goes on', TIME, 'return value?.mask;', 'return undefined;'),
  mutant(
    'reshape gives no mask on',
    RESHAPE,
    'reshaped(x, [B, ...sizes]), mask }',
    'reshaped(x, [B, ...sizes]) }',
  ),
  mutant('permute gives no mask on', 'layers/permute.ts', '{ data, mask }', '{ data }'),
  mutant('reshape has no gradient', RESHAPE, '[dy && reshaped(dy, shape)]', '[]'),
  mutant('time stays wherever -1 stands first', RESHAPE, 'perStep === stepOf(rest) &&', ''),
];
