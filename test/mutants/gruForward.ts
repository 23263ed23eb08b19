import { type Mutant, mutant } from './mutant.ts';

const FILE = 'math/gru.ts';
const FROM_STATE = 'timesRzr(M, read.data, was, U, gates.data, z, S);';
const NH = 'timesRn(M, read.data, was, U, inner.data, was, U);';
const Q = 'k.multiply(U, gates.data, z + U + m * S, read.data, at, inner.data, at);';
const CANDIDATE = 'k.gruCandidate(M, U, gates.data, z, S, inner.data, was, U);';
const ACTIVATE_ZR = 'activate(recurrentActivation, M, 2 * U, z);\n      if';
const ACTIVATE_N = 'activate(activation, M, U, n);\n      k.gruOutput(';
const OUTPUTS = 'options.sequences === false ? undefined : outputsOf(hs, compute);';

/** Mistakes on the way forward. */
export const GRU_FORWARD_MUTANTS: readonly Mutant[] = [
  mutant('z and r read no state', FILE, FROM_STATE, ''),
  mutant('the candidate reads no state', FILE, NH, ''),
  mutant(
    'the candidate reads no state, reset before',
    FILE,
    'timesRn(M, inner.data, was, U, gates.data, n, S);',
    '',
  ),
  mutant(
    'the reset is dropped',
    FILE,
    CANDIDATE,
    'for (let m = 0; m < M; m++) k.add(U, inner.data, was + m * U, gates.data, n + m * S);',
  ),
  mutant(
    'the reset before the product is dropped',
    FILE,
    Q,
    'copyRow(hs.data, at, inner.data, at, U);',
  ),
  mutant('z resets before the product', FILE, Q, Q.replace('z + U + m * S', 'z + m * S')),
  mutant(
    'the reset before the product is that of the first row',
    FILE,
    Q,
    Q.replace('z + U + m * S', 'z + U'),
  ),
  mutant(
    'the reset is always after the product',
    FILE,
    'if (resetAfter) {\n        fillWithStateBias(',
    'if (compute) {\n        fillWithStateBias(',
  ),
  mutant(
    'the reset is always before the product',
    FILE,
    'if (resetAfter) {\n        fillWithStateBias(',
    'if (!compute) {\n        fillWithStateBias(',
  ),
  mutant(
    'the reset is before the product by default',
    FILE,
    'resetAfter = true } = options;\n  const { B, T, U }',
    'resetAfter = false } = options;\n  const { B, T, U }',
  ),
  mutant('the initial state is forgotten', FILE, 'statesFrom(inputs.h0,', 'statesFrom(undefined,'),
  mutant(
    'the last step is left out',
    FILE,
    'for (let t = 0; t < T; t++) {',
    'for (let t = 0; t < T - 1; t++) {',
  ),
  mutant(
    'z and r have the activation of n',
    FILE,
    ACTIVATE_ZR,
    ACTIVATE_ZR.replace('recurrentActivation', 'activation'),
  ),
  mutant('r has no activation', FILE, ACTIVATE_ZR, ACTIVATE_ZR.replace('2 * U', 'U')),
  mutant(
    'n has the activation of the gates',
    FILE,
    ACTIVATE_N,
    ACTIVATE_N.replace('activation,', 'recurrentActivation,'),
  ),
  mutant('n has no activation', FILE, ACTIVATE_N, 'k.gruOutput('),
  mutant(
    'the mask is not looked at',
    FILE,
    'stepsOf(inputs.mask, B, T)',
    'stepsOf(undefined, B, T)',
  ),
  mutant(
    'the mask is skipped on the state',
    FILE,
    'if (!allRun(steps, t)) copyRow(hs.data, t * B * U, hs.data, (t + 1) * B * U, B * U);',
    '',
  ),
  mutant(
    'a masked step gives 0',
    FILE,
    OUTPUTS,
    'options.sequences === false ? undefined : outputsOf(hs, compute);\n' +
      '  for (let i = 0; i < B * T; i++) {\n' +
      '    if (inputs.mask?.data[i] === 0) y?.data.fill(0, i * U, (i + 1) * U);\n' +
      '  }',
  ),
  mutant(
    'before its first step a row gives 0',
    FILE,
    OUTPUTS,
    `${OUTPUTS}
    for (let b = 0; b < B; b++) {
      for (let t = 0; t < T && inputs.mask?.data[b * T + t] === 0; t++) {
        y?.data.fill(0, (b * T + t) * U, (b * T + t + 1) * U);
      }
    }`,
  ),
  mutant(
    'the last state is the first',
    FILE,
    'const h = finalState(hs, compute);',
    'const h = finalState(statesFrom(inputs.h0, [0, B, U], compute), compute);',
  ),
];
