import { type Mutant, mutant } from './mutant.ts';

const RNN = 'layers/rnn.ts';
const STEPS = 'layers/cellSteps.ts';

/** `rnn(cell)`, which runs any cell over time. */
export const RNN_MUTANTS: readonly Mutant[] = [
  mutant(
    'masked rows do not repeat their output',
    RNN,
    'output = select(steps, t, next, output, ctx);',
    'output = next ?? output;',
  ),
  mutant(
    'masked rows do not repeat their states',
    RNN,
    'states = states.map((before, i) => select(steps, t, nextStates[i], before, ctx));',
    'states = states.map((before, i) => nextStates[i] ?? before);',
  ),
  mutant(
    'masked content reaches the cell',
    RNN,
    'for (const b of runningRows(steps, t)) copyRow(x.data',
    'for (let b = 0; b < B; b++) copyRow(x.data',
  ),
  mutant(
    'the initial states are forgotten',
    RNN,
    'initial[i] === undefined ?',
    'initial[i] !== undefined ?',
  ),
  mutant(
    'the output of a step stands at the step before',
    RNN,
    'y.data, (b * T + t) * N, N);',
    'y.data, (b * T + Math.max(0, t - 1)) * N, N);',
  ),
  mutant(
    'the gradient of the last states is ignored',
    RNN,
    'dFinal[i] === undefined ?',
    'dFinal[i] !== undefined || true ?',
  ),
  mutant(
    'the gradient of the last output is ignored',
    RNN,
    'if (dFirst && !returnSequences) dOutput = rank2(owner, dFirst);',
    '',
  ),
  mutant(
    'the gradient of the outputs is ignored',
    RNN,
    'if (dFirst && returnSequences) dOutput',
    'if (dFirst && returnSequences && t < 0) dOutput',
  ),
  mutant(
    'the gradient of an output reaches the cell at masked steps',
    RNN,
    'select(steps, t, dOutput, none, ctx),',
    'dOutput,',
  ),
  mutant(
    'the gradient of the states reaches the cell at masked steps',
    RNN,
    '...dStates.map((d) => select(steps, t, d, ctx.zeros<2>(d.shape), ctx)),',
    '...dStates,',
  ),
  mutant(
    'the gradient of an output is not passed on at masked steps',
    RNN,
    'dOutput = select(steps, t, none, dOutput, ctx);',
    'dOutput = none;',
  ),
  mutant(
    'the gradient of an output goes on after the cell took it',
    RNN,
    'dOutput = select(steps, t, none, dOutput, ctx);',
    '',
  ),
  mutant(
    'the gradient of the states is not passed on at masked steps',
    RNN,
    'return select(steps, t, before && scaled(before, factors[i], ctx), d, ctx);',
    'return before ? scaled(before, factors[i], ctx) : d;',
  ),
  mutant(
    'no carry through time',
    RNN,
    'return select(steps, t, before && scaled(before, factors[i], ctx), d, ctx);',
    'return select(steps, t, undefined, d, ctx);',
  ),
  mutant(
    'the way back goes forward in time',
    RNN,
    'pendings[t]?.backward(toCell)',
    'pendings[T - 1 - t]?.backward(toCell)',
  ),
  mutant(
    'dx stands batch by time',
    RNN,
    'copyRow(dxt.data, b * I, dx.data, (b * T + t) * I, I)',
    'copyRow(dxt.data, b * I, dx.data, (t * B + b) * I, I)',
  ),
  mutant(
    'the gradient of the output is written into',
    STEPS,
    '  out.data.set(dOutput.data);\n',
    '  out.data.set(dOutput.data);\n  dy.data[0] = 0;\n',
  ),
  mutant(
    'only the output of the first row has a gradient',
    STEPS,
    'if (zeros?.data[b * T + t] === 0) continue;',
    'if (zeros?.data[b * T + t] === 0 || b > 0) continue;',
  ),
];

const MASKING = 'layers/masking.ts';

export const MASKING_MUTANTS: readonly Mutant[] = [
  mutant(
    'one feature equal to the value masks a step',
    MASKING,
    'if (x.data[i] !== maskValue) steps[step] = 1;',
    'steps[step] = x.data[i] !== maskValue ? 1 : 0;',
  ),
  mutant(
    'the mask is the other way',
    MASKING,
    'if (x.data[i] !== maskValue)',
    'if (x.data[i] === maskValue)',
  ),
  mutant('the value is always 0', MASKING, 'if (x.data[i] !== maskValue)', 'if (x.data[i] !== 0)'),
  mutant('the mask that came is dropped', MASKING, 'if (mask?.data[step] === 0) continue;', ''),
  mutant(
    'masked steps are given on',
    MASKING,
    'copyUnmasked(x, mask, N, y);',
    'y.data.set(x.data);',
  ),
  mutant(
    'masked steps have a gradient',
    MASKING,
    'copyUnmasked(dy, mask, N, dx);',
    'dx.data.set(dy.data);',
  ),
  mutant('there is no gradient', MASKING, 'copyUnmasked(dy, mask, N, dx);', ''),
  mutant('no mask goes on', MASKING, '{ data: y, mask }', '{ data: y }'),
];

