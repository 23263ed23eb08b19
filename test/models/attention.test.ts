import {
  additiveAttention,
  attention,
  decodeModel,
  dense,
  encodeModel,
  gru,
  input,
  model,
  multiHeadAttention,
  randomStream,
} from 'unrolled';
import { expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';
import { weightsOf } from './numbersIn.ts';

const random = randomStream('attention');
const queries = drawTensor<3>([4, 3, 2], random);
const values = drawTensor<3>([4, 5, 2], random);
const targets = drawTensor<3>([4, 3, 1], random);

test('a graph in which queries attend to other values trains, is saved and loaded', async () => {
  const q = input({ shape: [null, 2] });
  const v = input({ shape: [null, 2] });
  const encoded = gru({ units: 4, returnSequences: true })(v);
  const asked = gru({ units: 4, returnSequences: true })(q);
  const dot = attention({ useScale: true })([asked, encoded]);
  const added = additiveAttention()([dot, encoded]);
  const heads = multiHeadAttention({ numHeads: 2, keyDim: 3 })([added, encoded]);
  const net = model({ inputs: [q, v], outputs: dense({ units: 1 })(heads), dtype: 'float64' });
  net.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const { history } = await net.fit([queries, values], targets, { epochs: 20 });
  expect(history.loss?.at(-1)).toBeLessThan(history.loss?.[0] ?? 0);
  const y = await net.predict([queries, values]);
  const { model: loaded } = decodeModel(encodeModel(net));
  expectBits(weightsOf(loaded), weightsOf(net), 'the weights');
  expect(y.shape).toEqual([4, 3, 1]);
});

test('scores are outputs of a graph: what each query takes of the values sums to 1', async () => {
  const q = input({ shape: [null, 2] });
  const v = input({ shape: [null, 2] });
  const [y, scores] = multiHeadAttention({
    ...{ numHeads: 3, keyDim: 2, returnAttentionScores: true },
  })([q, v]);
  const net = model({ inputs: [q, v], outputs: { y, scores }, dtype: 'float64' });
  const given = await net.predict([queries, values]);
  expect(given.y.shape).toEqual([4, 3, 2]);
  expect(given.scores.shape).toEqual([4, 3, 3, 5]);
  const shares = Float64Array.from(given.scores.data);
  for (let row = 0; row < shares.length; row += 5) {
    expect(shares.subarray(row, row + 5).reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
  }
});
