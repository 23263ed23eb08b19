import { type Mutant, mutant } from './mutant.ts';

const FILE = 'math/positionalEmbedding.ts';
const LAYER = 'layers/positionalEmbedding.ts';

export const POSITIONAL_MUTANTS: readonly Mutant[] = [
  mutant(
    'positions count from 1',
    FILE,
    'const p = counted.before[b]! + step - starts[b]!;',
    'const p = Math.min(P - 1, counted.before[b]! + step - starts[b]! + 1);',
  ),
  mutant(
    'positions count masked steps',
    FILE,
    'const p = counted.before[b]! + step - starts[b]!;',
    'const p = Math.min(P - 1, counted.before[b]! + ((places?.[step] ?? step) % T));',
  ),
  mutant(
    'every row goes on where the one before ended',
    FILE,
    'const p = counted.before[b]! + step - starts[b]!;',
    'const p = (counted.before[b]! + step) % P;',
  ),
  mutant(
    'every sequence begins at 0',
    FILE,
    'const p = counted.before[b]! + step - starts[b]!;',
    'const p = step - starts[b]!;',
  ),
  mutant(
    'the gradient of the table goes to the row of the step',
    FILE,
    'positions[step] = p;',
    'positions[step] = step - starts[b]!;',
  ),
  mutant(
    'the table has no gradient',
    FILE,
    'if (grads) k.scatterAddRows(count, N, d.data, 0, positions, 0, grads.data, 0);',
    '',
  ),
  mutant(
    'the gradient of the table is overwritten',
    FILE,
    'if (grads) k.scatterAddRows',
    'grads?.data.fill(0);\n  if (grads) k.scatterAddRows',
  ),
  mutant(
    'masked steps have a gradient',
    FILE,
    'if (places) k.scatterRows(count, N, d.data, 0, places, 0, dx.data, 0);\n  else copyRow',
    'copyRow',
  ),
  mutant('sine and cosine change places', FILE, 'even === j ? sin : cos', 'even === j ? cos : sin'),
  mutant(
    'each column has a wavelength of its own',
    FILE,
    'pow(maxWavelength, -even / N)',
    'pow(maxWavelength, -j / N)',
  ),
  mutant('the waves are shorter', FILE, 'maxWavelength = 10_000', 'maxWavelength = 1000'),
  mutant(
    'the layer starts anew',
    LAYER,
    'const read = { x, mask, position };',
    'const read = { x, mask };',
  ),
  mutant(
    'the layer is not masked',
    LAYER,
    'const read = { x, mask, position };',
    'const read = { x, position };',
  ),
];
