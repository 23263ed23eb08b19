import { type Mutant, mutant } from './mutant.ts';

const FILE = 'training/clipping.ts';
const RULE = 'training/updateRule.ts';

export const CLIPPING_MUTANTS: readonly Mutant[] = [
  mutant(
    'the global norm clips each weight by itself',
    FILE,
    'return { norm, clipped: shrink(grads, norm, clipping.globalClipNorm, kernels) };',
    'let any = false; for (const [i, g] of grads.entries()) any = shrink([g], Math.sqrt(squares[i]!), clipping.globalClipNorm, kernels) || any; return { norm, clipped: any };',
  ),
  mutant(
    'the norm of each weight is that of all',
    FILE,
    'shrink([g], Math.sqrt(squares[i]!), clipping.clipNorm, kernels)',
    'shrink([g], norm, clipping.clipNorm, kernels)',
  ),
  mutant('the norm is not a root', FILE, 'const norm = Math.sqrt(sum);', 'const norm = sum;'),
  mutant(
    'the norm is that of the first weight',
    FILE,
    'const norm = Math.sqrt(sum);',
    'const norm = Math.sqrt(squares[0] ?? 0);',
  ),
  mutant(
    'the norm is the root of a sum of norms',
    FILE,
    'sum += square;',
    'sum += Math.sqrt(square);',
  ),
  mutant('small gradients are made larger', FILE, 'if (!(norm > limit)) return false;', ''),
  mutant(
    'gradients become the limit, not its size',
    FILE,
    'kernels.scale(data.length, limit / norm, data, 0)',
    'kernels.scale(data.length, limit, data, 0)',
  ),
  mutant(
    'gradients are divided by their norm',
    FILE,
    'kernels.scale(data.length, limit / norm, data, 0)',
    'kernels.scale(data.length, 1 / norm, data, 0)',
  ),
  mutant(
    'only the first weight is clipped',
    FILE,
    'for (const { data } of grads) kernels.scale',
    'for (const { data } of grads.slice(0, 1)) kernels.scale',
  ),
  mutant(
    'what is above the limit is cut, below it is not',
    'kernels/reference/elementwise.ts',
    'Math.min(Math.max(x[xOffset + i]!, -limit), limit)',
    'Math.min(x[xOffset + i]!, limit)',
  ),
  mutant(
    'values above the limit stay as they are',
    FILE,
    'if (!exceeds(data, rounded)) continue;',
    'if (exceeds(data, rounded)) continue;',
  ),
  mutant(
    'nothing is reported as clipped',
    FILE,
    '  for (const { data } of grads) kernels.scale(data.length, limit / norm, data, 0);\n  return true;',
    '  for (const { data } of grads) kernels.scale(data.length, limit / norm, data, 0);\n  return false;',
  ),
  mutant(
    'the norm is that after clipping',
    FILE,
    'return { norm, clipped: shrink(grads, norm, clipping.globalClipNorm, kernels) };',
    'const clipped = shrink(grads, norm, clipping.globalClipNorm, kernels); return { norm: clipped ? clipping.globalClipNorm : norm, clipped };',
  ),
  mutant(
    'not a number is clipped, too',
    FILE,
    'clipping === undefined || !Number.isFinite(norm)',
    'clipping === undefined',
  ),
  {
    why: 'gradients are clipped after the update',
    edits: [
      {
        file: RULE,
        find: 'const norm = measured(clipGradients(grads, clipping, kernels));',
        replace:
          'step(weights, grads, state, learningRate, kernels, decaying ?? weights); const norm = measured(clipGradients(grads, clipping, kernels));',
      },
      {
        file: RULE,
        find: '      step(weights, grads, state, learningRate, kernels, decaying ?? weights);\n      return norm;',
        replace: '      return norm;',
      },
    ],
  },
  mutant(
    'gradients are not clipped',
    RULE,
    'clipGradients(grads, clipping, kernels)',
    'clipGradients(grads, undefined, kernels)',
  ),
];