const RECURRENT = 'layers/recurrentOutput.ts';
const EMBEDDING = 'layers/embedding.ts';

/** What the layers add to the pairs they are made of. */
export const LAYER_MUTANTS: readonly Mutant[] = [
  mutant(
    'the gradient of the last state is lost beside that of the output',
    RECURRENT,
    'dh ? sum(last, dh, ctx) : last',
    'last',
  ),
  mutant(
    'the gradient of the output is lost beside that of the last state',
    RECURRENT,
    'dh ? sum(last, dh, ctx) : last',
    'dh ?? last',
  ),
  mutant(
    'the gradient of the last state serves as memory',
    RECURRENT,
    '  out.data.set(a.data);\n  ctx.kernels.add(out.data.length, b.data, 0, out.data, 0);',
    '  out.data.set(a.data);\n  ctx.kernels.add(out.data.length, b.data, 0, out.data, 0);\n  b.data.set(out.data);',
  ),
  mutant(
    'the last output is the last of the states',
    RECURRENT,
    '{ data: states[0] }',
    '{ data: states[states.length - 1]! }',
  ),
  mutant(
    'the last output of rows that never ran is 0',
    'layers/lstm.ts',
    'recurrentOutputs(y, states, read, options)',
    'recurrentOutputs(y, states, read, options).map((output, i) => i > 0 || returnSequences || ' +
      'value?.mask?.data.includes(1) !== false ? output : { data: ctx.zeros(output.data.shape) })',
  ),
  mutant(
    'the last output of rows that never ran has no gradient',
    'layers/lstm.ts',
    'recurrentGradients(owner, read, options, d, ctx)',
    'recurrentGradients(owner, read, options, options.returnSequences || ' +
      'cache.steps.stretches.some((s) => s.length > 0) ? d : [undefined, ...d.slice(1)], ctx)',
  ),
  mutant('a sequence loses its mask', RECURRENT, '{ data: y, mask }', '{ data: y }'),
  mutant(
    'lstm starts from exchanged states',
    'layers/lstm.ts',
    '[stateOf(owner, h), stateOf(owner, c)]',
    '[stateOf(owner, c), stateOf(owner, h)]',
  ),
  mutant(
    'lstm returns the gradients of its states exchanged',
    'layers/lstm.ts',
    ', back.h0, back.c0];',
    ', back.c0, back.h0];',
  ),
  mutant(
    'lstm drops its mask',
    'layers/lstm.ts',
    '{ x, h0, c0, mask, lookup, stateFactors }',
    '{ x, h0, c0, lookup, stateFactors }',
  ),
  mutant(
    'simpleRnn drops its mask',
    'layers/simpleRnn.ts',
    '{ x, h0, mask, lookup, stateFactors }',
    '{ x, h0, lookup, stateFactors }',
  ),
  mutant('simpleRnn starts from zero', 'layers/simpleRnn.ts', '[stateOf(owner, h)]', '[]'),
  mutant(
    'maskZero is not looked at',
    EMBEDDING,
    'ids.data[i] === 0 || mask?.data[i] === 0',
    'mask?.data[i] === 0',
  ),
  mutant(
    'maskZero drops the mask that came',
    EMBEDDING,
    'ids.data[i] === 0 || mask?.data[i] === 0',
    'ids.data[i] === 0',
  ),
  mutant(
    'the embedding gives no mask on',
    EMBEDDING,
    '{ data: output, mask, lookup }',
    '{ data: output, lookup }',
  ),
  mutant(
    'dense forgets the slope of its activation',
    'layers/dense.ts',
    'cache.way ? activationBackward(cache.way, dy, ctx) : dy',
    'dy',
  ),
  mutant('dense gives no mask on', 'layers/dense.ts', '{ data: y, mask }', '{ data: y }'),
  mutant(
    'the logits of dense are its output',
    'layers/dense.ts',
    'cache: { z, dense: cache, way } }',
    'cache: { z: y, dense: cache, way } }',
  ),
  mutant(
    'the logits of dense go back through the activation',
    'layers/dense.ts',
    'dz === undefined ? [] : [denseBackward(weights, grads, cache.dense, dz, ctx, ctx)]',
    'dz === undefined ? [] : [denseBackward(weights, grads, cache.dense, cache.way ? activationBackward(cache.way, dz, ctx) : dz, ctx, ctx)]',
  ),
  mutant('dropout drops in use', 'layers/dropout.ts', '!ctx.training || rate === 0', 'rate === 0'),
  mutant('dropout never drops', 'layers/dropout.ts', '!ctx.training || rate === 0', 'rate >= 0'),
  mutant(
    'dropout lets every gradient through',
    'layers/dropout.ts',
    'dy && cache ? dropoutBackward(cache, dy, ctx) : dy',
    'dy',
  ),
  mutant(
    'flatten has no gradient',
    'layers/flatten.ts',
    'return [dy && reshaped(dy, shape)];',
    'return [];',
  ),
];
