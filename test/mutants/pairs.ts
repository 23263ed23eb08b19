import { type Mutant, mutant } from './mutant.ts';

const DENSE = 'math/dense.ts';
const DX = 'k.matmulTransposedB(M, I, U, dy.data, 0, U, weights.kernel.data, 0, U, dx.data, 0, I);';
const DW = 'k.matmulTransposedA(I, U, M, x.data, 0, I, dy.data, 0, U, grads.kernel.data, 0, U);';
const DB = 'if (grads.bias) k.sumRows(M, U, dy.data, 0, U, grads.bias.data, 0);';

export const DENSE_MUTANTS: readonly Mutant[] = [
  mutant(
    'the bias is forgotten',
    DENSE,
    'fillWithBias(M, U, bias, y.data, 0, compute);',
    'fillWithBias(M, U, undefined, y.data, 0, compute);',
  ),
  mutant('dx is zero', DENSE, DX, ''),
  mutant(
    'W is not transposed in dx',
    DENSE,
    DX,
    'k.matmul(M, I, U, dy.data, 0, U, weights.kernel.data, 0, I, dx.data, 0, I);',
  ),
  mutant('dW is zero', DENSE, DW, ''),
  mutant('dW of the first row alone', DENSE, DW, DW.replace('U, M,', 'U, 1,')),
  mutant('dW is overwritten', DENSE, DW, `grads.kernel.data.fill(0); ${DW}`),
  mutant('db is overwritten', DENSE, DB, `grads.bias?.data.fill(0); ${DB}`),
  mutant('db is a mean', DENSE, DB, `${DB} if (grads.bias) k.scale(U, 1 / M, grads.bias.data, 0);`),
  mutant(
    'rank 3 counts its batch alone',
    DENSE,
    'const M = rowsOf(x.shape);\n  const y',
    'const M = x.shape[0] ?? 1;\n  const y',
  ),
  mutant('dx is written into dy', DENSE, DX, `${DX} dy.data[0] = 0;`),
  mutant(
    'without a bias, what stood there stays',
    'math/bias.ts',
    'c.fill(0, cAt, cAt + M * N);',
    ';',
  ),
];

const SLOPES = 'kernels/reference/activateBackward.ts';
const VALUES = 'kernels/reference/activate.ts';
const SMOOTH = 'math/smoothActivation.ts';
const PLAIN = 'kernels/reference/plainActivations.ts';
const ROWS_OF = 'math/rowActivation.ts';
const SOFTMAX = 'kernels/reference/softmax.ts';

