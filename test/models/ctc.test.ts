import { describe, expect, it } from 'vitest';
import {
  adam,
  ctc,
  decodeModel,
  dense,
  encodeModel,
  input,
  lstm,
  type Model,
  sequential,
} from '../../src/index.ts';

const C = 4;

/** Sequences of several lengths, and what they spell; the last needs every frame. */
const frames = [
  [
    [1, 0],
    [1, 0],
    [0, 1],
    [0, 1],
    [1, 1],
  ],
  [
    [0, 1],
    [1, 1],
    [1, 0],
  ],
  [[0.5, 0.5]],
  [
    [1, 1],
    [0, 0],
    [1, 1],
  ],
];
const labels = [[1, 2, 3], [2, 1], [], [3, 3]];

function speller(): Model {
  const model = sequential(
    [input({ shape: [null, 2] }), lstm({ units: 6, returnSequences: true }), dense({ units: C })],
    { dtype: 'float64', seed: 2 },
  );
  model.compile({ optimizer: adam({ learningRate: 0.03 }), loss: 'ctc' });
  return model;
}

describe('a model trained with ctc', () => {
  it('takes sequences and labels of any length, and learns', async () => {
    const model = speller();
    const { history } = await model.fit(frames, labels, { epochs: 60, batchSize: 2 });
    const losses = history.loss ?? [];
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);
  });

  it('has the mean of the losses of its rows, however they are padded and cut into batches', async () => {
    const { loss } = await speller().evaluate(frames, labels);
    const rows = await Promise.all(
      frames.map((row, i) => speller().evaluate([row], [labels[i] ?? []])),
    );
    expect(loss).toBeCloseTo(rows.reduce((sum, row) => sum + row.loss, 0) / rows.length, 12);
    expect((await speller().evaluate(frames, labels, { batchSize: 3 })).loss).toBeCloseTo(loss, 12);
  });

  it('never looks at labels beyond their lengths', async () => {
    const data = labels.map((row) => [...row, 77, 77, 77].slice(0, 3));
    const given = { data, lengths: labels.map(({ length }) => length) };
    const one = await speller().evaluate(frames, labels);
    expect(await speller().evaluate(frames, given)).toEqual(one);
  });

  it('gives the same bits in one shard and almost the same in three', async () => {
    const losses = await Promise.all(
      [1, 3].map(async (shards) => {
        const model = speller();
        await model.fit(frames, labels, { batchSize: 4, epochs: 2, shards });
        return (await model.evaluate(frames, labels)).loss;
      }),
    );
    expect(losses[1]).toBeCloseTo(losses[0] ?? 0, 11);
  });

  it('is saved with its loss', async () => {
    const model = speller();
    const { model: again } = decodeModel(encodeModel(model));
    expect(again.compiled?.heads[0]?.loss.name).toBe('ctc');
    expect(await again.evaluate(frames, labels)).toEqual(await model.evaluate(frames, labels));
  });

  it('cannot be cut into windows of time, and says so', async () => {
    const x = [
      [
        [1, 0],
        [0, 1],
      ],
    ];
    await expect(speller().fit(x, [[1, 2]], { bptt: { steps: 1 } })).rejects.toThrow(
      'fit with bptt cannot cut time into windows: ctc needs whole sequences',
    );
  });

  it('refuses labels that the frames cannot spell, and stays as it was', async () => {
    const model = speller();
    const before = model.getWeights();
    await expect(model.fit([[[1, 0]]], [[1, 2]])).rejects.toThrow(
      'ctc wants at least 2 frames to spell the 2 labels of row 0, got 1',
    );
    expect(model.getWeights()).toEqual(before);
  });

  it('reads the input of a softmax at its end', async () => {
    const ends = (activation: 'linear' | 'softmax') => {
      const model = sequential([input({ shape: [null, 2] }), dense({ units: C, activation })], {
        dtype: 'float64',
      });
      model.compile({ optimizer: 'sgd', loss: ctc() });
      return model;
    };
    const loss = await ends('softmax').evaluate(frames, labels);
    expect(loss).toEqual(await ends('linear').evaluate(frames, labels));
  });
});
