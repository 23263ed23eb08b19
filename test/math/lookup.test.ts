import * as math from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import {
  type Dtype,
  randomStream,
  ShapeError,
  type Tensor,
  View,
  zeros,
} from '../../src/tensor/index.ts';
import { computeIn, placed, watchedMemory } from '../kernels/memories.ts';
import {
  expectRowsInRange,
  expectSmallerTableIsRead,
  expectToldIsUntold,
  idsOf,
  lookUp,
} from '../laws/lookupLaws.ts';
import { expectBits } from './closeness.ts';
import { drawTensor } from './draw.ts';
import { LOOKUP_CONFIGS, LOOKUP_RECURRENCES, lookupSubject } from './pairs/lookup.ts';
import { cotangentsOf, goBack } from './passes.ts';
import type { Subject } from './subject.ts';

const place = { math, layers, compute: math.referenceCompute('float64') };

describe('a recurrence that is told the table of its input gives what it gives without', () => {
  test.each(LOOKUP_CONFIGS)('$name', (config) => expectToldIsUntold(place, config));
});

describe('in float32 all of it has the bits of the reference in WebAssembly, whatever the ids of masked steps', () => {
  type Placing = <R extends number>(tensor: Tensor<R>) => Tensor<R>;
  const { memory, holds } = watchedMemory();
  const inFloat32: Placing = ({ data, shape }) => new View(Float32Array.from(data), shape);
  const inMemory: Placing = ({ data, shape }) => {
    const own = placed(memory, Float32Array.from(data));
    expect(holds(own)).toBe(true);
    return new View(own, shape);
  };

  /** Outputs and gradients, by name. */
  function run(
    subject: Subject,
    compute: math.Compute,
    putting: Placing,
  ): [string, ArrayLike<number>][] {
    const begun = subject.begin(compute);
    const outputs = begun.outputs.map(({ data }, i) => [`output ${i}`, data.slice()] as const);
    const gradients = goBack(subject, begun, cotangentsOf(begun).map(putting));
    return [...outputs, ...Object.entries(gradients)].map(([name, data]) => [name, data]);
  }

  test.each(LOOKUP_CONFIGS)('$name', (config) => {
    const reference = lookupSubject(math, 0, config, { told: true, place: inFloat32 });
    const expected = run(reference, math.referenceCompute('float32'), inFloat32);
    for (const maskedId of [0, -7, 2 ** 31 - 1, -(2 ** 31)]) {
      const how = { told: true, place: inMemory, maskedId };
      const actual = run(lookupSubject(math, 0, config, how), computeIn(memory), inMemory);
      expect(actual.map(([name]) => name)).toEqual(expected.map(([name]) => name));
      for (const [i, [name, data]] of expected.entries()) expectBits(actual[i]?.[1], data, name);
    }
  });
});

describe.each(LOOKUP_RECURRENCES)('%s', (recurrence) => {
  const owner = recurrence.replace('Before', '');
  const table = (rows: number, columns = 4, dtype: Dtype = 'float64') =>
    zeros<2>([rows, columns], dtype);
  const ids = idsOf(0, 1, 0, 1, 0, 1);

  test('reads the table where it has fewer rows than its input', () => {
    expectSmallerTableIsRead(place, recurrence);
  });

  test('refuses an id that is no row of the table, unless its step is masked', () => {
    expectRowsInRange(place, recurrence);
  });

  test.each([
    { wrong: table(2, 4, 'float32'), message: 'computes in float64, got lookup.table in float32' },
    { wrong: table(2, 5), message: 'wants lookup.table [2, 4], got [2, 5]' },
  ])('refuses a table that does not fit its input: $message', ({ wrong, message }) => {
    const call = () => lookUp(place, recurrence, wrong, ids);
    expect(call).toThrow(new ShapeError(`${owner} ${message}`));
  });

  test('refuses ids that do not fit its input', () => {
    const call = () => lookUp(place, recurrence, table(2), idsOf(0, 0, 0, 0));
    expect(call).toThrow(new ShapeError(`${owner} wants lookup.ids [2, 3], got [2, 2]`));
  });
});

describe('of a table, only the rows that are counted are read', () => {
  const f64 = <R extends number>(...shape: View<R, Float64Array>['shape']): Tensor<R> =>
    drawTensor<R>(shape, randomStream(0, shape.join()));
  const weights = { kernel: f64<2>(2, 8), recurrentKernel: f64<2>(2, 8) };
  const run = (table: Tensor<2>, count: number | undefined) => {
    const ids = new View<2, Int32Array>(Int32Array.of(0, 1, 1, 1, 0, 1), [2, 3]);
    const lookup = count === undefined ? { table, ids } : { table, ids, count };
    const { outputs, cache } = math.lstmForward(weights, {
      x: zeros<3>([2, 3, 2], 'float64'),
      lookup,
    });
    const grads = {
      kernel: zeros<2>([2, 8], 'float64'),
      recurrentKernel: zeros<2>([2, 8], 'float64'),
    };
    const back = math.lstmBackward(weights, grads, cache, { y: outputs.y });
    return { y: outputs.y!.data, kernel: grads.kernel.data, table: back.table };
  };
  const two = f64<2>(2, 2);
  const more = new View<2, Float64Array>(Float64Array.of(...two.data, NaN, NaN, NaN, NaN), [4, 2]);

  test('whatever stands behind them, their gradient included', () => {
    const [whole, part] = [run(two, undefined), run(more, 2)];
    expectBits(part.y, whole.y, 'y');
    expectBits(part.kernel, whole.kernel, 'dW');
    expectBits(part.table?.data.subarray(0, 4), whole.table!.data, 'the gradient of the table');
  });

  test('and there cannot be more of them than rows, nor ids beyond them', () => {
    expect(() => run(two, 3)).toThrow(
      new ShapeError('lstm wants lookup.count from 0 to 2, the rows of its table, got 3'),
    );
    expect(() => run(more, 1)).toThrow('lookup.ids wants rows from 0 to 0, got 1 at [1, 0]');
  });
});
