import { type Mutant, mutant } from './mutant.ts';

const FILE = 'math/gru.ts';
const RETURN = 'return { x, table, h0: dh };';
const OUTPUT_BACK = 'k.gruOutputBackward(M, U, G, z, S, hs.data, was, dh.data, b, dA, z, S);';
const CARRY = 'timesRzr(M, dA, z, S, dRead.data, b, U);';
const CARRY_NH = 'timesRn(M, dNh.data, was, U, dRead.data, b, U);';
const CARRY_Q = 'k.add(M * U, dq.data, b, dRead.data, b);';
const DQ = 'timesRn(M, dA, n, S, dq.data, b, U);';
const UNDO_N = 'undo(activation, M, U, n);';
const UNDO_ZR = 'undo(recurrentActivation, M, 2 * U, z);';
const DH = 'const dh = gradientFrom(d.h, [B, U], compute);';
const DY = 'if (dys) k.add(B * U, dys.data, t * B * U, dh.data, 0);';
const DR = 'k.matmulTransposedA(U, 2 * U, T * B, read.data, 0, U, dA, 0, S, dR, 0, S);';
const DRN = 'k.matmulTransposedA(U, U, T * B, read.data, 0, U, dNh.data, 0, U, dR, 2 * U, S);';
const DRQ = 'k.matmulTransposedA(U, U, T * B, inner.data, 0, U, dA, 2 * U, S, dR, 2 * U, S);';
const BACK_TO_X = 'inputProductBackward({ kernel }, dOwn, input, da, inputGradient, compute);';

