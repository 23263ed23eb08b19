import { ctc, dense, input, lstm, meanSquaredError, model, sequential, sgd } from 'unrolled';
import { describe, test } from 'vitest';

const series = input({ shape: [null, 3] });
const optimizer = sgd();
const last = dense({ units: 2 })(lstm({ units: 2 })(series));
const all = dense({ units: 2 })(lstm({ units: 2, returnSequences: true })(series));

describe('a loss of sequences', () => {
  test('goes with a model that gives sequences', () => {
    const net = model({ inputs: series, outputs: all });
    net.compile({ optimizer, loss: 'ctc' });
    net.compile({ optimizer, loss: ctc() });
    net.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  });

  test('does not compile with one that gives a vector', () => {
    const net = model({ inputs: series, outputs: last });
    net.compile({ optimizer, loss: 'meanSquaredError' });
    net.compile({ optimizer, loss: meanSquaredError() });
    // @ts-expect-error a sequence is wanted
    net.compile({ optimizer, loss: 'ctc' });
    // @ts-expect-error a sequence is wanted
    net.compile({ optimizer, loss: ctc() });
    const chain = sequential([series, lstm({ units: 2 }), dense({ units: 2 })]);
    // @ts-expect-error a sequence is wanted
    chain.compile({ optimizer, loss: 'ctc' });
  });

  test('goes with the outputs that are sequences', () => {
    const named = model({ inputs: series, outputs: { all, last } });
    named.compile({ optimizer, loss: 'meanSquaredError' });
    named.compile({ optimizer, loss: { all: 'ctc' } });
    named.compile({ optimizer, loss: { all: ctc(), last: 'meanSquaredError' } });
    // @ts-expect-error a sequence is wanted
    named.compile({ optimizer, loss: { last: 'ctc' } });
    // @ts-expect-error no output of this name
    named.compile({ optimizer, loss: { first: 'meanSquaredError' } });
    const listed = model({ inputs: series, outputs: [all, last] });
    listed.compile({ optimizer, loss: ['ctc', 'meanSquaredError'] });
    // @ts-expect-error a sequence is wanted
    listed.compile({ optimizer, loss: ['meanSquaredError', 'ctc'] });
    // @ts-expect-error a loss for each
    listed.compile({ optimizer, loss: ['meanSquaredError'] });
  });
});
