import { type Mutant, mutant } from './mutant.ts';

const STACK = 'layers/stack.ts';
const STEP = 'layers/cellOfLayer.ts';
const RNN = 'layers/rnn.ts';

/** Mistakes in built-in cells and in stacks of cells. */
export const CELL_MUTANTS: readonly Mutant[] = [
  mutant(
    'a stack returns what its first cell gives',
    STACK,
    'below = above;',
    'below = i > 0 ? below : above;',
  ),
  mutant(
    'a stack feeds its input to every cell',
    STACK,
    'begin(store, below ? [below,',
    'begin(store, below && value ? [value,',
  ),
  mutant(
    'every cell of a stack starts from the first states',
    STACK,
    'initial.slice(at, at +',
    'initial.slice(0,',
  ),
  mutant('the states of a stack are not counted', STACK, 'at += one.state.length;', 'at += 1;'),
  mutant(
    'the final states of a stack come from above',
    STACK,
    'final.push(...after);',
    'final.unshift(...after);',
  ),
  mutant(
    'the gradients of initial states come from above',
    STACK,
    'dInitial.unshift(dStates);',
    'dInitial.push(dStates);',
  ),
  mutant(
    'the gradients of final states go to other cells',
    STACK,
    '[d, ...dFinal.slice(start, end)]',
    '[d, ...dFinal.slice(0, end - start)]',
  ),
  mutant(
    'every cell of a stack gets the gradient of the last',
    STACK,
    '            d = dBelow;\n',
    '',
  ),
  mutant(
    'cells above the first do not pass a gradient on',
    STACK,
    'i > 0 || ctx.inputGradient',
    'i === 0 && ctx.inputGradient',
  ),
  mutant('cells of one kind share their weights', STACK, 'names.push(name);', 'names.push(kind);'),
  mutant(
    'the last cell of a stack always gives every output',
    RNN,
    'options.returnSequences || !last',
    'options.returnSequences || i >= 0',
  ),
  mutant(
    'a built-in cell forgets its options in rnn()',
    STEP,
    'layer.revive({ ...given, ...ofSequence, name: kind })',
    'layer.revive({ ...example, units: Object(given).units, ...ofSequence, name: kind })',
  ),
  mutant(
    'a built-in cell forgets its options alone',
    STEP,
    'const one = layer.revive({ ...given, name: kind });',
    'const one = layer.revive({ ...example, units: Object(given).units, name: kind });',
  ),
  mutant(
    'a built-in cell starts from zeros',
    STEP,
    'layer.begin(store, [sequence, ...states], ctx)',
    'layer.begin(store, [sequence], ctx)',
  ),
  mutant(
    'one step has no gradient of x',
    STEP,
    '[dx && reshaped<2>(dx, [B, I]), ...dStates]',
    '[undefined, ...dStates]',
  ),
  mutant(
    'one step returns no gradients of its states',
    STEP,
    '[dx && reshaped<2>(dx, [B, I]), ...dStates]',
    '[dx && reshaped<2>(dx, [B, I])]',
  ),
];