/** Mistakes on the way back. */
export const GRU_BACKWARD_MUTANTS: readonly Mutant[] = [
  mutant('the gradient of the outputs is ignored', FILE, DY, ''),
  mutant(
    'the gradient of a masked output is dropped',
    FILE,
    DY,
    'const at = steps.stretches[t]!;\n' +
      '    for (let s = 0; dys && s < at.length; s += 2) {\n' +
      '      const [from, count] = [at[s]! * U, at[s + 1]! * U];\n' +
      '      k.add(count, dys.data, t * B * U + from, dh.data, from);\n' +
      '    }',
  ),
  mutant('the gradient of the last output is ignored', FILE, DH, DH.replace('d.h', 'undefined')),
  mutant(
    'the gradient of the last output serves as memory',
    FILE,
    DH,
    'const dh = d.h ?? gradientFrom(d.h, [B, U], compute);',
  ),
  mutant(
    'dh is lost at masked steps',
    FILE,
    DY,
    `${DY} if (!steps.all && steps.stretches[t]![1] !== B) dh.data.fill(0);`,
  ),
  mutant(
    'the mask is skipped on the way back',
    FILE,
    'in masked rows, too\n    const stretches = steps.stretches[t]!;',
    '\n    const stretches = B === 0 ? [] : [0, B];',
  ),
  mutant('no carry through z and r', FILE, CARRY, ''),
  mutant('no carry through the candidate', FILE, CARRY_NH, ''),
  mutant('no carry through the candidate, reset before', FILE, CARRY_Q, ''),
  mutant('the carry stops one step early', FILE, CARRY, `if (t > 1) ${CARRY}`),
  mutant('the initial state gets no gradient of the gates', FILE, CARRY, `if (t > 0) ${CARRY}`),
  mutant(
    'the carry of the candidate is not reset',
    FILE,
    CARRY_NH,
    CARRY_NH.replace('dNh.data, was, U', 'dA, n, S'),
  ),
  mutant(
    'the carry of the candidate is not reset, reset before',
    FILE,
    'k.multiply(U, dq.data, at, G, r, dq.data, at);',
    '',
  ),
  mutant('dq is not cleared', FILE, 'dq.data.fill(0, b, b + M * U);', ''),
  mutant('dq has no product', FILE, DQ, ''),
  mutant('dq is that of z', FILE, DQ, DQ.replace('dA, n, S', 'dA, z, S')),
  mutant(
    'dr reads the state after',
    FILE,
    'k.multiply(U, dq.data, at, read.data, was + m * U, dA, r);',
    'k.multiply(U, dq.data, at, read.data, was + B * U + m * U, dA, r);',
  ),
  mutant(
    'dr reads q, not the state',
    FILE,
    'k.multiply(U, dq.data, at, read.data, was + m * U, dA, r);',
    'k.multiply(U, dq.data, at, inner.data, was + m * U, dA, r);',
  ),
  mutant('dr stands with z', FILE, 'const r = z + U + m * S;', 'const r = z + m * S;'),
  mutant(
    'dz reads the state after',
    FILE,
    OUTPUT_BACK,
    OUTPUT_BACK.replace('hs.data, was', 'hs.data, was + B * U'),
  ),
  mutant('the slope of n is left out', FILE, UNDO_N, ''),
  mutant(
    'the slope of n is that of the gates',
    FILE,
    UNDO_N,
    UNDO_N.replace('activation', 'recurrentActivation'),
  ),
  mutant('the slopes of z and r are left out', FILE, UNDO_ZR, ''),
  mutant('the slope of r is left out', FILE, UNDO_ZR, UNDO_ZR.replace('2 * U', 'U')),
  mutant(
    'the slopes of z and r are that of n',
    FILE,
    UNDO_ZR,
    UNDO_ZR.replace('recurrentActivation', 'activation'),
  ),
  mutant(
    'the way back stops before the first step',
    FILE,
    'for (let t = T - 1; t >= 0; t--) {',
    'for (let t = T - 1; t > 0; t--) {',
  ),
  mutant(
    'the way back begins one step early',
    FILE,
    'for (let t = T - 1; t >= 0; t--) {',
    'for (let t = T - 2; t >= 0; t--) {',
  ),
  mutant('dR is overwritten', FILE, DR, `dR.fill(0); ${DR}`),
  mutant('dR pairs h[t], not h[t−1]', FILE, DR, DR.replace('read.data, 0', 'read.data, B * U')),
  mutant('dR leaves r out', FILE, DR, DR.replace('2 * U', 'U')),
  mutant('dR of the candidate is missing', FILE, `if (resetAfter) ${DRN}`, 'if (resetAfter) k;'),
  mutant(
    'dR of the candidate is that of its input',
    FILE,
    DRN,
    DRN.replace('dNh.data, 0, U', 'dA, 2 * U, S'),
  ),
  mutant(
    'dR of the candidate pairs h[t]',
    FILE,
    DRN,
    DRN.replace('read.data, 0', 'read.data, B * U'),
  ),
  mutant('dR of the candidate stands with r', FILE, DRN, DRN.replace('dR, 2 * U', 'dR, U')),
  mutant('dR of the candidate is missing, reset before', FILE, `else ${DRQ}`, ''),
  mutant('dR of the candidate pairs h, not q', FILE, DRQ, DRQ.replace('inner.data', 'hs.data')),
  mutant(
    'dW starts from W',
    FILE,
    BACK_TO_X,
    `${BACK_TO_X} k.add(kernel.data.length, kernel.data, 0, grads.kernel.data, 0);`,
  ),
  mutant(
    'dW is zero',
    FILE,
    'const dOwn = { kernel: grads.kernel, bias };',
    'const dOwn = { kernel: compute.zeros<2>(kernel.shape), bias };',
  ),
  mutant('dx is zero', FILE, RETURN, `x?.data.fill(0); ${RETURN}`),
  mutant('a weight is changed', FILE, RETURN, `weights.kernel.data[0] = 0; ${RETURN}`),
  mutant('the gradient of the outputs is cleared', FILE, RETURN, `d.y?.data.fill(0); ${RETURN}`),
  mutant(
    'without the gradient of x, the state has none either',
    FILE,
    RETURN,
    'return { x, table, h0: inputGradient ? dh : compute.zeros<2>([B, U]) };',
  ),
  mutant(
    'the initial state has the gradient of the first row alone',
    FILE,
    RETURN,
    `dh.data.fill(0, U); ${RETURN}`,
  ),
];