export const ACTIVATION_MUTANTS: readonly Mutant[] = [
  mutant('tanh′ = 1 − y', SLOPES, 'dy[dyAt + j]! * (1 - yj * yj)', 'dy[dyAt + j]! * (1 - yj)'),
  mutant('sigmoid′ = y', SLOPES, 'dy[dyAt + j]! * (yj * (1 - yj))', 'dy[dyAt + j]! * yj'),
  mutant(
    'sigmoid′ = y (1 + y)',
    SLOPES,
    'dy[dyAt + j]! * (yj * (1 - yj))',
    'dy[dyAt + j]! * (yj * (1 + yj))',
  ),
  mutant('relu′ = 1', SLOPES, 'dy[dyAt + j]! * (y[yAt + j]! > 0 ? 1 : 0)', 'dy[dyAt + j]!'),
  mutant(
    'relu′ = y',
    SLOPES,
    'dy[dyAt + j]! * (y[yAt + j]! > 0 ? 1 : 0)',
    'dy[dyAt + j]! * y[yAt + j]!',
  ),
  mutant('exponential′ = 1', SLOPES, 'dy[dyAt + j]! * y[yAt + j]!', 'dy[dyAt + j]!'),
  mutant(
    'softplus′ = 1 − e⁺ʸ',
    SLOPES,
    'dy[dyAt + j]! * -expm1(-y[yAt + j]!)',
    'dy[dyAt + j]! * -expm1(y[yAt + j]!)',
  ),
  mutant('softsign′ = 1 − |y|', SLOPES, 'dy[dyAt + j]! * (rest * rest)', 'dy[dyAt + j]! * rest'),
  mutant(
    'softsign′ forgets the sign of y',
    SLOPES,
    'const rest = 1 - Math.abs(y[yAt + j]!);',
    'const rest = 1 - y[yAt + j]!;',
  ),
  mutant('elu′ = y', SLOPES, 'yj > 0 ? 1 : yj + 1', 'yj > 0 ? 1 : yj'),
  mutant('linear′ = 0', SLOPES, 'dx[dxAt + j] = dy[dyAt + j]!;', 'dx[dxAt + j] = 0;'),
  mutant(
    'relu6 has no upper bound',
    VALUES,
    'Math.max(x[xAt + j]!, 0), 6);',
    'Math.max(x[xAt + j]!, 0), 60);',
  ),
  mutant(
    'hardSigmoid is not shifted',
    VALUES,
    'Math.max(x[xAt + j]! + 3, 0)',
    'Math.max(x[xAt + j]!, 0)',
  ),
  mutant('leakyRelu leaks nothing', VALUES, 'xj > 0 ? xj : LEAK * xj', 'xj > 0 ? xj : 0'),
  mutant('selu is elu', VALUES, 'SELU_SCALE * xj : SELU_FLOOR * expm1(xj)', 'xj : expm1(xj)'),
  mutant('leakyRelu′ = 0', SLOPES, 'bent(1, () => LEAK)', 'bent(1, () => 0)'),
  mutant('selu′ forgets the floor', SLOPES, '(y) => y + SELU_FLOOR)', '(y) => y)'),
  mutant('hardSigmoid′ = 1', SLOPES, 'ramp(1 / 6, 0, 1)', 'ramp(1, 0, 1)'),
  mutant('a ramp goes on', SLOPES, 'yj > low && yj < high', 'yj > low'),
  mutant('gelu′ = Φ', SMOOTH, 'below(x) + x * DENSITY * exp(-0.5 * x * x)', 'below(x)'),
  mutant('gelu of the whole', SMOOTH, 'gelu: (x) => x * below(x)', 'gelu: (x) => below(x)'),
  mutant('silu′ = σ', SMOOTH, 's * (1 + x * (1 - s))', 's'),
  mutant(
    'mish′ forgets the slope of softplus',
    SMOOTH,
    'x * sigmoid(x) * (1 - t * t)',
    'x * (1 - t * t)',
  ),
  mutant('hardSilu′ = ½', SMOOTH, '(2 * x + 3) / 6 : 1', '0.5 : 1'),
  mutant(
    'hardSilu has no bound',
    SMOOTH,
    '(x * Math.min(Math.max(x + 3, 0), 6)) / 6',
    '(x * Math.max(x + 3, 0)) / 6',
  ),
  mutant('tanhShrink′ = 1 − tanh²', SMOOTH, 'return t * t;', 'return 1 - t * t;'),
  mutant('logSigmoid of −x', PLAIN, '-softplus(-x[xAt + j]!)', '-softplus(x[xAt + j]!)'),
  mutant('logSigmoid′ = eʸ', PLAIN, '-expm1(y[yAt + j]!)', '(1 + expm1(y[yAt + j]!))'),
  mutant('squareplus below 0 is that above', PLAIN, '2 / (root - xj)', '2 / (root + xj)'),
  mutant('squareplus′ = 1', PLAIN, '/ (1 + 1 / (yj * yj))', '/ 1'),
  mutant('sparsePlus is a line', PLAIN, '((xj + 1) * (xj + 1)) / 4', '(xj + 1) / 2'),
  mutant(
    'sparsePlus′ = y',
    PLAIN,
    'Math.sqrt(Math.min(y[yAt + j]!, 1))',
    'Math.min(y[yAt + j]!, 1)',
  ),
  mutant(
    'sparsePlus′ goes on above 1',
    PLAIN,
    'Math.sqrt(Math.min(y[yAt + j]!, 1))',
    'Math.sqrt(y[yAt + j]!)',
  ),
  mutant('sparseSigmoid is not shifted', PLAIN, '(x[xAt + j]! + 1) / 2', 'x[xAt + j]! / 2'),
  mutant('sparseSigmoid′ = 1', PLAIN, 'yj < 1 ? 0.5 : 0', 'yj < 1 ? 1 : 0'),
  mutant(
    'softShrink is hard',
    PLAIN,
    'xj - Math.min(Math.max(xj, -0.5), 0.5)',
    'Math.abs(xj) <= 0.5 ? 0 : xj',
  ),
  mutant('hardShrink keeps what is below 0', PLAIN, 'Math.abs(xj) <= 0.5', 'xj <= 0.5'),
  mutant(
    'a shrink has a slope near 0',
    PLAIN,
    'y[yAt + j] === 0 ? 0 : 1',
    'y[yAt + j] === 0 ? 1 : 1',
  ),
  mutant('logSoftmax forgets the sum', ROWS_OF, '- shift[m]! - logSum[m]!', '- shift[m]!'),
  mutant(
    'the logSoftmax gradient forgets its sum',
    ROWS_OF,
    'dy.data[i]! - exp(y.data[i]!) * sum',
    'dy.data[i]!',
  ),
  mutant(
    'the logSoftmax gradient takes y for the share',
    ROWS_OF,
    'exp(y.data[i]!) * sum',
    'y.data[i]! * sum',
  ),
  mutant(
    'sparsemax stops after one look',
    ROWS_OF,
    'if (count >= left) break;',
    'if (left <= N) break;',
  ),
  mutant(
    'the sparsemax gradient is that of relu',
    ROWS_OF,
    'dy.data[i]! - sum / count',
    'dy.data[i]!',
  ),
  mutant(
    'the sparsemax gradient takes the mean of all',
    ROWS_OF,
    'dy.data[i]! - sum / count',
    'dy.data[i]! - sum / N',
  ),
  mutant('elu jumps at 0', VALUES, 'xj > 0 ? xj : expm1(xj)', 'xj > 0 ? xj : exp(xj)'),
  mutant('softplus is relu', VALUES, '= softplus(x[xAt + j]!)', '= Math.max(x[xAt + j]!, 0)'),
  mutant(
    'softsign without the absolute value',
    VALUES,
    'xj / (1 + Math.abs(xj))',
    'xj / (1 + xj * xj)',
  ),
  mutant(
    'the softmax gradient forgets its sum',
    SOFTMAX,
    'y[yAt + j]! * (dy[dyAt + j]! - sum)',
    'y[yAt + j]! * dy[dyAt + j]!',
  ),
  mutant(
    'the softmax gradient sums dy',
    SOFTMAX,
    'sums[j & 7]! += y[yAt + j]! * dy[dyAt + j]!',
    'sums[j & 7]! += dy[dyAt + j]!',
  ),
  mutant(
    'the softmax gradient sums eight terms',
    SOFTMAX,
    'for (let j = 0; j < N; j++) sums[j & 7]! += y[yAt + j]! * dy[dyAt + j]!',
    'for (let j = 0; j < Math.min(N, 8); j++) sums[j & 7]! += y[yAt + j]! * dy[dyAt + j]!',
  ),
  mutant(
    'the softmax gradient forgets y',
    SOFTMAX,
    'y[yAt + j]! * (dy[dyAt + j]! - sum)',
    'dy[dyAt + j]! - sum',
  ),
];

