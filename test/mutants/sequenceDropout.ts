import { type Mutant, mutant } from './mutant.ts';

const INPUT = 'layers/recurrentInput.ts';
const DROPOUT = 'math/dropout.ts';
const DROPPED = 'math/droppedTable.ts';
const RNN = 'layers/rnn.ts';
const LSTM = 'math/lstm.ts';
const GRU = 'math/gru.ts';
const SIMPLE_RNN = 'math/simpleRnn.ts';
const LAYER_NORM = 'math/layerNormLstm.ts';
const PEEPHOLE = 'math/peepholeLstm.ts';
const PROJECTED = 'math/projectedLstm.ts';
const VARIANTS = 'layers/lstmVariant.ts';
const STEP_FACTORS = 'stateFactors.data, m, read.data, was);';
const BACK = 'if (stateFactors) k.multiply(M * U, dh.data, b, stateFactors.data, b, dh.data, b);';

/** Dropout within recurrent layers. */
export const SEQUENCE_DROPOUT_MUTANTS: readonly Mutant[] = [
  mutant('it drops in use', INPUT, 'if (!ctx.training || rate === 0)', 'if (rate === 0)'),
  mutant('it never drops', INPUT, 'if (!ctx.training || rate === 0)', 'if (rate >= 0)'),
  mutant(
    'each step drops anew',
    DROPOUT,
    'multiply(N, x.data, at, factors.data, b * N, y.data, at);',
    'multiply(N, x.data, at, factors.data, ((at / N) % B) * N, y.data, at);',
  ),
  mutant(
    'all rows drop what the first row drops',
    DROPOUT,
    'multiply(N, x.data, at, factors.data, b * N, y.data, at);',
    'multiply(N, x.data, at, factors.data, 0, y.data, at);',
  ),
  mutant(
    'all rows draw from one stream',
    INPUT,
    '(row) => ctx.random(purpose, row)',
    '() => ctx.random(purpose, 0)',
  ),
  mutant(
    'the input and the state draw from one stream',
    INPUT,
    'ctx.random(purpose, row)',
    "ctx.random('dropout', row)",
  ),
  mutant(
    'the gradient of the input is not dropped',
    INPUT,
    'return factors ? scaleSteps(kept, factors, ctx) : kept;',
    'return kept;',
  ),
  mutant(
    'a table is read in place of what is left',
    INPUT,
    'const lookup = factors ? dropped : source;',
    'const lookup = source;',
  ),
  mutant(
    'a table drops what the first row drops',
    DROPPED,
    'factors.data, b * I, out.data',
    'factors.data, 0, out.data',
  ),
  mutant(
    'a row reads what the rows before it have left',
    DROPPED,
    'if (places[id]! <= starts[b]!) {',
    'if (places[id] === 0) {',
  ),
  mutant(
    'a step reads the row before its own',
    DROPPED,
    'own[step] = places[id]! - 1;',
    'own[step] = Math.max(0, places[id]! - 2);',
  ),
  mutant(
    'the gradient of a table is not dropped',
    DROPPED,
    'scatterAddRows(count, I, scaled.data, 0,',
    'scatterAddRows(count, I, d.data, 0,',
  ),
  mutant(
    'the gradient of what is left is that of the table',
    INPUT,
    'dropped ? dropTableBackward(dropped, d.table, V, ctx) : d.table',
    'd.table',
  ),
  mutant(
    'lstm: the factors of the state are those of the first rows',
    LSTM,
    STEP_FACTORS,
    'stateFactors.data, 0, read.data, was);',
  ),
  mutant(
    'lstm: the state is not dropped',
    LSTM,
    STEP_FACTORS,
    STEP_FACTORS.replace('stateFactors.data, m', 'stateFactors.data.map(() => 1), m'),
  ),
  mutant('lstm: the gradient of the state is not dropped', LSTM, BACK, ''),
  mutant(
    'lstm: dR pairs the whole state',
    LSTM,
    'T * B, read.data, 0, U, dz',
    'T * B, hs.data, 0, U, dz',
  ),
  ...[LAYER_NORM, PEEPHOLE, PROJECTED].flatMap((file) => {
    const size = file === PROJECTED ? 'P' : 'U';
    return [
      mutant(
        `${file}: the factors of the state are those of the first rows`,
        file,
        'stateFactors.data, m, read.data,',
        'stateFactors.data, 0, read.data,',
      ),
      mutant(
        `${file}: the state is not dropped`,
        file,
        'stateFactors.data, m, read.data,',
        'stateFactors.data.map(() => 1), m, read.data,',
      ),
      mutant(
        `${file}: the gradient of the state is not dropped`,
        file,
        `if (stateFactors) k.multiply(M * ${size}, dh.data`,
        `if (!stateFactors) k.multiply(0, dh.data`,
      ),
      mutant(
        `${file}: dR pairs the whole state`,
        file,
        `S, T * B, read.data, 0, ${size}, d`,
        `S, T * B, cache.hs.data, 0, ${size}, d`,
      ),
    ];
  }),
  mutant(
    'variants of the LSTM: the state is never dropped',
    VARIANTS,
    'mask, lookup, stateFactors };',
    'mask, lookup };',
  ),
  mutant(
    'simpleRnn: the gradient of the state is not dropped',
    SIMPLE_RNN,
    'k.multiply(M * U, dr, was, stateFactors.data, m, dr, was);',
    '',
  ),
  mutant(
    'simpleRnn: dR pairs the whole state',
    SIMPLE_RNN,
    'T * B, read.data, 0, U, dh',
    'T * B, hs.data, 0, U, dh',
  ),
  mutant(
    'gru: what h keeps of h₋ is dropped',
    GRU,
    'k.gruOutput(M, U, gates.data, z, S, hs.data, was, hs.data, now);',
    'k.gruOutput(M, U, gates.data, z, S, read.data, was, hs.data, now);',
  ),
  mutant(
    'gru: the candidate reads the whole state',
    GRU,
    'timesRn(M, read.data, was, U, inner.data, was, U);',
    'timesRn(M, hs.data, was, U, inner.data, was, U);',
  ),
  mutant(
    'gru before: the reset is of the whole state',
    GRU,
    'z + U + m * S, read.data, at, inner.data, at);',
    'z + U + m * S, hs.data, at, inner.data, at);',
  ),
  mutant(
    'gru: the gradient of the state is not dropped',
    GRU,
    'k.multiply(M * U, dRead.data, b, stateFactors.data, b, dRead.data, b);',
    '',
  ),
  mutant(
    'gru: the gradient of what was read is not cleared',
    GRU,
    'if (stateFactors) dRead.data.fill(0, b, b + M * U);',
    'if (stateFactors && t === T - 1) dRead.data.fill(0, b, b + M * U);',
  ),
  mutant(
    'rnn drops every state',
    RNN,
    'name === DROPPED\n      ? factorsOf(',
    "name !== ''\n      ? factorsOf(",
  ),
  mutant(
    'rnn does not drop the gradient',
    RNN,
    'before && scaled(before, factors[i], ctx)',
    'before',
  ),
  mutant(
    'rnn repeats what was dropped at masked steps',
    RNN,
    'states = states.map((before, i) => select(steps, t, nextStates[i], before, ctx));',
    'states = states.map((before, i) => select(steps, t, nextStates[i], scaled(before, factors[i], ctx), ctx));',
  ),
  mutant(
    'a cell’s own rates are lost in rnn',
    RNN,
    '...(dropout === 0 ? {} : { dropout }),',
    'dropout,',
  ),
];
