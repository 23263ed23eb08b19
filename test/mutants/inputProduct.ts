import { type Mutant, mutant } from './mutant.ts';

/** The file with what recurrences do with their input. */
export const INPUT_PRODUCT = 'math/inputProduct.ts';
const STEPS = 'math/steps.ts';

/** Where the bias is added. */
export const INPUT_BIAS = 'fillWithBias(rows, N, bias, z, zAt, compute);';
/** Where its gradient is. */
export const INPUT_DB = 'if (grads.bias) k.sumRows(M, N, d, dAt, N, grads.bias.data, 0);';

const PRODUCT = 'multiplyBy(kernel, rows, xs.data, z, zAt, compute);';
const TABLE_BIAS = 'fillWithBias(count, N, bias, products.data, 0, compute);';
const TABLE_PRODUCT =
  'k.matmul(count, N, I, table.data, 0, I, kernel.data, 0, N, products.data, 0, N);';
const GATHER = 'k.gatherRows(rows, N, products.data, 0, ids, 0, z, zAt);';
const SCATTER = 'k.scatterAddRows(M, N, d, dAt, ids, 0, dProducts.data, 0);';
const DW = 'k.matmulTransposedA(I, N, M, xs.data, 0, I, d, dAt, N, grads.kernel.data, 0, N);';
const DTABLE = 'k.matmulTransposedB(M, I, N, d, dAt, N, kernel.data, 0, N, table.data, 0, I);';
const DX = 'k.matmulTransposedB(M, I, N, d, dAt, N, kernel.data, 0, N, dxs.data, 0, I);';
const BIAS = 'math/bias.ts';
const ADD_BIAS = 'if (bias) k.addRow(rows, N, bias.data, 0, z, zAt, N);';

const whole: readonly Mutant[] = [
  mutant(
    'the bias is forgotten',
    INPUT_PRODUCT,
    INPUT_BIAS,
    INPUT_BIAS.replace('bias', 'undefined'),
  ),
  mutant(
    'the bias of the first step alone',
    INPUT_PRODUCT,
    INPUT_BIAS,
    `z.fill(0, zAt, zAt + rows * N); fillWithBias(steps.B, N, bias, z, zAt, compute);`,
  ),
  mutant('the bias is added twice', INPUT_PRODUCT, INPUT_BIAS, `${INPUT_BIAS} ${ADD_BIAS}`),
  mutant('the product is added to what stood there', INPUT_PRODUCT, INPUT_BIAS, ADD_BIAS),
  mutant(
    'with a bias, the product is added to what stood there',
    BIAS,
    'compute.kernels.fillRows(',
    'compute.kernels.addRow(',
  ),
  mutant(
    'without a bias, what stands before the product is cleared, too',
    BIAS,
    'c.fill(0, cAt, cAt + M * N);',
    'c.fill(0, 0, cAt + M * N);',
  ),
  mutant('the input is not read', INPUT_PRODUCT, PRODUCT, ''),
  mutant('the input of the first row alone', INPUT_PRODUCT, PRODUCT, PRODUCT.replace('rows', '1')),
  mutant(
    'db from the last step only',
    INPUT_PRODUCT,
    INPUT_DB,
    'if (grads.bias && M >= B) k.sumRows(B, N, d, (M - B) * N, N, grads.bias.data, 0);',
  ),
  mutant(
    'db is a mean over the batch',
    INPUT_PRODUCT,
    INPUT_DB,
    `${INPUT_DB} if (grads.bias) k.scale(N, 1 / B, grads.bias.data, 0);`,
  ),
  mutant('db is missing', INPUT_PRODUCT, INPUT_DB, ''),
  mutant('db is overwritten', INPUT_PRODUCT, INPUT_DB, `grads.bias?.data.fill(0); ${INPUT_DB}`),
  mutant('dW is zero', INPUT_PRODUCT, DW, ''),
  mutant('dW of the first row alone', INPUT_PRODUCT, DW, DW.replace('N, M,', 'N, 1,')),
  mutant('dW is overwritten', INPUT_PRODUCT, DW, `grads.kernel.data.fill(0); ${DW}`),
  mutant('dW starts from W', INPUT_PRODUCT, DW, `grads.kernel.data.set(kernel.data); ${DW}`),
  mutant('a weight is changed', INPUT_PRODUCT, DW, `${DW} kernel.data[0] = 0;`),
  mutant('dx is zero', INPUT_PRODUCT, DX, ''),
  mutant('dx is scaled by T', INPUT_PRODUCT, DX, `${DX} k.scale(M * I, T, dxs.data, 0);`),
  mutant(
    'W is not transposed in dx',
    INPUT_PRODUCT,
    DX,
    'k.matmul(M, I, N, d, dAt, N, kernel.data, 0, I, dxs.data, 0, I);',
  ),
  mutant(
    'the gradient of x is never asked for',
    INPUT_PRODUCT,
    'if (!inputGradient) return',
    'if (inputGradient) return',
  ),
];