const DROPOUT = 'math/dropout.ts';

export const DROPOUT_MUTANTS: readonly Mutant[] = [
  mutant('what is kept is not scaled', DROPOUT, 'const kept = 1 / (1 - rate);', 'const kept = 1;'),
  mutant(
    'the rate is that of keeping',
    DROPOUT,
    'stream.uniform() < rate ? 0 : kept',
    'stream.uniform() >= rate ? 0 : kept',
  ),
  mutant(
    'every row draws the same',
    DROPOUT,
    'const stream = random(b);',
    'const stream = random(0);',
  ),
  mutant(
    'the gradient is not masked',
    DROPOUT,
    'multiply(dy, factors, dx, compute);',
    'dx.data.set(dy.data);',
  ),
  mutant(
    'one number drops a whole row',
    DROPOUT,
    'for (let i = b * N; i < (b + 1) * N; i++) factors.data[i] = stream.uniform() < rate ? 0 : kept;',
    'factors.data.fill(stream.uniform() < rate ? 0 : kept, b * N, (b + 1) * N);',
  ),
];

const EMBEDDING = 'math/embedding.ts';
const ROWS = 'kernels/reference/rows.ts';

export const EMBEDDING_MUTANTS: readonly Mutant[] = [
  mutant(
    'the gradient of an id overwrites rather than adds',
    ROWS,
    'table[to + j]! += a[from + j]!',
    'table[to + j] = a[from + j]!',
  ),
  mutant(
    'the gradient goes to the row of the step',
    ROWS,
    'const to = tableOffset + ids[idsOffset + m]! * N;\n    for (let j = 0; j < N; j++) table[to + j]! +=',
    'const to = tableOffset + (m % 4) * N;\n    for (let j = 0; j < N; j++) table[to + j]! +=',
  ),
  mutant(
    'the row before',
    ROWS,
    'const from = tableOffset + ids[idsOffset + m]! * N;',
    'const from = tableOffset + Math.max(0, ids[idsOffset + m]! - 1) * N;',
  ),
  mutant(
    'there is no gradient',
    EMBEDDING,
    'k.scatterAddRows(count, E, dy.data, at * E, ids.data, at, grads.embeddings.data, 0);',
    '',
  ),
  mutant(
    'the gradient is overwritten',
    EMBEDDING,
    '  forStretches(ids, mask, (at, count) => {\n    // was',
    '  grads.embeddings.data.fill(0);\n  forStretches(ids, mask, (at, count) => {\n    // was',
  ),
  mutant(
    'every stretch takes the first gradients',
    EMBEDDING,
    'k.scatterAddRows(count, E, dy.data, at * E,',
    'k.scatterAddRows(count, E, dy.data, 0,',
  ),
  mutant(
    'the mask is not looked at',
    EMBEDDING,
    '  if (mask === undefined) {\n    visit(0, end);',
    '  if (end >= 0) {\n    visit(0, end);',
  ),
  mutant(
    'masked ids are checked',
    EMBEDDING,
    'if (mask !== undefined && mask.data[i] === 0) continue;',
    '',
  ),
  mutant(
    'the last id of a stretch is left out',
    EMBEDDING,
    'if (at > start) visit(start, at - start);',
    'if (at > start) visit(start, Math.max(1, at - start - 1));',
  ),
  mutant(
    'an id out of range is let in',
    EMBEDDING,
    'if (id >= 0 && id < below) continue;',
    'if (id >= 0 && id <= below) continue;',
  ),
];
