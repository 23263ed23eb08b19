import { type Mutant, mutant } from './mutant.ts';

const FILE = 'math/simpleRnn.ts';
const STEPS = 'math/steps.ts';
const AFTER_THE_LOOP = '  // was: z = x·W + b and z += h₋·R, for all steps at once\n';
const CARRY = 'k.matmulTransposedB(M, U, U, dz.data, was, U, R, 0, U, dh.data, b, U);';
const DH =
  '  const dh = compute.zeros<2>([B, U]);\n' +
  '  if (d.h !== undefined) copyRow(d.h.data, 0, dh.data, 0, B * U);';
const DW = 'k.matmulTransposedA(I, U, rows, xs.data, 0, I, dz.data, 0, U, kernel.data, 0, U);';
const DR =
  'k.matmulTransposedA(U, U, rows, hs.data, 0, U, dz.data, 0, U, recurrentKernel.data, 0, U);';
const DB = 'if (bias) k.sumRows(rows, U, dz.data, 0, U, bias.data, 0);';
const DX =
  'k.matmulTransposedB(rows, I, U, dz.data, 0, U, weights.kernel.data, 0, U, dxs.data, 0, I);';

const forward: readonly Mutant[] = [
  mutant(
    'the recurrence reads nothing',
    FILE,
    'k.matmul(M, U, U, hs.data, was, U, R, 0, U, hs.data, now, U);',
    '',
  ),
  mutant(
    'the recurrence reads R transposed',
    FILE,
    'k.matmul(M, U, U, hs.data, was',
    'k.matmulTransposedB(M, U, U, hs.data, was',
  ),
  mutant(
    'the initial state is forgotten',
    FILE,
    'if (inputs.h0 !== undefined) copyRow(inputs.h0.data, 0, hs.data, 0, B * U);',
    '',
  ),
  mutant(
    'the initial state is used as memory',
    FILE,
    'const hs = compute.zeros<3>([T + 1, B, U]);',
    'const hs = compute.zeros<3>([T + 1, B, U]); inputs.h0?.data.fill(0);',
  ),
  mutant(
    'the bias is forgotten',
    FILE,
    'if (weights.bias) k.addRow(T * B, U, weights.bias.data, 0, hs.data, z0, U);',
    '',
  ),
  mutant(
    'the bias of the first step alone',
    FILE,
    'k.addRow(T * B, U, weights.bias',
    'k.addRow(B, U, weights.bias',
  ),
  mutant(
    'the last step is left out',
    FILE,
    'for (let t = 0; t < T; t++) {',
    'for (let t = 0; t < T - 1; t++) {',
  ),
  mutant(
    'the activation is left out',
    FILE,
    'k.activate(activation, M, U, hs.data, now, U, hs.data, now, U);',
    '',
  ),
  mutant(
    'always tanh',
    FILE,
    'k.activate(activation, M, U, hs.data, now',
    "k.activate('tanh', M, U, hs.data, now",
  ),
  mutant(
    'the mask is not looked at',
    FILE,
    'stepsOf(inputs.mask, B, T)',
    'stepsOf(undefined, B, T)',
  ),
  mutant(
    'masked rows do not repeat their state',
    FILE,
    'if (!allRun(steps, t)) repeatMaskedRows(hs, t, steps);',
    '',
  ),
  mutant(
    'masked rows repeat only up to the first stretch',
    FILE,
    'const ends = [...stretches[t]!, B, 0];',
    'const ends = [...stretches[t]!].length > 0 ? [...stretches[t]!] : [B, 0];',
  ),
  mutant(
    'a masked step gives 0',
    FILE,
    'const y = sequences ? outputsOf(hs, compute)',
    'const y = sequences ? toBatchMajor(toTimeMajor(outputsOf(hs, compute), steps, compute), steps, compute)',
  ),
  mutant(
    'before its first step a row gives 0',
    FILE,
    'const y = sequences ? outputsOf(hs, compute) : undefined;',
    `const y = sequences ? outputsOf(hs, compute) : undefined;
    for (let b = 0; b < B; b++) {
      for (let t = 0; t < T && inputs.mask?.data[b * T + t] === 0; t++) {
        y?.data.fill(0, (b * T + t) * U, (b * T + t + 1) * U);
      }
    }`,
  ),
];

