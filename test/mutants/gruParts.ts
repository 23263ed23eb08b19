import { type Mutant, mutant } from './mutant.ts';

const COLUMNS = 'math/columns.ts';
const KERNELS = 'kernels/reference/gru.ts';

const columns: readonly Mutant[] = [
  mutant(
    'the columns of a factor are the first ones',
    COLUMNS,
    'const B = factor(matrix, compute, from, count);',
    'const B = factor(matrix, compute, 0, count);',
  ),
  mutant(
    'the columns of a factor are the first ones on the way back',
    COLUMNS,
    'const B = transposedFactor(matrix, compute, from, count);',
    'const B = transposedFactor(matrix, compute, 0, count);',
  ),
  mutant(
    'one step reads the first columns',
    COLUMNS,
    'aStride, matrix.data, from, S, c, cAt, cStride);\n    };\n  }\n  const B = factor(',
    'aStride, matrix.data, 0, S, c, cAt, cStride);\n    };\n  }\n  const B = factor(',
  ),
  mutant(
    'one step goes back through the first columns',
    COLUMNS,
    'aStride, matrix.data, from, S, c, cAt, cStride);\n    };\n  }\n  const B = transposedFactor(',
    'aStride, matrix.data, 0, S, c, cAt, cStride);\n    };\n  }\n  const B = transposedFactor(',
  ),
  mutant(
    'R is not transposed on the way back',
    COLUMNS,
    'const B = transposedFactor(matrix, compute, from, count);',
    'const B = factor(matrix, compute, from, count);',
  ),
];

// Proofs are in float64, so it is that body of a kernel which is edited.
const kernels: readonly Mutant[] = [
  mutant(
    'z resets the candidate',
    KERNELS,
    'gates[n + u]! += gates[r + u]! * nh[from + u]!;',
    'gates[n + u]! += gates[r - U + u]! * nh[from + u]!;',
  ),
  mutant(
    'the candidate is only what was reset',
    KERNELS,
    'gates[n + u]! += gates[r + u]! * nh[from + u]!;',
    'gates[n + u] = gates[r + u]! * nh[from + u]!;',
  ),
  mutant(
    'h = z ⊙ h₋ + n',
    KERNELS,
    'h[now + u] = kept + (1 - keep) * gates[n + u]!;',
    'h[now + u] = kept + gates[n + u]!;',
  ),
  {
    why: 'z and 1 − z are exchanged, both ways',
    edits: [
      {
        file: KERNELS,
        find: 'h[now + u] = kept + (1 - keep) * gates[n + u]!;',
        replace: 'h[now + u] = hPrevious[was + u]! - kept + keep * gates[n + u]!;',
      },
      {
        file: KERNELS,
        find: 'dGates[dz + u] = d * (hPrevious[was + u]! - gates[n + u]!);\n      dGates[dn + u] = d * (1 - keep);\n      dh[now + u] = d * keep;',
        replace:
          'dGates[dz + u] = d * (gates[n + u]! - hPrevious[was + u]!);\n      dGates[dn + u] = d * keep;\n      dh[now + u] = d * (1 - keep);',
      },
    ],
  },
  mutant(
    'dz = dh ⊙ (n − h₋)',
    KERNELS,
    'd * (hPrevious[was + u]! - gates[n + u]!)',
    'd * (gates[n + u]! - hPrevious[was + u]!)',
  ),
  mutant(
    'dz = dh ⊙ h₋',
    KERNELS,
    'd * (hPrevious[was + u]! - gates[n + u]!)',
    'd * hPrevious[was + u]!',
  ),
  mutant('dn = dh', KERNELS, 'dGates[dn + u] = d * (1 - keep);', 'dGates[dn + u] = d;'),
  mutant('dn = dh ⊙ z', KERNELS, 'dGates[dn + u] = d * (1 - keep);', 'dGates[dn + u] = d * keep;'),
  mutant('dh₋ = dh', KERNELS, 'd * (1 - keep);\n      dh[now + u] = d * keep;', 'd * (1 - keep);'),
  mutant('dr = dn', KERNELS, 'dGates[dr + u] = d * nh[from + u]!;', 'dGates[dr + u] = d;'),
  mutant(
    'dr = dn ⊙ r',
    KERNELS,
    'dGates[dr + u] = d * nh[from + u]!;',
    'dGates[dr + u] = d * reset;',
  ),
  mutant('dnh = dn', KERNELS, 'dNh[to + u] = d * reset;', 'dNh[to + u] = d;'),
  mutant('dnh = dn ⊙ nh', KERNELS, 'dNh[to + u] = d * reset;', 'dNh[to + u] = d * nh[from + u]!;'),
];

const LAYER = 'layers/gru.ts';

/** What the layer adds to the pair. */
const layer: readonly Mutant[] = [
  mutant(
    'the layer drops its mask',
    LAYER,
    '{ x, h0, mask, lookup, stateFactors }',
    '{ x, h0, lookup, stateFactors }',
  ),
  mutant('the layer starts from zero', LAYER, '[stateOf(owner, h)]', '[]'),
  mutant(
    'the layer forgets where the reset is',
    LAYER,
    '          resetAfter,\n          sequences',
    'sequences',
  ),
  mutant(
    'the layer has one activation',
    LAYER,
    '          recurrentActivation,\n          resetAfter',
    '          recurrentActivation: activation,\n          resetAfter',
  ),
  mutant('the layer returns no gradient of its state', LAYER, ', back.h0];', '];'),
];

/** Mistakes in what a GRU is made of, and in its layer. */
export const GRU_PART_MUTANTS: readonly Mutant[] = [...columns, ...kernels, ...layer];