const looked: readonly Mutant[] = [
  mutant(
    'the bias is forgotten, with a table',
    INPUT_PRODUCT,
    TABLE_BIAS,
    TABLE_BIAS.replace('bias', 'undefined'),
  ),
  mutant(
    'the bias is added to the first row of the table alone',
    INPUT_PRODUCT,
    TABLE_BIAS,
    `products.data.fill(0); ${TABLE_BIAS.replace('count', '1')}`,
  ),
  mutant(
    'the bias is added to the table and to what is looked up in it',
    INPUT_PRODUCT,
    GATHER,
    `${GATHER} ${ADD_BIAS}`,
  ),
  mutant('the table is not multiplied', INPUT_PRODUCT, TABLE_PRODUCT, ''),
  mutant(
    'the last row of the table is not multiplied',
    INPUT_PRODUCT,
    TABLE_PRODUCT,
    TABLE_PRODUCT.replace('count', 'count - 1'),
  ),
  mutant(
    'every id is looked up in row 0',
    INPUT_PRODUCT,
    GATHER,
    GATHER.replace('ids,', 'compute.ids(rows),'),
  ),
  mutant(
    'the products are looked up batch by time',
    INPUT_PRODUCT,
    GATHER,
    GATHER.replace('ids', 'lookup.ids.data'),
  ),
  mutant(
    'the products of the last row of the batch are not looked up',
    INPUT_PRODUCT,
    GATHER,
    GATHER.replace('rows', 'rows - 1'),
  ),
  mutant('a table as large as the batch is used', INPUT_PRODUCT, 'count >= rows', 'count > rows'),
  mutant(
    'a table is used where it has more rows than the batch',
    INPUT_PRODUCT,
    'count >= rows',
    'count < rows',
  ),
  mutant('ids are not checked', INPUT_PRODUCT, 'checkRows(ids, count, steps);', ''),
  mutant('negative ids are let in', INPUT_PRODUCT, 'id < 0 || id >= count', 'id >= count'),
  mutant(
    'ids of one too much are let in',
    INPUT_PRODUCT,
    'id < 0 || id >= count',
    'id < 0 || id > count',
  ),
  mutant(
    'the gradient of an id overwrites rather than adds',
    INPUT_PRODUCT,
    SCATTER,
    'for (let m = 0; m < M; m++) for (let j = 0; j < N; j++) dProducts.data[ids[m]! * N + j] = d[m * N + j]!;',
  ),
  mutant(
    'the gradient of a step goes to the row of the step before',
    INPUT_PRODUCT,
    SCATTER,
    'k.scatterAddRows(M - 1, N, d, N, ids, 0, dProducts.data, 0);',
  ),
  mutant('the gradients of the rows of the table are not summed', INPUT_PRODUCT, SCATTER, ''),
  mutant(
    'the gradients of a row of the table are summed from the last step to the first',
    INPUT_PRODUCT,
    SCATTER,
    `for (let row = M - 1; row >= 0; row--) {
      k.scatterAddRows(1, N, d, row * N, ids, row, dProducts.data, 0);
    }`,
  ),
  mutant(
    'the gradients of a row of the table are summed sequence by sequence',
    INPUT_PRODUCT,
    SCATTER,
    `for (let b = 0; b < B; b++) {
      for (let row = b; row < M; row += B) {
        k.scatterAddRows(1, N, d, row * N, ids, row, dProducts.data, 0);
      }
    }`,
  ),
  mutant(
    'the gradients are summed in what a pass before has left',
    INPUT_PRODUCT,
    'dProducts.data.fill(0, 0, count * N);',
    '',
  ),
  mutant(
    'dW pairs the rows of the table with those of the batch',
    INPUT_PRODUCT,
    'd = dProducts.data;',
    '',
  ),
  mutant('the gradient of the table is zero', INPUT_PRODUCT, DTABLE, ''),
  mutant(
    'W is not transposed in the gradient of the table',
    INPUT_PRODUCT,
    DTABLE,
    'k.matmul(M, I, N, d, dAt, N, kernel.data, 0, I, table.data, 0, I);',
  ),
  mutant(
    'the gradient of the table is given for that of x',
    INPUT_PRODUCT,
    'return { x: undefined, table };',
    'return { x: compute.zeros<3>([B, T, I]), table: undefined };',
  ),
  mutant(
    'ids are read time by batch',
    STEPS,
    'out[t * B + b] = ids.data[b * T + t]!;',
    'out[t * B + b] = ids.data[t * B + b]!;',
  ),
  mutant(
    'ids are written batch by time',
    STEPS,
    'out[t * B + b] = ids.data[b * T + t]!;',
    'out[b * T + t] = ids.data[b * T + t]!;',
  ),
  mutant(
    'ids of masked steps are looked at',
    STEPS,
    '  forRows(steps, (t, b) => {\n    out[',
    '  forRows({ ...steps, stretches: steps.stretches.map(() => [0, B]) }, (t, b) => {\n    out[',
  ),
];

export const INPUT_PRODUCT_MUTANTS: readonly Mutant[] = [...whole, ...looked];
