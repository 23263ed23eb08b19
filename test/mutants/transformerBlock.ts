import { type Mutant, mutant } from './mutant.ts';

const FILE = 'layers/transformerBlock.ts';
const RESIDUAL = 'layers/residual.ts';

export const TRANSFORMER_MUTANTS: readonly Mutant[] = [
  mutant(
    'the second branch reads the input',
    FILE,
    'run(owner, branch, store, [{ data: h, mask }], ctx)',
    'run(owner, branch, store, [first], ctx)',
  ),
  mutant(
    'the second branch is added to the input',
    FILE,
    'residual(h, numbersOf(owner, fed.output), mask, ctx)',
    'residual(x, numbersOf(owner, fed.output), mask, ctx)',
  ),
  mutant(
    'the first branch adds nothing',
    FILE,
    'residual(x, numbersOf(owner, attended.output), mask, ctx)',
    'selected(x, mask, ctx)',
  ),
  mutant('the gradient passes the second branch by', FILE, 'dFed ? sum(d, dFed, ctx) : d', 'd'),
  mutant(
    'the gradient takes the second branch alone',
    FILE,
    'dFed ? sum(d, dFed, ctx) : d',
    'dFed ?? d',
  ),
  mutant(
    'the gradient passes the first branch by',
    FILE,
    'dAttended ? sum(dh, dAttended, ctx) : dh',
    'dh',
  ),
  mutant(
    'the first branch gets the gradient of the output',
    FILE,
    'attended.backward(dh, dStates)',
    'attended.backward(d, dStates)',
  ),
  mutant(
    'what is kept has no gradient',
    FILE,
    'attended.backward(dh, dStates)',
    'attended.backward(dh, [])',
  ),
  mutant(
    'masked steps have a gradient',
    FILE,
    'dy ? selected(dy, mask, ctx) : ctx',
    'dy ? selected(dy, undefined, ctx) : ctx',
  ),
  mutant('the past is forgotten', FILE, '[first, ...states]', '[first]'),
  mutant(
    'each norm has the default of its layer',
    FILE,
    'attentionNorm: layerNormalization({ epsilon })',
    'attentionNorm: layerNormalization()',
  ),
  mutant(
    'it attends to what is masked',
    FILE,
    'const first: Value = { data: x, mask };',
    'const first: Value = { data: x };',
  ),
  mutant(
    'masked steps give what the branch gives',
    RESIDUAL,
    '  forCounted(out, mask, (at, length) => {',
    '  forCounted(out, undefined, (at, length) => {',
  ),
  mutant(
    'masked steps are given on',
    RESIDUAL,
    'forCounted(x, mask, (at, length) => copyRow',
    'forCounted(x, undefined, (at, length) => copyRow',
  ),
  mutant(
    'no mask goes on',
    FILE,
    '[{ data: y, mask }, ...attended.states]',
    '[{ data: y }, ...attended.states]',
  ),
];
