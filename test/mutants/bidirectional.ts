import { type Mutant, mutant } from './mutant.ts';

const FILE = 'layers/bidirectional.ts';
const MERGE = 'layers/mergeDirections.ts';

/** Two directions and what they become. */
export const BIDIRECTIONAL_MUTANTS: readonly Mutant[] = [
  mutant(
    'the states of the backward layer come first',
    FILE,
    'outputs: [y, ...statesA, ...statesB, ...extras],',
    'outputs: [y, ...statesB, ...statesA, ...extras],',
  ),
  mutant(
    'the layers start from each other’s states',
    FILE,
    'const [first, second] = split(initial, there.state.length);',
    'const [second, first] = split(initial, back.state.length);',
  ),
  mutant(
    'the gradients of the states are exchanged',
    FILE,
    'ctx), ...dA, ...dB];',
    'ctx), ...dB, ...dA];',
  ),
  mutant(
    'the gradients of final states go to the other layer',
    FILE,
    'b.backward([db && turn(db, ctx), ...dStatesB]);',
    'b.backward([db && turn(db, ctx), ...dStatesA]);',
  ),
  mutant(
    'the backward output stands from the end',
    FILE,
    'const right = turn(numbersOf(owner, yb), ctx);',
    'const right = numbersOf(owner, yb);',
  ),
  mutant(
    'the gradient of the backward output stands in the order of the sequence',
    FILE,
    'b.backward([db && turn(db, ctx),',
    'b.backward([db,',
  ),
  mutant(
    'both layers go forwards',
    FILE,
    'const turned = { goBackwards: true,',
    'const turned = { goBackwards: false,',
  ),
  mutant(
    'the backward layer is the forward one again',
    FILE,
    'withOptions(backwardLayer, turned)',
    'withOptions(layer, turned)',
  ),
  mutant(
    'masked steps repeat their output',
    FILE,
    'const zeroOutputForMask = layer.options.returnSequences === true;',
    'const zeroOutputForMask = layer.options.returnSequences === false;',
  ),
  mutant(
    'the backward layer has no mask',
    FILE,
    'const b = back.begin(store, [...x, ...second],',
    'const b = back.begin(store, [...x.map((one) => ({ ...one, mask: undefined })), ...second],',
  ),
  mutant(
    'only the forward layer has a gradient of the input',
    FILE,
    'return [sum(dxA, dxB, ctx),',
    'return [dxA,',
  ),
  mutant('the second output has no gradient', FILE, '[da, db = dExtra]', '[da, db]'),
  mutant(
    'the mean is the sum',
    MERGE,
    "if (mode === 'ave') ctx.kernels.scale(y.size",
    "if (mode === 'mul') ctx.kernels.scale(y.size",
  ),
  mutant(
    'the gradient of the mean is that of the sum',
    MERGE,
    'ctx.kernels.scale(da.size, 0.5, da.data, 0);',
    '',
  ),
  mutant(
    'the gradients of a product are exchanged',
    MERGE,
    'ctx.kernels.multiply(da.size, dy.data, 0, b.data, 0, da.data, 0);',
    'ctx.kernels.multiply(da.size, dy.data, 0, a.data, 0, da.data, 0);',
  ),
  mutant(
    'the backward output stands first',
    MERGE,
    'copyColumns(a, 0, y, 0, width(a));\n  copyColumns(b, 0, y, width(a), width(b));',
    'copyColumns(b, 0, y, 0, width(b));\n  copyColumns(a, 0, y, width(b), width(a));',
  ),
  mutant(
    'the gradient of the second half is that of the first',
    MERGE,
    'copyColumns(dy, width(a), db, 0, width(b));',
    'copyColumns(dy, 0, db, 0, width(b));',
  ),
];
