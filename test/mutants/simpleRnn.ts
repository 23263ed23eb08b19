import { type Mutant, mutant } from './mutant.ts';
import { dropsMaskedGradients, givesZeroAtMaskedSteps } from './recurrent.ts';

const FILE = 'math/simpleRnn.ts';
const AFTER_THE_LOOP = '  // was: z += h₋·R, for all steps at once\n';
const RECUR = 'k.matmulFactor(M, read.data, was, U, R, hs.data, now, U);';
const CARRY = 'k.matmulFactor(M, dz.data, was, U, Rt, dh.data, b, U);';
const H0 = 'const hs = statesFrom(inputs.h0, [T, B, U], compute);';
const DH = 'gradientFrom(d.h, [B, U], compute)';
const DY =
  'k.add(B * U, dys.data, t * B * U, dh.data, 0); //  was: y_t = h_t, in masked rows, too\n';
const DYS = 'const dys = d.y && swapped(d.y, compute);';
const DR = 'k.matmulTransposedA(U, U, T * B, read.data, 0, U, dz.data, 0, U, dR, 0, U);';

const forward: readonly Mutant[] = [
  mutant('the recurrence reads nothing', FILE, RECUR, ''),
  mutant(
    'the recurrence reads R transposed',
    FILE,
    'const R = factor(',
    'const R = transposedFactor(',
  ),
  mutant('the initial state is forgotten', FILE, H0, H0.replace('inputs.h0', 'undefined')),
  mutant('the initial state is used as memory', FILE, H0, `${H0} inputs.h0?.data.fill(0);`),
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
  givesZeroAtMaskedSteps(FILE),
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
  dropsMaskedGradients(FILE),
  mutant(
    'the gradient of outputs before the first step is dropped',
    FILE,
    'if (dys) k.add(',
    'if (dys && steps.stretches.slice(0, t + 1).some((s) => s.length > 0)) k.add(',
  ),
  mutant('no carry through time', FILE, CARRY, ''),
  mutant('the carry stops one step early', FILE, CARRY, `if (t > 1) ${CARRY}`),
  mutant('the initial state gets no gradient', FILE, CARRY, `if (t > 0) ${CARRY}`),
  mutant('R is not transposed', FILE, 'const Rt = transposedFactor(', 'const Rt = factor('),
  mutant(
    'dR pairs h[t], not h[t−1]',
    FILE,
    DR,
    DR.replace('read.data, 0, U', 'read.data, B * U, U'),
  ),
  mutant('dR of the last step is left out', FILE, DR, DR.replace('T * B', '(T - 1) * B')),
  mutant('dR is overwritten', FILE, DR, `dR.fill(0); ${DR}`),
  mutant(
    'all gradients of weights are zero',
    FILE,
    AFTER_THE_LOOP,
    '  const kept = compute.zeros(dz.shape); kept.data.set(dz.data); dz.data.fill(0);\n',
  ),
  mutant('the gradient that comes in is cleared', FILE, AFTER_THE_LOOP, '  d.y?.data.fill(0);\n'),
  mutant('the gradient of the last state serves as memory', FILE, DH, `d.h ?? ${DH}`),
  mutant('the gradient of the last state is ignored', FILE, DH, DH.replace('d.h', 'undefined')),
  mutant('the gradient of the outputs is ignored', FILE, DY, ';\n'),
  mutant(
    'the first step gets no gradient of its output',
    FILE,
    'if (dys) k.add(',
    'if (dys && t > 0) k.add(',
  ),
  mutant(
    'the gradient of the output reaches the first row alone',
    FILE,
    DY,
    DY.replace('B * U', 'U'),
  ),
  mutant('the gradient of the output is read batch by time', FILE, DYS, 'const dys = d.y;'),
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
    `${DY}    const stretches = steps.stretches[t]!;`,
    `${DY}    const stretches = B === 0 ? [] : [0, B];`,
  ),
  mutant(
    'without the gradient of x, the state has none either',
    FILE,
    'return { x, table, h0: dh };',
    'return { x, table, h0: inputGradient ? dh : compute.zeros<2>([B, U]) };',
  ),
];

/** Mistakes in the simple recurrence. */
export const SIMPLE_RNN_MUTANTS: readonly Mutant[] = [...forward, ...backward];
