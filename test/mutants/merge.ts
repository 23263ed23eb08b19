import { type Mutant, mutant } from './mutant.ts';

const PAIR = 'math/merge.ts';
const JOIN = 'math/concatenate.ts';
const MASK = 'layers/mergedMask.ts';
const MERGE = 'layers/merge.ts';
const LAYER = 'layers/concatenate.ts';

export const MERGE_MUTANTS: readonly Mutant[] = [
  mutant('average is a sum', PAIR, "if (operation === 'average') divide(y, xs.length);", ''),
  mutant('average halves', PAIR, 'divide(y, xs.length)', 'divide(y, 2)'),
  mutant(
    'the gradient of an average is that of a sum',
    PAIR,
    "if (operation === 'average') divide(dx, xs.length);",
    '',
  ),
  mutant('subtract adds', PAIR, 'y.data[e]! -= x.data[e]!', 'y.data[e]! += x.data[e]!'),
  mutant(
    'both gradients of subtract are dy',
    PAIR,
    "=== 'subtract' && i === 1",
    "=== 'subtract' && i < 0",
  ),
  mutant(
    'the first gradient of subtract is −dy',
    PAIR,
    "=== 'subtract' && i === 1",
    "=== 'subtract' && i === 0",
  ),
  mutant(
    'the gradient of a product is by its own factor',
    PAIR,
    'if (j !== i) mergeInto',
    'if (j === i) mergeInto',
  ),
  mutant(
    'the gradient of a product is by all factors',
    PAIR,
    'if (j !== i) mergeInto',
    'if (j >= 0) mergeInto',
  ),
  mutant(
    'the gradient of a product is by the second alone',
    PAIR,
    'if (j !== i) mergeInto',
    'if (j !== i && j < 2) mergeInto',
  ),
  mutant('maximum is minimum', PAIR, '= Math.max(y.data[e]!', '= Math.min(y.data[e]!'),
  mutant('minimum is maximum', PAIR, '= Math.min(y.data[e]!', '= Math.max(y.data[e]!'),
  mutant(
    'all have the gradient of a maximum',
    PAIR,
    '!== i) dx.data[e] = 0;',
    '< 0) dx.data[e] = 0;',
  ),
  mutant(
    'the last of equal ones has the gradient',
    PAIR,
    'for (let i = 0; i < xs.length; i++) if (xs[i]!.data[e] === value) return i;',
    'for (let i = xs.length - 1; i >= 0; i--) if (xs[i]!.data[e] === value) return i;',
  ),
  mutant('masked steps give what stands there', PAIR, '  clearMasked(y, mask);', ''),
  mutant('masked steps have a gradient', PAIR, '    clearMasked(dx, mask);', ''),
  mutant(
    'the first tensor is written into',
    PAIR,
    'y.data.set(first.data);',
    'y.data.set(first.data); first.data.fill(0);',
  ),
  mutant(
    'dy is written into',
    PAIR,
    'dx.data.set(dy.data);',
    'dx.data.set(dy.data); dy.data.fill(0);',
  ),
  mutant(
    'the third tensor is left out',
    PAIR,
    'for (const x of others)',
    'for (const x of others.slice(0, 1))',
  ),
  mutant(
    'a step counts if it does in the first',
    MASK,
    'for (const mask of masks) {',
    'for (const mask of masks.slice(0, 1)) {',
  ),
  mutant(
    'a step counts if it does in the last',
    MASK,
    'if (mask.data[step] === 0) flags[step] = 0;',
    'flags[step] = mask.data[step]!;',
  ),
  mutant(
    'the mask of the first goes on',
    MASK,
    'masks.every((mask) => mask === first)',
    'masks.length > 0',
  ),
  mutant('no mask goes on', MERGE, '{ data, mask }', '{ data }'),
  mutant('no mask goes on, concatenate', LAYER, '{ data, mask }', '{ data }'),
  mutant(
    'along time masks merge',
    LAYER,
    'const joinsTime = along === 1 &&',
    'const joinsTime = along < 0 &&',
  ),
  mutant(
    'masks are joined along any axis',
    LAYER,
    'const joinsTime = along === 1 &&',
    'const joinsTime = along > 0 &&',
  ),
  mutant(
    'without a mask no step counts',
    MASK,
    'mask === undefined ? 1 :',
    'mask === undefined ? 0 :',
  ),
  mutant(
    'the second mask stands over the first',
    MASK,
    'flags[b * T + start + t]',
    'flags[b * T + t]',
  ),
  mutant(
    'every row has the mask of the first',
    MASK,
    'mask.data[b * length + t]!',
    'mask.data[t]!',
  ),
  mutant('the default axis is time', LAYER, 'defaults: { axis: -1 }', 'defaults: { axis: 1 }'),
  mutant(
    'tensors stand in each other’s place',
    JOIN,
    'xs[i]!.data, from,',
    'xs[xs.length - 1 - i]!.data, from,',
  ),
  mutant(
    'every stretch is the first',
    JOIN,
    'visit(i, stretch * length, inWhole, length);',
    'visit(i, 0, inWhole, length);',
  ),
  mutant(
    'the gradient of the first part goes to all',
    JOIN,
    'copyRow(dy.data, from,',
    'copyRow(dy.data, at,',
  ),
  mutant(
    'an axis from the end is one too far',
    JOIN,
    'axis < 0 ? axis + rank : axis',
    'axis < 0 ? axis + rank - 1 : axis',
  ),
];
