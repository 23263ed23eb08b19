import { type Mutant, mutant } from './mutant.ts';
import { dropsMaskedGradients, givesZeroAtMaskedSteps } from './recurrent.ts';

const FILE = 'math/simpleRnn.ts';
const AFTER_THE_LOOP = '  // was: z += h₋·R, for all steps at once\n';
const RECUR = 'k.simpleRnnSteps(activation, atOnce, M, read.data, was, R, hs.data, now, B * U);';
const UNDO =
  'k.simpleRnnStepsBackward(activation, atOnce, M, h, now, dh, now, Rt, dr, was, B * U);';
const H0 = 'const hs = statesFrom(inputs.h0, [T, B, U], compute);';
const D = 'stateGradients(d.y, d.h, [T, B, U], compute)';
const DH = '  const dh = dhs.data;\n';
const DH0 = 'firstState(dhs, compute)';
const DR = 'k.matmulTransposedA(U, U, T * B, read.data, 0, U, dh, B * U, U, dR, 0, U);';
const RETURN_MASKED =
  'if (!allRun(steps, t)) returnMaskedRows(dhs, t, steps, compute);\n    const stretches = ';

/** `UNDO` in single steps, of which `dr` gets what `goes` lets through. */
const carriedWhere = (goes: string): string => `for (let i = atOnce - 1; i >= 0; i--) {
    const [to, at] = [${goes} ? dr : dr.slice(), i * B * U];
    k.simpleRnnStepsBackward(
      activation, 1, M, h, now + at, dh, now + at, Rt, to, was + at, B * U);
  }`;

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
    RECUR,
    RECUR.replace('atOnce', 'atOnce - (t + atOnce === T ? 1 : 0)'),
  ),
  mutant('the activation is left out', FILE, RECUR, RECUR.replace('activation', "'linear'")),
  mutant('always tanh', FILE, RECUR, RECUR.replace('activation', "'tanh'")),
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
  dropsMaskedGradients(
    FILE,
    D,
    D.replace('d.y', 'd.y && toBatchMajor(toTimeMajor(d.y, steps, compute), steps, compute)'),
  ),
  mutant(
    'the gradient of outputs before the first step is dropped',
    FILE,
    RETURN_MASKED,
    RETURN_MASKED.replace('t))', 't) && steps.stretches.slice(0, t).some((s) => s.length > 0))'),
  ),
  mutant('no carry through time', FILE, UNDO, carriedWhere('i + t > T')),
  mutant('the carry stops one step early', FILE, UNDO, carriedWhere('i + t !== 1')),
  mutant('the initial state gets no gradient', FILE, UNDO, carriedWhere('i + t > 0')),
  mutant('R is not transposed', FILE, 'const Rt = transposedFactor(', 'const Rt = factor('),
  mutant(
    'dR pairs h[t], not h[t−1]',
    FILE,
    DR,
    DR.replace('read.data, 0, U', 'read.data, B * U, U'),
  ),
  mutant('dR of the last step is left out', FILE, DR, DR.replace('T * B', '(T - 1) * B')),
  mutant('dR is overwritten', FILE, DR, `dR.fill(0); ${DR}`),
  mutant('all gradients of weights are zero', FILE, AFTER_THE_LOOP, '  dh.fill(0, B * U);\n'),
  mutant('the gradient of the outputs is cleared', FILE, AFTER_THE_LOOP, '  d.y?.data.fill(0);\n'),
  mutant(
    'the gradient of the last state is cleared',
    FILE,
    AFTER_THE_LOOP,
    '  d.h?.data.fill(0);\n',
  ),
  mutant('the gradient of the last state is ignored', FILE, D, D.replace('d.h', 'undefined')),
  mutant('the gradient of the outputs is ignored', FILE, D, D.replace('d.y', 'undefined')),
  mutant(
    'the first step gets no gradient of its output',
    FILE,
    DH,
    `${DH}  dh.fill(0, B * U, T > 1 ? 2 * B * U : 0);\n`,
  ),
  mutant(
    'the gradient of the output reaches the first row alone',
    FILE,
    DH,
    `${DH}  for (let t = 1; t < T; t++) dh.fill(0, (t * B + 1) * U, (t + 1) * B * U);\n`,
  ),
  mutant(
    'dh of masked rows is cleared',
    FILE,
    'kernels.add(count * U, dhs.data, now, dhs.data, was);',
    '',
  ),
  mutant('masked rows have a dz', FILE, 'dhs.data.fill(0, now, now + count * U);', ''),
  mutant(
    'the slope is that of the step before',
    FILE,
    UNDO,
    UNDO.replace('h, now, dh', 'h, was, dh'),
  ),
  mutant('the slope is always that of tanh', FILE, UNDO, UNDO.replace('activation', "'tanh'")),
  mutant(
    'the mask is skipped on the way back',
    FILE,
    `${RETURN_MASKED}steps.stretches[t]!;`,
    'const stretches = B === 0 ? [] : [0, B];',
  ),
  mutant(
    'without the gradient of x, the state has none either',
    FILE,
    DH0,
    `inputGradient ? ${DH0} : compute.zeros<2>([B, U])`,
  ),
];

/** Mistakes in the simple recurrence. */
export const SIMPLE_RNN_MUTANTS: readonly Mutant[] = [...forward, ...backward];
