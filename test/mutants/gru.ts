import { GRU_BACKWARD_MUTANTS } from './gruBackward.ts';
import { GRU_BIAS_MUTANTS } from './gruBias.ts';
import { GRU_FORWARD_MUTANTS } from './gruForward.ts';
import { GRU_PART_MUTANTS } from './gruParts.ts';
import type { Mutant } from './mutant.ts';

const FILE = 'math/gru.ts';
const CHECK = 'function checkGru(';
const CACHE = 'const { steps, options, input, gates, inner, hs, read, stateFactors } = cache;';
const RETURN = 'return { x, table, h0: dh };';

/** Tensors like a GRU's weights with the gates in another order, and a sum that undoes it. */
const REORDER = `
function reordered(weights: object, from: number[], keep: boolean): never {
  const entries = Object.entries(weights).map(([name, tensor]) => {
    if (tensor === undefined) return [name, tensor];
    const out = tensor.data.slice();
    for (let i = 0; i < out.length; i++) out[i] = keep ? tensor.data[placeOf(tensor, from, i)] : 0;
    return [name, { ...tensor, data: out, shape: tensor.shape, stride: tensor.stride, offset: 0,
      dtype: tensor.dtype }];
  });
  return Object.fromEntries(entries) as never;
}
function placeOf(tensor: Tensor, from: number[], i: number): number {
  const S = tensor.shape.at(-1)!;
  const gate = Math.floor((i % S) / (S / 3));
  return i + (from[gate]! - gate) * (S / 3);
}
function addReordered(to: GruWeights, grads: GruWeights, from: number[]): void {
  for (const name of ['kernel', 'recurrentKernel', 'bias'] as const) {
    const tensor = to[name];
    const own = grads[name];
    if (tensor === undefined || own === undefined) continue;
    for (let i = 0; i < own.data.length; i++) tensor.data[placeOf(tensor, from, i)]! += own.data[i]!;
  }
}
`;

/** The gates in every order but the right one: forward and backward agree, so only values tell. */
const gateOrders: readonly Mutant[] = [
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
].map((order) => {
  const names = order.map((gate) => ['z', 'r', 'h'][gate]);
  const from = `[${order.join()}]`;
  const into = `weights = reordered(weights, ${from}, true);`;
  const before = `const to = grads; grads = reordered(grads, ${from}, false);`;
  return {
    why: `the gates in the order ${names.join(', ')}`,
    edits: [
      { file: FILE, find: CHECK, replace: `${REORDER}${CHECK}` },
      {
        file: FILE,
        find: "const { activation = 'tanh', recurrentActivation = 'sigmoid', resetAfter = true } = options;\n  const { B, T, U }",
        replace: `${into}\n  const { activation = 'tanh', recurrentActivation = 'sigmoid', resetAfter = true } = options;\n  const { B, T, U }`,
      },
      { file: FILE, find: CACHE, replace: `${into} ${before} ${CACHE}` },
      { file: FILE, find: RETURN, replace: `addReordered(to, grads, ${from}); ${RETURN}` },
    ],
  };
});

export const GRU_MUTANTS: readonly Mutant[] = [
  ...gateOrders,
  ...GRU_BIAS_MUTANTS,
  ...GRU_FORWARD_MUTANTS,
  ...GRU_BACKWARD_MUTANTS,
  ...GRU_PART_MUTANTS,
];
