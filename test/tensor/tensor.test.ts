import { describe, expect, test } from 'vitest';
import {
  checkDtype,
  copy,
  copyElements,
  floats,
  isContiguous,
  reshaped,
  rowsOf,
  View,
  zeros,
} from '../../src/tensor/index.ts';

const rows = new View<2, Float32Array>(new Float32Array([1, 2, 3, 4, 5, 6]), [2, 3]);

test.each(['float32', 'float64'] as const)('zeros are contiguous %s', (dtype) => {
  const tensor = zeros<2>([2, 3], dtype);
  expect(tensor.dtype).toBe(dtype);
  expect([...tensor.data]).toEqual([0, 0, 0, 0, 0, 0]);
  expect(isContiguous(tensor)).toBe(true);
  expect(floats(dtype, 4)).toEqual(zeros<1>([4], dtype).data);
});

test('zeros are float32 unless told otherwise', () => {
  expect(zeros<1>([1]).dtype).toBe('float32');
});

describe('isContiguous', () => {
  test.each([
    { what: 'whole memory in row-major order', view: rows, contiguous: true },
    {
      what: 'a number',
      view: new View<0, Float32Array>(new Float32Array(1), []),
      contiguous: true,
    },
    { what: 'no element', view: zeros<2>([0, 3]), contiguous: true },
    {
      what: 'an axis of one element with an odd stride',
      view: new View<2, Float32Array>(new Float32Array(3), [1, 3], [99, 1]),
      contiguous: true,
    },
    { what: 'a transpose', view: rows.T, contiguous: false },
    { what: 'a start beyond the first element', view: rows.lo(1), contiguous: false },
    { what: 'a part at the start', view: rows.hi(1), contiguous: false },
    { what: 'every second element', view: rows.step(1, 2), contiguous: false },
    { what: 'reversed elements', view: rows.step(-1), contiguous: false },
  ])('is $contiguous for $what', ({ view, contiguous }) => {
    expect(isContiguous(view)).toBe(contiguous);
  });
});

describe('copyElements', () => {
  test.each([
    { what: 'a transpose', view: rows.T, elements: [1, 4, 2, 5, 3, 6] },
    { what: 'reversed columns', view: rows.step(1, -1), elements: [3, 2, 1, 6, 5, 4] },
    { what: 'a row', view: rows.pick(1), elements: [4, 5, 6] },
    { what: 'one element', view: rows.pick(1, 0), elements: [4] },
    { what: 'no element', view: rows.hi(0), elements: [] },
  ])('writes $what in row-major order', ({ view, elements }) => {
    const out = new Int32Array(elements.length);
    copyElements(view, out);
    expect([...out]).toEqual(elements);
  });
});

test('a copy is contiguous, of the same precision and independent of its original', () => {
  const original = new View<2, Float64Array>(new Float64Array([1, 2, 3, 4]), [2, 2]).T;
  const copied = copy(original);
  copied.set(0, 0, 9);
  expect(copied.dtype).toBe('float64');
  expect([...copied.data]).toEqual([9, 3, 2, 4]);
  expect(original.get(0, 0)).toBe(1);
});

test('a reshaped tensor looks into the same memory', () => {
  const column = reshaped<2>(rows, [6, 1]);
  expect(column.shape).toEqual([6, 1]);
  expect(column.data).toBe(rows.data);
});

test.each([
  { shape: [2, 3, 4], rows: 6 },
  { shape: [4], rows: 1 },
  { shape: [0, 4], rows: 0 },
])('$shape has $rows rows', ({ shape, rows: count }) => {
  expect(rowsOf(shape)).toBe(count);
});

test('checkDtype refuses what is no precision and names who asked', () => {
  expect(() => {
    checkDtype('float16', 'lstm_1');
  }).toThrow("lstm_1 wants dtype 'float32' or 'float64', got 'float16'");
});