const backward: readonly Mutant[] = [
  mutant(
    'the gradient of a masked output is dropped',
    FILE,
    'addOutputGradient(d.y, t, dh, compute)',
    'addOutputGradient(toBatchMajor(toTimeMajor(d.y, steps, compute), steps, compute), t, dh, compute)',
  ),
  mutant(
    'the gradient of outputs before the first step is dropped',
    FILE,
    'if (d.y !== undefined) addOutputGradient',
    'if (d.y !== undefined && steps.stretches.slice(0, t + 1).some((s) => s.length > 0)) addOutputGradient',
  ),
  mutant('no carry through time', FILE, CARRY, ''),
  mutant('the carry stops one step early', FILE, CARRY, `if (t > 1) ${CARRY}`),
  mutant('the initial state gets no gradient', FILE, CARRY, `if (t > 0) ${CARRY}`),
  mutant('R is not transposed', FILE, CARRY, CARRY.replace('matmulTransposedB', 'matmul')),
  mutant('dR pairs h[t], not h[t−1]', FILE, DR, DR.replace('hs.data, 0, U', 'hs.data, B * U, U')),
  mutant('dR of the last step is left out', FILE, DR, DR.replace('rows', 'rows - B')),
  mutant(
    'db from the last step only',
    FILE,
    DB,
    'if (bias && T > 0) k.sumRows(B, U, dz.data, (T - 1) * B * U, U, bias.data, 0);',
  ),
  mutant(
    'db is a mean over the batch',
    FILE,
    DB,
    `${DB} if (bias) k.scale(U, 1 / B, bias.data, 0);`,
  ),
  mutant('dx is zero', FILE, DX, ''),
  mutant('dx is scaled by T', FILE, DX, `${DX} k.scale(rows * I, T, dxs.data, 0);`),
  mutant(
    'W is not transposed in dx',
    FILE,
    DX,
    'k.matmul(rows, I, U, dz.data, 0, U, weights.kernel.data, 0, I, dxs.data, 0, I);',
  ),
  mutant(
    'all gradients of weights are zero',
    FILE,
    AFTER_THE_LOOP,
    '  const kept = compute.zeros(dz.shape); kept.data.set(dz.data); dz.data.fill(0);\n',
  ),
  mutant('dW starts from W', FILE, DW, `kernel.data.set(weights.kernel.data); ${DW}`),
  mutant('dW is overwritten', FILE, DW, `kernel.data.fill(0); ${DW}`),
  mutant('dR is overwritten', FILE, DR, `recurrentKernel.data.fill(0); ${DR}`),
  mutant('db is overwritten', FILE, DB, `bias?.data.fill(0); ${DB}`),
  mutant('the gradient that comes in is cleared', FILE, AFTER_THE_LOOP, '  d.y?.data.fill(0);\n'),
  mutant(
    'the gradient of the last state serves as memory',
    FILE,
    DH,
    'const dh = d.h ?? compute.zeros<2>([B, U]);',
  ),
  mutant(
    'the gradient of the last state is ignored',
    FILE,
    DH,
    'const dh = compute.zeros<2>([B, U]);',
  ),
  mutant(
    'the gradient of the outputs is ignored',
    FILE,
    'if (d.y !== undefined) addOutputGradient(d.y, t, dh, compute);',
    '',
  ),
  mutant(
    'the first step gets no gradient of its output',
    FILE,
    'if (d.y !== undefined) addOutputGradient',
    'if (d.y !== undefined && t > 0) addOutputGradient',
  ),
  mutant('dh is not cleared before the carry', FILE, 'dh.data.fill(0, b, b + M * U);', ''),
  mutant(
    'dh of masked rows is cleared',
    FILE,
    'dh.data.fill(0, b, b + M * U);',
    'dh.data.fill(0);',
  ),
  mutant(
    'the slope is that of the step before',
    FILE,
    'k.activateBackward(activation, M, U, hs.data, now',
    'k.activateBackward(activation, M, U, hs.data, was',
  ),
  mutant(
    'the slope is always that of tanh',
    FILE,
    'k.activateBackward(activation,',
    "k.activateBackward('tanh',",
  ),
  mutant(
    'the mask is skipped on the way back',
    FILE,
    'compute); //  was: y_t = h_t\n    const stretches = steps.stretches[t]!;',
    'compute);\n    const stretches = B === 0 ? [] : [0, B];',
  ),
  mutant(
    'without the gradient of x, the state has none either',
    FILE,
    'if (!inputGradient) return { x: undefined, h0: dh };',
    'if (!inputGradient) return { x: undefined, h0: compute.zeros<2>([B, U]) };',
  ),
  mutant(
    'the gradient of x is never asked for',
    FILE,
    'if (!inputGradient) return',
    'if (inputGradient) return',
  ),
];

