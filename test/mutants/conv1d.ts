import { type Mutant, mutant } from './mutant.ts';

const PAIR = 'math/conv1d.ts';
const WINDOWS = 'math/convWindows.ts';
const LAYER = 'layers/conv1d.ts';
const STEPS = 'layers/convSteps.ts';
const DW = 'k.matmulTransposedA(K * I, F, rows, windows.data, 0, K * I, dy, 0, F, dW, 0, F);';
const DX = 'k.matmulTransposedB(rows, K * I, F, dy, 0, F, W, 0, F, dWindows.data, 0, K * I);';

export const CONV1D_MUTANTS: readonly Mutant[] = [
  mutant(
    'the kernel is turned round',
    PAIR,
    'visit(b, o, tap, t, taps);',
    'visit(b, o, kernelSize - taps - tap, t, taps);',
  ),
  mutant('dilation is forgotten', PAIR, 'tap * dilationRate - start', 'tap - start'),
  mutant('strides are forgotten', PAIR, 'o * strides + tap', 'o + tap'),
  mutant('a window starts a step late', PAIR, 'dilationRate - start;', 'dilationRate - start + 1;'),
  mutant(
    'masked steps are looked at',
    PAIR,
    'const length = lengths[b]!;',
    'const length = lengths[0]!;',
  ),
  mutant(
    'the past is forgotten',
    PAIR,
    'else if (past) copyRun(past, (row * reach + reach + t) * I, windows, to, taps * I, k);',
    '',
  ),
  mutant(
    'the past is read from its start',
    PAIR,
    'past, (row * reach + reach + t) * I, windows',
    'past, (row * reach) * I, windows',
  ),
  mutant(
    'the past of a short row is lost',
    PAIR,
    'else if (past) copyRow(past.data, (b * reach + reach + t) * I, last.data, to, I);',
    '',
  ),
  mutant(
    'the last steps are those of the padded row',
    PAIR,
    'visit(b, p, lengths[b]! + p - reach);',
    'visit(b, p, lengths[0]! + p - reach);',
  ),
  mutant(
    'the bias is forgotten',
    PAIR,
    'fillWithBias(B * O, F, weights.bias,',
    'fillWithBias(B * O, F, undefined,',
  ),
  mutant('dW is zero', PAIR, DW, ''),
  mutant('dW is overwritten', PAIR, DW, `dW.fill(0); ${DW}`),
  mutant('dW of the first window alone', PAIR, DW, DW.replace('F, rows,', 'F, Math.min(1, rows),')),
  mutant(
    'db is zero',
    PAIR,
    'if (grads.bias) k.sumRows(rows, F, dy, 0, F, grads.bias.data, 0);',
    '',
  ),
  mutant('dx is zero', PAIR, DX, ''),
  mutant(
    'the gradient of a step that several windows have is the last one’s',
    PAIR,
    'to.data[toAt + i]! += from.data[at + i]!;',
    'to.data[toAt + i] = from.data[at + i]!;',
  ),
  mutant(
    'the past has no gradient',
    PAIR,
    '} else if (dPast) addRun(',
    '} else if (dPast && t > 0) addRun(',
  ),
  mutant(
    'the last steps give no gradient',
    PAIR,
    'if (past) forPast(reach, lengths, (b, p, t) => addTo(b, t, past, (b * reach + p) * I, 1));',
    '',
  ),
  mutant('the past has a gradient only where x has', PAIR, 'if (dx || dPast) {', 'if (dx) {'),
  mutant(
    'the mask is that of x',
    PAIR,
    'b * O + windowsOf(window, lengths[b]!)',
    'b * O + Math.min(O, lengths[b]!)',
  ),
  mutant(
    'a causal window looks ahead',
    WINDOWS,
    "if (window.padding === 'causal') return reach;",
    "if (window.padding === 'causal') return reach - Math.min(reach, 1);",
  ),
  mutant(
    'the larger half lies before',
    WINDOWS,
    'Math.trunc(Math.max(needed - length, 0) / 2)',
    'Math.ceil(Math.max(needed - length, 0) / 2)',
  ),
  mutant(
    'same pads as with strides of 1',
    WINDOWS,
    '(windowsOf(window, length) - 1) * window.strides + reach + 1',
    'length + reach',
  ),
  mutant(
    'the last window is left out',
    WINDOWS,
    'Math.ceil(inside / window.strides)',
    'Math.floor(inside / window.strides)',
  ),
  mutant(
    'valid windows look beyond',
    WINDOWS,
    "window.padding === 'valid' ? length - reachOf(window) : length",
    'length',
  ),
  mutant(
    'padding before a step is let in',
    WINDOWS,
    'if (mask.data[b * T + t] === 0) continue;',
    'if (mask.data[b * T + t] !== 2) continue;',
  ),
  mutant('every row is as long as the batch', WINDOWS, 'lengths[b] = length;', ''),
  mutant('the layer drops its mask', LAYER, '{ data: y, mask }', '{ data: y }'),
  mutant('a linear layer drops its mask', LAYER, '{ data: z, mask }', '{ data: z }'),
  mutant('the layer looks at masked steps', LAYER, 'mask: value?.mask, past', 'past'),
  mutant('the layer forgets its past', LAYER, 'mask: value?.mask, past }', 'mask: value?.mask }'),
  mutant(
    'the slope of the activation is forgotten',
    LAYER,
    'dy && way ? activationBackward(way, dy, ctx) : dy',
    'dy',
  ),
  mutant(
    'the logits are the output',
    LAYER,
    '{ z, conv: cache, way } }',
    '{ z: y, conv: cache, way } }',
  ),
  mutant(
    'the logits lose the gradient of the past',
    LAYER,
    'conv, gradientsOf(d), ctx',
    'conv, gradientsOf([d[0]]), ctx',
  ),
  mutant(
    'it steps without a state',
    STEPS,
    "return steps ? [{ name: 'past', shape: [reach, features] }] : [];",
    'return [];',
  ),
];
