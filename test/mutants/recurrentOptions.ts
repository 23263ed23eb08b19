import { type Mutant, mutant } from './mutant.ts';

const INPUT = 'layers/recurrentInput.ts';
const OUTPUT = 'layers/recurrentOutput.ts';
const REVERSE = 'math/reverse.ts';
const RNN = 'layers/rnn.ts';

/** Options that all recurrent layers have. */
export const RECURRENT_OPTION_MUTANTS: readonly Mutant[] = [
  mutant('the sequence is not reversed', INPUT, 'x: reverseSteps(kept, ctx),', 'x: kept,'),
  mutant(
    'the mask is not reversed',
    INPUT,
    'const turned = mask && reverseMask(mask, ctx);',
    'const turned = mask;',
  ),
  mutant(
    'where it was looked up is not reversed',
    INPUT,
    'lookup && withIds(lookup, reverseIds(lookup.ids, ctx))',
    'lookup',
  ),
  mutant(
    'the gradient of the input is not turned back',
    INPUT,
    'reversed ? reverseSteps(d.x, ctx) : d.x',
    'd.x',
  ),
  mutant(
    'the first step is left out',
    REVERSE,
    'x.data, (b * T + T - 1 - t) * N',
    'x.data, (b * T + Math.max(1, T - 1 - t)) * N',
  ),
  mutant('rows are reversed', REVERSE, 'from[at - t + T - 1 - t]!', 'from[to.length - 1 - at]!'),
  mutant('nothing is zero', OUTPUT, 'if (y && mask && zeroOutputForMask)', 'if (y && mask && !y)'),
  mutant(
    'masked steps are zero unasked',
    OUTPUT,
    'if (y && mask && zeroOutputForMask)',
    'if (y && mask)',
  ),
  mutant(
    'the gradient of a zero goes back',
    OUTPUT,
    'mask && zeroOutputForMask ? withoutMasked(d, mask, ctx) : d',
    'd',
  ),
  mutant(
    'the gradient of the outputs is written into',
    OUTPUT,
    'const d = ctx.empty<3>(dy.shape);\n  d.data.set(dy.data);',
    'const d = ctx.empty<3>([0, 0, 0]) && dy;',
  ),
  mutant(
    'the steps that count are zero',
    OUTPUT,
    'if (mask.data[step] === 0) y.data',
    'if (mask.data[step] !== 0) y.data',
  ),
  mutant(
    'every cell of a stack goes backwards',
    RNN,
    'goBackwards: options.goBackwards && i === 0,',
    'goBackwards: options.goBackwards,',
  ),
  mutant('rnn has no zeros', RNN, 'if (zeros) zeroMasked(y, zeros);', ''),
  mutant(
    'rnn lets the gradient of a zero back',
    'layers/cellSteps.ts',
    'if (zeros?.data[b * T + t] === 0) continue;',
    '',
  ),
];
