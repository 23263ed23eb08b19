import {
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalHinge,
  cosineSimilarity,
  ctc,
  dense,
  hinge,
  huber,
  input,
  klDivergence,
  type LayerFactory,
  type Loss,
  logCosh,
  lstm,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  model,
  type Numbers,
  poisson,
  type Symbolic,
  sequential,
  sgd,
  sparseCategoricalCrossentropy,
  squaredHinge,
} from 'unrolled';
import { describe, test } from 'vitest';

declare const scale: LayerFactory<{ readonly by: number }>;
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

describe('any loss', () => {
  const plain = [
    ...[binaryCrossentropy(), categoricalCrossentropy(), sparseCategoricalCrossentropy()],
    ...[binaryFocalCrossentropy(), categoricalFocalCrossentropy(), cosineSimilarity()],
    ...[hinge(), squaredHinge(), categoricalHinge(), huber(), logCosh(), poisson(), klDivergence()],
    ...[meanSquaredError(), meanAbsoluteError(), meanAbsolutePercentageError()],
    meanSquaredLogarithmicError(),
  ];
  const words = input({ shape: [null], dtype: 'int32' });

  test('takes numbers with features, whatever is between them and the batch', () => {
    const images = input({ shape: [null, 4, 4, 3] });
    for (const loss of plain)
      model({ inputs: images, outputs: images }).compile({ optimizer, loss });
    model({ inputs: series, outputs: series }).compile({ optimizer, loss: 'hinge' });
  });

  test('does not compile with one number a row, or with ids', () => {
    const single = input({ shape: [] });
    const one = model({ inputs: single, outputs: single });
    const ids = model({ inputs: words, outputs: words });
    // @ts-expect-error [batch] has no features
    one.compile({ optimizer, loss: 'meanSquaredError' });
    // @ts-expect-error ids are no predictions
    ids.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
    for (const loss of plain) {
      // @ts-expect-error [batch] has no features
      one.compile({ optimizer, loss });
      // @ts-expect-error ids are no predictions
      ids.compile({ optimizer, loss });
    }
  });

  test('is for all outputs only if it goes with each', () => {
    const named = model({ inputs: series, outputs: { all, last } });
    named.compile({ optimizer, loss: huber() });
    // @ts-expect-error the last is no sequence
    named.compile({ optimizer, loss: 'ctc' });
    // @ts-expect-error the last is no sequence
    named.compile({ optimizer, loss: ctc() });
    const listed = model({ inputs: series, outputs: [all, all] });
    listed.compile({ optimizer, loss: 'ctc' });
    listed.compile({ optimizer, loss: ctc() });
    const mixed = model({ inputs: series, outputs: [all, last] });
    // @ts-expect-error the second is no sequence
    mixed.compile({ optimizer, loss: ctc() });
  });

  test('of one’s own may say a rank and a size', () => {
    const own = meanSquaredError();
    const ofTwo: Loss<unknown, Numbers<2, 2>> = { ...own, name: 'ofTwo' };
    const ofThree: Loss<unknown, Numbers<2, 3>> = { ...own, name: 'ofThree' };
    const net = model({ inputs: series, outputs: last });
    net.compile({ optimizer, loss: ofTwo });
    // @ts-expect-error 2 features, and not 3
    net.compile({ optimizer, loss: ofThree });
    // @ts-expect-error [batch, time, features]
    model({ inputs: series, outputs: all }).compile({ optimizer, loss: ofTwo });
    const open: number = plain.length;
    const unknown = model({ inputs: series, outputs: dense({ units: open })(last) });
    unknown.compile({ optimizer, loss: ofThree });
    const silent: Loss = { ...own, name: 'silent' };
    net.compile({ optimizer, loss: silent });
  });

  test('goes where a rank is open', () => {
    const returnSequences: boolean = plain.length > 9;
    const net = model({ inputs: series, outputs: lstm({ units: 2, returnSequences })(series) });
    net.compile({ optimizer, loss: 'ctc' });
    net.compile({ optimizer, loss: ctc() });
    net.compile({ optimizer, loss: huber() });
    const value: Symbolic = series;
    const open = model({ inputs: series, outputs: dense({ units: 2 })(value) });
    open.compile({ optimizer, loss: 'ctc' });
    open.compile({ optimizer, loss: ctc() });
    const own = model({ inputs: series, outputs: scale({ by: 2 })(series) });
    own.compile({ optimizer, loss: ctc() });
    own.compile({ optimizer, loss: 'huber' });
  });
});
