import * as t from 'unrolled/tensor';
import { describe, expect, test } from 'vitest';

// Who owns which memory: views look into what they are given, all else is new, and nothing that is
// given is ever written to.

const views: { name: string; f: (x: t.Tensor<2>) => t.View<number, t.Data> }[] = [
  { name: 'transpose', f: (x) => t.transpose(x) },
  { name: 'pick', f: (x) => t.pick(x, null, 1) },
  { name: 'slice', f: (x) => t.slice(x, [1, 2]) },
  { name: 'split', f: (x) => t.split(x, 2)[1]! },
];

const owners: { name: string; f: (x: t.Tensor<2>) => t.View<number, t.Data> }[] = [
  { name: 'tensor', f: ({ data }) => t.tensor(data, [4]) },
  { name: 'reshape', f: (x) => t.reshape(x, [4]) },
  { name: 'broadcastTo', f: (x) => t.broadcastTo(x, [2, 2]) },
  { name: 'copy', f: (x) => t.copy(x) },
  { name: 'cast', f: (x) => t.cast(x, 'float32') },
  { name: 'concat', f: (x) => t.concat([x]) },
  { name: 'stack', f: (x) => t.stack([x]) },
  { name: 'pad', f: (x) => t.pad(x, []) },
  { name: 'gather', f: (x) => t.gather(x, [0, 1]) },
  { name: 'oneHot', f: (x) => t.oneHot(x, 5) },
  { name: 'add', f: (x) => t.add(x, 1) },
  { name: 'maximum', f: (x) => t.maximum(x, 9) },
  { name: 'greater', f: (x) => t.greater(x, 2) },
  { name: 'where', f: (x) => t.where(x, x, x) },
  { name: 'clip', f: (x) => t.clip(x, 2, 3) },
  { name: 'exp', f: (x) => t.exp(x) },
  { name: 'sqrt', f: (x) => t.sqrt(x) },
  { name: 'matmul', f: (x) => t.matmul(x, x) },
  { name: 'sum', f: (x) => t.sum(x, 0) },
  { name: 'sum over no axis', f: (x) => t.sum(x, []) },
  { name: 'norm', f: (x) => t.norm(x, 1) },
  { name: 'max', f: (x) => t.max(x, 1) },
  { name: 'argmax', f: (x) => t.argmax(x, 1) },
  { name: 'softmax', f: (x) => t.softmax(x) },
];

const square = (): t.Tensor<2> => t.tensor([1, 2, 3, 4], [2, 2]);

test.each(views)('$name looks into the memory that it is given', ({ f }) => {
  const x = square();
  const result = f(x);
  expect(result.data).toBe(x.data);
  result.data.fill(9);
  expect(t.toNested(x)).toEqual([
    [9, 9],
    [9, 9],
  ]);
});

test.each(owners)('$name has memory of its own, a contiguous one', ({ f }) => {
  const x = square();
  const result = f(x);
  expect(result.offset).toBe(0);
  expect(result.data).toHaveLength(result.size);
  result.data.fill(9);
  expect([...x.data]).toEqual([1, 2, 3, 4]);
});

test.each([...views, ...owners])('$name leaves what it is given as it was', ({ f }) => {
  const x = square();
  f(x);
  expect([...x.data]).toEqual([1, 2, 3, 4]);
  expect(x.shape).toEqual([2, 2]);
  expect(x.stride).toEqual([2, 1]);
});

describe('a shape that the caller gave', () => {
  test.each([
    { name: 'zeros', f: (shape: number[]) => t.zeros(shape) },
    { name: 'full', f: (shape: number[]) => t.full(shape, 1) },
    { name: 'tensor', f: (shape: number[]) => t.tensor([1, 2], shape) },
    { name: 'reshape', f: (shape: number[]) => t.reshape([1, 2], shape) },
    { name: 'broadcastTo', f: (shape: number[]) => t.broadcastTo(1, shape) },
  ])('can change afterwards without changing the result of $name', ({ f }) => {
    const shape = [1, 2];
    const result = f(shape);
    shape[0] = 99;
    expect(result.shape).toEqual([1, 2]);
  });
});
