import { describe, expect, test } from 'vitest';
import { BATCHES, batchesOf, draw, uniformFrom } from './data.ts';
import { flopsOf, readWorkload, titleOf, tokensOf, WORKLOADS } from './workloads.ts';

function workload(id: string) {
  return WORKLOADS.find((candidate) => candidate.id === id)!;
}

describe('a step of a workload', () => {
  // By hand: 2·rows·(sum of K·N), three times that in training.
  test.each([
    { id: 'W1', tokens: 2048, flops: 6 * 2048 * (64 * 512 + 128 * 512 + 128 * 65) },
    { id: 'W2', tokens: 2500, flops: 6 * 2500 * (65 * 512 + 3 * 128 * 512 + 128 * 65) },
    { id: 'W3', tokens: 2560, flops: 6 * (2560 * 2 * 128 * 512 + 32 * 128) },
    { id: 'W4', tokens: 3200, flops: 6 * 3200 * (64 * 256 + 256 * 256 + 256 * 64) },
    { id: 'W5', tokens: 1, flops: 2 * (64 * 2048 + 512 * 2048 + 512 * 65) },
    { id: 'W6', tokens: 2048, flops: 6 * (2048 * (512 + 1024) * 4096 + 64 * 1024 * 10) },
    { id: 'W7', tokens: 20, flops: 6 * 20 * (8 * 16 + 16 * 16 + 16 * 8) },
    { id: 'W8', tokens: 2048, flops: 6 * 2048 * (64 * 384 + 128 * 384 + 128 * 65) },
  ])('of $id has $tokens tokens and $flops operations in products', ({ id, tokens, flops }) => {
    expect(tokensOf(workload(id))).toBe(tokens);
    expect(flopsOf(workload(id))).toBe(flops);
  });
});

test('a title tells layers and sizes', () => {
  expect(titleOf(workload('W2'))).toBe(
    'embedding(65, 65), LSTM(128), LSTM(128), dense(65); batch 50, T 50',
  );
  expect(titleOf(workload('W5'))).toBe('embedding(65, 64), LSTM(512), dense(65); one token');
  expect(titleOf(workload('W7'))).toBe('8 features, SimpleRNN(16), dense(8); batch 1, T 20');
});

describe('a workload', () => {
  test.each(WORKLOADS)('$id reaches a process as JSON', (given) => {
    expect(readWorkload(JSON.stringify(given))).toEqual(given);
  });

  test.each([undefined, '{}', '[]', '7'])('is not read from %s', (json) => {
    expect(() => readWorkload(json)).toThrow('wants a workload as JSON');
  });
});

describe('the batches', () => {
  test.each([
    { id: 'W1', x: 32 * 64, y: 32 * 64 },
    { id: 'W3', x: 32 * 80, y: 32 },
    { id: 'W4', x: 32 * 100 * 64, y: 32 * 100 * 64 },
    { id: 'W6', x: 64 * 32 * 512, y: 64 },
  ])('of $id have $x inputs and $y targets', ({ id, x, y }) => {
    const batches = batchesOf(workload(id));
    expect(batches).toHaveLength(BATCHES);
    for (const batch of batches) expect([batch.x.length, batch.y.length]).toEqual([x, y]);
  });

  test('differ from each other and are the same in every process', () => {
    const [first, second] = batchesOf(workload('W1'));
    expect(first).not.toEqual(second);
    expect(batchesOf(workload('W1'))[0]).toEqual(first);
  });

  test('have ids and classes that are there, of both ends', () => {
    const { x, y } = batchesOf({ ...workload('W1'), vocabulary: 3, outputs: 2 })[0]!;
    expect(new Set(x)).toEqual(new Set([0, 1, 2]));
    expect(new Set(y)).toEqual(new Set([0, 1]));
  });
});

test('ids are drawn as often as their probabilities say', () => {
  const uniform = uniformFrom(1);
  const counts = [0, 0, 0];
  for (let i = 0; i < 10_000; i++) counts[draw([0.5, 0, 0.5], uniform)]!++;
  expect(counts[1]).toBe(0);
  expect(Math.abs(counts[0]! - 5000)).toBeLessThan(200); // four standard deviations
  expect(draw([0.2, 0.3], () => 0.999)).toBe(1); // rounding may leave a little
});
