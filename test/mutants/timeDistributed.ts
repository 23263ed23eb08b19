import { type Mutant, mutant } from './mutant.ts';

const FILE = 'layers/timeDistributed.ts';

export const TIME_DISTRIBUTED_MUTANTS: readonly Mutant[] = [
  mutant('masked steps are looked at', FILE, 'asRows(unmasked(x, mask, ctx))', 'asRows(x)'),
  mutant('masked steps have a gradient', FILE, 'unmasked(asSteps(dx), mask, ctx)', 'asSteps(dx)'),
  mutant(
    'no step counts',
    FILE,
    'if (mask.data[step] === 0) continue;',
    'if (mask.data[step] !== 0) continue;',
  ),
  mutant('no mask goes on', FILE, 'pending.outputs[0])), mask }', 'pending.outputs[0])) }'),
  mutant('the states of the layer are exposed', FILE, '      state: [],\n', ''),
  mutant('every step draws the same', FILE, 'row % T}', 'row % 1}'),
  mutant('rows draw by their place among all steps', FILE, 'Math.floor(row / T)', 'row'),
  mutant(
    'the logits are the output',
    FILE,
    'data: asSteps(logits.data)',
    'data: asSteps(numbersOf(owner, pending.outputs[0]))',
  ),
  mutant(
    'the logits go back through the activation',
    FILE,
    'backward: back(logits)',
    'backward: back(pending)',
  ),
  mutant('there is no gradient', FILE, '[dx && unmasked', '[undefined && dx && unmasked'),
];