/** What all recurrent pairs share. */
const steps: readonly Mutant[] = [
  mutant(
    'masked content reaches the product',
    STEPS,
    'forRows(steps, (t, b) => copyRow(x.data, (b * T + t) * N, out.data, (t * B + b) * N, N));',
    'for (let t = 0; t < T; t++) for (let b = 0; b < B; b++) copyRow(x.data, (b * T + t) * N, out.data, (t * B + b) * N, N);',
  ),
  mutant(
    'batch and time swapped on the way in',
    STEPS,
    'copyRow(x.data, (b * T + t) * N, out.data, (t * B + b) * N, N)',
    'copyRow(x.data, (t * B + b) * N, out.data, (t * B + b) * N, N)',
  ),
  mutant(
    'batch and time swapped on the way out',
    STEPS,
    'copyRow(x.data, (t * B + b) * N, out.data, (b * T + t) * N, N)',
    'copyRow(x.data, (t * B + b) * N, out.data, (t * B + b) * N, N)',
  ),
  mutant('y_t is h_{t−1}', STEPS, '((t + 1) * B + b) * N, y.data', '(t * B + b) * N, y.data'),
  mutant(
    'the last state is the one before it',
    STEPS,
    '(blocks - 1) * B * N',
    'Math.max(blocks - 2, 0) * B * N',
  ),
  mutant(
    'the first output is left out',
    STEPS,
    'let t = 0; t < T; t++) {\n      copyRow(',
    'let t = 1; t < T; t++) {\n      copyRow(',
  ),
  mutant(
    'the last output is left out',
    STEPS,
    'let t = 0; t < T; t++) {\n      copyRow(',
    'let t = 0; t < T - 1; t++) {\n      copyRow(',
  ),
  mutant(
    'the gradient of the output reaches the first row alone',
    STEPS,
    'for (let b = 0; b < B; b++) compute.kernels.add(',
    'for (let b = 0; b < 1 && b < B; b++) compute.kernels.add(',
  ),
  mutant(
    'the gradient of the output is read batch by time',
    STEPS,
    'dy.data, (b * T + t) * N, dh.data',
    'dy.data, (t * B + b) * N, dh.data',
  ),
  mutant(
    'the gradient of the output is written into',
    STEPS,
    'compute.kernels.add(N, dy.data, (b * T + t) * N, dh.data, b * N);',
    '{ compute.kernels.add(N, dy.data, (b * T + t) * N, dh.data, b * N); dy.data[(b * T + t) * N] = 0; }',
  ),
  mutant(
    'a mask that is nearly full counts as full',
    STEPS,
    'steps.stretches[t]?.[1] === steps.B',
    '(steps.stretches[t]?.[1] ?? 0) >= steps.B - 1',
  ),
  mutant(
    'two rows with a gap between them are one stretch',
    STEPS,
    'atStep[last - 1]! + atStep[last]! === b',
    'atStep[last - 1]! + atStep[last]! <= b',
  ),
  mutant(
    'the mask is read the other way',
    STEPS,
    'if (mask.data[b * T + t] === 0) continue;',
    'if (mask.data[b * T + t] !== 0) continue;',
  ),
  mutant(
    'the mask is read time by batch',
    STEPS,
    'if (mask.data[b * T + t] === 0) continue;',
    'if (mask.data[t * B + b] === 0) continue;',
  ),
];

export const SIMPLE_RNN_MUTANTS: readonly Mutant[] = [...forward, ...backward, ...steps];
