import { type Mutant, mutant } from './mutant.ts';

const STEPS = 'math/steps.ts';
const SWAP = 'compute.kernels.swapRows(A, B, N, x.data, 0, out.data, 0);';
const OUTPUTS = 'compute.kernels.swapRows(T, B, N, states.data, B * N, y.data, 0);';

/** Mistakes in what all recurrent pairs share. */
export const STEP_MUTANTS: readonly Mutant[] = [
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
  mutant('y_t is h_{t−1}', STEPS, 'states.data, B * N, y.data, 0);', 'states.data, 0, y.data, 0);'),
  mutant(
    'batch and time swapped in the outputs',
    STEPS,
    'compute.kernels.swapRows(T, B, N, states.data',
    'compute.kernels.swapRows(B, T, N, states.data',
  ),
  mutant(
    'batch and time swapped where every row runs',
    STEPS,
    'compute.kernels.swapRows(A, B, N, x.data',
    'compute.kernels.swapRows(B, A, N, x.data',
  ),
  mutant(
    'the initial state is copied in part',
    STEPS,
    'states.data.set(initial.data);',
    'states.data.set(initial.data.subarray(0, N));',
  ),
  mutant(
    'without an initial state, what stands there is taken',
    STEPS,
    'if (initial === undefined) states.data.fill(0, 0, B * N);',
    'if (initial === undefined);',
  ),
  mutant(
    'the gradient of the last state is copied in part',
    STEPS,
    'copyRow(d.data, 0, own.data, 0, own.data.length);',
    'copyRow(d.data, 0, own.data, 0, shape[1]);',
  ),
  mutant(
    'what stands in the memory is the gradient of masked steps',
    STEPS,
    'return steps.all ? compute.empty<3>([...shape]) : compute.zeros<3>([...shape]);',
    'return compute.empty<3>([...shape]);',
  ),
  mutant(
    'the last state is the one before it',
    STEPS,
    '(blocks - 1) * B * N',
    'Math.max(blocks - 2, 0) * B * N',
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
  mutant('every mask counts as full', STEPS, 'stretches, all: false }', 'stretches, all: true }'),
  mutant('what is swapped is written into', STEPS, SWAP, `${SWAP} x.data.fill(0);`),
  mutant(
    'the first output is left out',
    STEPS,
    OUTPUTS,
    `${OUTPUTS} for (let b = 0; T > 0 && b < B; b++) y.data.fill(0, b * T * N, (b * T + 1) * N);`,
  ),
  mutant(
    'the last output is left out',
    STEPS,
    OUTPUTS,
    `${OUTPUTS}
    for (let b = 1; T > 0 && b <= B; b++) y.data.fill(0, (b * T - 1) * N, b * T * N);`,
  ),
  mutant(
    'what stands in the memory is x at masked steps',
    STEPS,
    'const out = compute.zeros<3>([T, B, N]);',
    'const out = compute.empty<3>([T, B, N]);',
  ),
  mutant(
    'what stands in the memory is the gradient of x at masked steps',
    STEPS,
    'const out = compute.zeros<3>([B, T, N]);',
    'const out = compute.empty<3>([B, T, N]);',
  ),
  mutant(
    'batch and time swapped in the gradients of outputs',
    STEPS,
    'compute.kernels.swapRows(B, T, N, dy.data',
    'compute.kernels.swapRows(T, B, N, dy.data',
  ),
  mutant(
    'the gradient of an initial state begins with what stands in the memory',
    STEPS,
    'd.data.fill(0, 0, B * N);',
    '',
  ),
  mutant(
    'gradients of states without outputs begin with what stands in the memory',
    STEPS,
    'if (dy === undefined) d.data.fill(0);',
    'if (dy === undefined) d.data.fill(0, 0, B * N);',
  ),
  mutant(
    'the gradient of the final state is added in part',
    STEPS,
    'compute.kernels.add(B * N, dh.data',
    'compute.kernels.add(N, dh.data',
  ),
  mutant(
    'the gradient of an initial state is copied in part',
    STEPS,
    'copyRow(states.data, 0, out.data, 0, B * N);',
    'copyRow(states.data, 0, out.data, 0, N);',
  ),
  mutant(
    'what stands in the memory is a gradient that is left out',
    STEPS,
    'const own = compute.zeros<2>([...shape]);',
    'const own = compute.empty<2>([...shape]);',
  ),
];
