import * as t from 'unrolled/tensor';
import { expect, test } from 'vitest';

const x = t.tensor([1, 2, 3, 4, 5, 6], [2, 3]);
const precise = t.ones([2, 3], 'float64');
const ids = t.cast([[1, 2, 3]], 'int32');
const mask = t.cast([1, 0], 'uint8');

const mismatch = 'along each axis, counted from the last, sizes must be equal or 1';

test.each<{ name: string; call: () => unknown; message: string }>([
  // Shapes that do not fit
  {
    name: 'ShapeError',
    call: () => t.add(x, [1, 2]),
    message: `add cannot combine [2, 3] with [2]: ${mismatch}; reshape one of them`,
  },
  {
    name: 'ShapeError',
    call: () => t.less(x, t.ones([3, 2])),
    message: `less cannot combine [2, 3] with [3, 2]: ${mismatch}; reshape one of them`,
  },
  {
    name: 'ShapeError',
    call: () => t.where(mask, x, x),
    message: `where cannot combine [2] with [2, 3] with [2, 3]: ${mismatch}; reshape one of them`,
  },
  {
    name: 'ShapeError',
    call: () => t.broadcastTo(x, [3]),
    message: `broadcastTo cannot stretch [2, 3] to [3]: ${mismatch}`,
  },
  {
    name: 'ShapeError',
    call: () => t.broadcastTo([[1, 2]], [2]),
    message: `broadcastTo cannot stretch [1, 2] to [2]: ${mismatch}`,
  },
  {
    name: 'ShapeError',
    call: () => t.broadcastTo(x, [1, 3]),
    message: `broadcastTo cannot stretch [2, 3] to [1, 3]: ${mismatch}`,
  },
  {
    name: 'ShapeError',
    call: () => t.matmul(x, x),
    message: 'matmul wants [..., M, K] and [..., K, N], got [2, 3] and [2, 3]',
  },
  {
    name: 'ShapeError',
    // @ts-expect-error: a vector is no matrix
    call: () => t.matmul(x, [1, 2, 3]),
    message: 'matmul wants [..., M, K] and [..., K, N], got [2, 3] and [3]',
  },
  {
    name: 'ShapeError',
    call: () => t.matmul(t.ones([2, 2, 3]), t.ones([4, 3, 2])),
    message: `matmul cannot combine [2] with [4]: ${mismatch}; reshape one of them`,
  },
  {
    name: 'ShapeError',
    call: () => t.reshape(x, [4]),
    message: 'reshape wants the 6 elements of [2, 3], got [4]',
  },
  {
    name: 'ShapeError',
    call: () => t.reshape(x, [-1, 4]),
    message: 'reshape wants the 6 elements of [2, 3], got [-1, 4]',
  },
  {
    name: 'ShapeError',
    call: () => t.reshape(x, [-1, -1, 6]),
    message: 'reshape wants the 6 elements of [2, 3], got [-1, -1, 6]',
  },
  {
    name: 'ShapeError',
    call: () => t.reshape(x, [-2, -3]),
    message: 'reshape wants sizes that are whole and not negative, got [-2, -3]',
  },
  {
    name: 'ShapeError',
    call: () => t.reshape(t.zeros([0]), [-1, 0]),
    message: 'reshape wants the 0 elements of [0], got [-1, 0]',
  },
  {
    name: 'ShapeError',
    call: () => t.tensor([1, 2], [3]),
    message: 'tensor wants 3 elements for [3], got 2',
  },
  {
    name: 'ShapeError',
    call: () => t.zeros([2, -1]),
    message: 'zeros wants sizes that are whole and not negative, got [2, -1]',
  },
  {
    name: 'ShapeError',
    call: () => t.full([1.5], 0),
    message: 'full wants sizes that are whole and not negative, got [1.5]',
  },
  {
    name: 'ShapeError',
    call: () => t.oneHot([0], Number.NaN),
    message: 'oneHot wants sizes that are whole and not negative, got [NaN]',
  },
  {
    name: 'ShapeError',
    call: () => t.concat([x, [[1, 2]]]),
    message: 'concat wants parts that differ along axis 0 only, got [2, 3] and [1, 2]',
  },
  {
    name: 'ShapeError',
    call: () => t.concat<t.Numbers>([x, [1, 2, 3]]),
    message: 'concat wants parts that differ along axis 0 only, got [2, 3] and [3]',
  },
  {
    name: 'ShapeError',
    call: () => t.concat([]),
    message: 'concat wants at least one part, got none',
  },
  {
    name: 'ShapeError',
    call: () => t.stack([x, [[1, 2]]]),
    message: 'stack wants parts of one shape, got [2, 3] and [1, 2]',
  },
  {
    name: 'ShapeError',
    call: () => t.stack([]),
    message: 'stack wants at least one part, got none',
  },
  {
    name: 'ShapeError',
    call: () => t.split(x, 2, 1),
    message:
      'split wants parts that add up to the 3 elements of axis 1 of [2, 3], got 2 equal parts',
  },
  {
    name: 'ShapeError',
    call: () => t.split(x, [1, 2]),
    message:
      'split wants parts that add up to the 2 elements of axis 0 of [2, 3], got sizes [1, 2]',
  },
  {
    name: 'ShapeError',
    call: () => t.split(x, [3, -1]),
    message:
      'split wants parts that add up to the 2 elements of axis 0 of [2, 3], got sizes [3, -1]',
  },
  {
    name: 'ShapeError',
    call: () => t.pad(x, [[0, -1]]),
    message: 'pad wants up to 2 pairs of whole widths for [2, 3], got [[0, -1]]',
  },
  {
    name: 'ShapeError',
    call: () =>
      t.pad(
        [1],
        [
          [0, 0],
          [1, 1],
        ],
      ),
    message: 'pad wants up to 1 pairs of whole widths for [1], got [[0, 0], [1, 1]]',
  },
  {
    name: 'ShapeError',
    call: () => t.allClose(x, [1, 2]),
    message: 'allClose wants arrays of one shape, got [2, 3] and [2]',
  },

  // Axes and indices that are not there
  {
    name: 'ShapeError',
    call: () => t.sum(x, 2),
    message: 'sum wants an axis from -2 to 1 for [2, 3], got 2',
  },
  {
    name: 'ShapeError',
    call: () => t.mean(x, [0, -2]),
    message: 'mean wants each axis of [2, 3] once, got [0, -2]',
  },
  {
    name: 'ShapeError',
    call: () => t.argmax(x, 0.5),
    message: 'argmax wants an axis from -2 to 1 for [2, 3], got 0.5',
  },
  {
    name: 'ShapeError',
    call: () => t.softmax(5),
    message: 'softmax wants an axis, but there is none in a single number',
  },
  {
    name: 'ShapeError',
    call: () => t.stack([x], 3),
    message: 'stack wants an axis from -3 to 2 for [2, 3, 1], got 3',
  },
  {
    name: 'ShapeError',
    call: () => t.transpose(x, [0]),
    message: 'transpose wants the 2 axes of [2, 3], got [0]',
  },
  {
    name: 'ShapeError',
    call: () => t.transpose(x, [1, -1]),
    message: 'transpose wants each axis of a rank 2 view once, got [1, 1]',
  },
  {
    name: 'ShapeError',
    call: () => t.pick(x, 2),
    message: 'pick wants an index below 2 for axis 0 of [2, 3], got 2',
  },
  {
    name: 'ShapeError',
    call: () => t.pick(x, 0, 0, 0),
    message: 'pick wants at most 2 indices for [2, 3], got 3',
  },
  {
    name: 'ShapeError',
    call: () => t.slice(x, null, [1, 4]),
    message:
      'slice wants start <= end within the 3 elements of axis 1 and a whole step other than 0, got [1, 4]',
  },
  {
    name: 'ShapeError',
    call: () => t.slice(x, [0, 2, 0]),
    message:
      'slice wants start <= end within the 2 elements of axis 0 and a whole step other than 0, got [0, 2, 0]',
  },
  {
    name: 'ShapeError',
    call: () => t.slice(x, null, null, null),
    message: 'slice wants at most 2 ranges for [2, 3], got 3',
  },
  {
    name: 'ShapeError',
    call: () => t.max(t.zeros([2, 0]), 1),
    message: 'max wants at least one element to reduce, got none',
  },
  {
    name: 'ShapeError',
    call: () => t.mean([]),
    message: 'mean wants at least one element to reduce, got none',
  },
  {
    name: 'ShapeError',
    call: () => t.argmax([]),
    message: 'argmax wants at least one element to reduce, got none',
  },

  // Nested arrays
  {
    name: 'ShapeError',
    call: () => t.fromNested([[1], [2, 3]]),
    message:
      'fromNested wants [2, 1], as the first elements are, got 2 elements at [1]: make all rows equally long',
  },
  {
    name: 'ShapeError',
    call: () => t.fromNested([[1], 2]),
    message:
      'fromNested wants [2, 1], as the first elements are, got the number 2 at [1]: make all rows equally long',
  },
  {
    name: 'ShapeError',
    call: () => t.add(1, [1, [2]]),
    message:
      'add wants [2], as the first elements are, got an array at [1]: make all rows equally long',
  },
  {
    name: 'ConfigError',
    // @ts-expect-error: a string is no number
    call: () => t.fromNested([[1, '2']]),
    message: 'fromNested wants numbers, got 2 at [0, 1]',
  },
  {
    name: 'ConfigError',
    // @ts-expect-error: nothing is no array
    call: () => t.exp(undefined),
    message: 'exp wants a number, arrays of numbers, a tensor or an ndarray, got undefined',
  },

  // Ids, masks and element types
  {
    name: 'ConfigError',
    call: () => t.add(x, precise),
    message: 'add wants operands of one precision, got float32 and float64: cast() one of them',
  },
  {
    name: 'ConfigError',
    call: () => t.concat<t.Numbers>([x, ids]),
    message:
      'concat wants operands of one element type, got float32 and int32: cast() some of them',
  },
  {
    name: 'ConfigError',
    call: () => t.where(mask, t.pick(precise, null, 0), mask),
    message: 'where wants operands of one element type, got float64 and uint8: cast() some of them',
  },
  {
    name: 'ConfigError',
    call: () => t.gather(x, [[0, 2]]),
    message: 'gather wants ids that are whole, from 0 and below 2, got 2 at [0, 1]',
  },
  {
    name: 'ConfigError',
    call: () => t.gather(x, -1),
    message: 'gather wants ids that are whole, from 0 and below 2, got -1',
  },
  {
    name: 'ConfigError',
    call: () => t.oneHot([0, 0.5], 2),
    message: 'oneHot wants ids that are whole, from 0 and below 2, got 0.5 at [1]',
  },
  {
    name: 'ConfigError',
    call: () => t.cast([1, Number.NaN], 'int32'),
    message: 'cast wants whole numbers from -2147483648 to 2147483647 for int32, got NaN at [1]',
  },
  {
    name: 'ConfigError',
    call: () => t.cast(256, 'uint8'),
    message: 'cast wants whole numbers from 0 to 255 for uint8, got 256',
  },
  {
    name: 'ConfigError',
    call: () => t.pad(mask, [[0, 1]], -1),
    message: 'pad wants whole numbers from 0 to 255 for uint8, got -1',
  },
  {
    name: 'ConfigError',
    call: () => t.where(1, ids, 0.5),
    message: 'where wants whole numbers from -2147483648 to 2147483647 for int32, got 0.5',
  },

  // Options
  {
    name: 'ConfigError',
    // @ts-expect-error: Keras' spelling
    call: () => t.sum(x, 0, { keepdims: true }),
    message: "sum has no option 'keepdims': its options are keepDims",
  },
  {
    name: 'ConfigError',
    // @ts-expect-error: NumPy's name
    call: () => t.allClose(x, x, { rtol: 1 }),
    message: "allClose has no option 'rtol': its options are relative, absolute",
  },
  {
    name: 'ConfigError',
    call: () => t.allClose(x, x, { absolute: -1 }),
    message: 'allClose wants absolute from 0 on, got -1',
  },
  {
    name: 'ConfigError',
    // @ts-expect-error: not a precision
    call: () => t.zeros([1], 'int32'),
    message: "zeros wants dtype 'float32' or 'float64', got 'int32'",
  },
  {
    name: 'ConfigError',
    // @ts-expect-error: not an element type
    call: () => t.cast(x, 'float16'),
    message: "cast wants dtype float32, float64, int32, uint8, got 'float16'",
  },
  {
    name: 'ConfigError',
    call: () => t.clip(x, 1, 0),
    message: 'clip wants low <= high, got 1 and 0',
  },
  {
    name: 'ConfigError',
    call: () => t.clip(x, 0, Number.NaN),
    message: 'clip wants low <= high, got 0 and NaN',
  },
  {
    name: 'ConfigError',
    call: () => t.arange(0, 1, 0),
    message: 'arange wants finite numbers and a step other than 0, got 0, 1, 0',
  },
  {
    name: 'ConfigError',
    call: () => t.arange(Infinity),
    message: 'arange wants finite numbers and a step other than 0, got 0, Infinity, 1',
  },
  {
    name: 'ConfigError',
    call: () => t.toString(x, { precision: 0 }),
    message: 'toString wants precision to be a whole number from 1 to 100, got 0',
  },
  {
    name: 'ConfigError',
    call: () => t.toString(x, { precision: 1.5 }),
    message: 'toString wants precision to be a whole number from 1 to 100, got 1.5',
  },
  {
    name: 'ConfigError',
    call: () => t.toString(x, { edgeItems: 0 }),
    message: 'toString wants edgeItems to be a whole number >= 1, got 0',
  },
  {
    name: 'ConfigError',
    // @ts-expect-error: only true or false
    call: () => t.max(x, 0, { keepDims: 1 }),
    message: 'max wants keepDims to be true or false, got 1',
  },
])('refuses with "$name: $message"', ({ name, call, message }) => {
  expect(call).toThrow(expect.objectContaining({ name, message }));
});
