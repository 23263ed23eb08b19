import { type Mutant, mutant } from './mutant.ts';

const FILE = 'math/gru.ts';
const BIAS = 'math/gruBias.ts';

const INPUT_ROW = 'copyRow(bias.data, 0, sum.data, 0, 3 * U);';
const STATE_ROW = 'compute.kernels.add(2 * U, bias.data, 3 * U, sum.data, 0);';
const NH_ROW = 'compute.kernels.fillRows(M, U, bias.data, 5 * U, nh.data, at, U);';
const DB = 'k.add(S, dInput.data, 0, grad.data, 0);';
const DB_STATE = 'k.add(2 * U, dInput.data, 0, grad.data, S);';
const DB_NH = 'k.sumRows(M, U, dNh.data, 0, U, grad.data, S + 2 * U);';

/** Mistakes with the two biases. */
export const GRU_BIAS_MUTANTS: readonly Mutant[] = [
  mutant(
    'the bias is forgotten',
    FILE,
    'bias: inputBias(weights.bias, U, resetAfter, compute) }',
    'bias: undefined }',
  ),
  mutant('z and r get the bias of the input alone', BIAS, STATE_ROW, ''),
  mutant(
    'n gets the bias of the state outside the reset',
    BIAS,
    STATE_ROW,
    STATE_ROW.replace('2 * U', '3 * U'),
  ),
  mutant(
    'z and r get the bias of the input twice',
    BIAS,
    STATE_ROW,
    STATE_ROW.replace('3 * U', '0'),
  ),
  mutant(
    'n gets the bias of the state, not of the input',
    BIAS,
    INPUT_ROW,
    INPUT_ROW.replace('0, sum', '3 * U, sum'),
  ),
  mutant(
    'the bias of the candidate’s state is forgotten',
    BIAS,
    NH_ROW,
    'nh.data.fill(0, at, at + M * U);',
  ),
  mutant(
    'the candidate’s state has the bias of its input',
    BIAS,
    NH_ROW,
    NH_ROW.replace('5 * U', '2 * U'),
  ),
  mutant('the candidate’s state has the bias of r', BIAS, NH_ROW, NH_ROW.replace('5 * U', '4 * U')),
  {
    why: 'the two biases are exchanged both ways',
    edits: [
      { file: BIAS, find: INPUT_ROW, replace: INPUT_ROW.replace('0, sum', '3 * U, sum') },
      { file: BIAS, find: STATE_ROW, replace: STATE_ROW.replace('3 * U', '0') },
      { file: BIAS, find: NH_ROW, replace: NH_ROW.replace('5 * U', '2 * U') },
      { file: BIAS, find: DB, replace: DB.replace('grad.data, 0', 'grad.data, S') },
      { file: BIAS, find: DB_STATE, replace: DB_STATE.replace('grad.data, S', 'grad.data, 0') },
      { file: BIAS, find: DB_NH, replace: DB_NH.replace('S + 2 * U', '2 * U') },
    ],
  },
  mutant(
    'what nh had before is kept, where there is no bias',
    BIAS,
    'nh.data.fill(0, at, at + M * U);',
    'nh.data.fill(0, at, at);',
  ),
  mutant(
    'rows that do not run keep what their q had before',
    FILE,
    'const inner = stepGradients([T, B, U], steps, compute);',
    'const inner = compute.empty<3>([T, B, U]);',
  ),
  mutant(
    'rows that do not run keep what their da had before',
    FILE,
    'const da = stepGradients([T, B, S], steps, compute);',
    'const da = compute.empty<3>([T, B, S]);',
  ),
  mutant(
    'rows that do not run keep what their dnh had before',
    FILE,
    'const dNh = stepGradients([resetAfter ? T : 0, B, U], steps, compute);',
    'const dNh = compute.empty<3>([resetAfter ? T : 0, B, U]);',
  ),
  mutant('only the first row of nh begins with its bias', BIAS, 'fillRows(M, U', 'fillRows(1, U'),
  mutant('the bias of the state has no gradient for z and r', BIAS, DB_STATE, ''),
  mutant(
    'the bias of the state has the gradient of the input’s',
    BIAS,
    DB_STATE,
    DB_STATE.replace('2 * U', 'S'),
  ),
  mutant(
    'the gradient of z and r stands in the wrong row',
    BIAS,
    DB_STATE,
    DB_STATE.replace('grad.data, S', 'grad.data, 0'),
  ),
  mutant('the bias of the candidate’s state has no gradient', BIAS, DB_NH, ''),
  mutant('its gradient is of the first row alone', BIAS, DB_NH, DB_NH.replace('M, U', '1, U')),
  mutant('its gradient stands in the wrong row', BIAS, DB_NH, DB_NH.replace('S + 2 * U', '2 * U')),
  mutant('its gradient stands with r', BIAS, DB_NH, DB_NH.replace('S + 2 * U', 'S + U')),
  mutant('db is overwritten', BIAS, DB, `grad.data.fill(0); ${DB}`),
  mutant('db is a mean', BIAS, DB, `k.scale(S, 1 / M, dInput.data, 0); ${DB}`),
  mutant(
    'one bias has no gradient',
    BIAS,
    'return resetAfter ? compute.zeros',
    'return compute ? compute.zeros',
  ),
  mutant(
    'two biases get the gradient of one',
    FILE,
    'if (resetAfter && grads.bias && bias) addBias',
    'if (!resetAfter && grads.bias && bias) addBias',
  ),
];
