import ndarray from 'ndarray';
import * as t from 'unrolled/tensor';
import { expect, test } from 'vitest';

// The forms that the property tests do not draw: typed arrays as they are, and ndarrays over memory
// that a view cannot look into.

const stored = [3, 1, 2];
const boxed = {
  length: stored.length,
  get: (i: number): number => stored[i]!,
  set: (i: number, x: number): void => {
    stored[i] = x;
  },
};

test.each([
  { what: 'a Float32Array', x: new Float32Array(stored), dtype: 'float32' },
  { what: 'a Float64Array', x: new Float64Array(stored), dtype: 'float64' },
  { what: 'an Int32Array', x: new Int32Array(stored), dtype: 'int32' },
  { what: 'a Uint8Array', x: new Uint8Array(stored), dtype: 'uint8' },
  { what: 'an ndarray of Int16', x: ndarray(new Int16Array(stored)), dtype: 'float32' },
  { what: 'an ndarray of an array', x: ndarray(stored), dtype: 'float32' },
  { what: 'an ndarray of getters', x: ndarray(boxed), dtype: 'float32' },
])('$what is taken as a vector', ({ x, dtype }) => {
  expect(t.copy(x).dtype).toBe(dtype);
  expect(t.copy(x).shape).toEqual([3]);
  expect(t.toNested(t.add(x, 1))).toEqual([4, 2, 3]);
  expect(t.toNested(t.slice(x, [1]))).toEqual([1, 2]);
  expect(t.argmax(x).get()).toBe(0);
});

test('a typed array given to a view-making function is looked into, not copied', () => {
  const memory = new Float64Array([1, 2, 3]);
  t.slice(memory, [1]).set(0, 9);
  expect([...memory]).toEqual([1, 9, 3]);
});
