import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referenceKernels } from '../../src/kernels/index.ts';
import { randomStream } from '../../src/tensor/index.ts';
import { expectBits, floatsOf, framed, framedRow, precisions } from './framed.ts';

const sizes = fc.tuple(fc.nat(18), fc.nat(18), fc.nat());

describe.each(precisions)('in $dtype', ({ dtype, round }) => {
  const k = referenceKernels(dtype);

  test('addRow adds the row to every row, and writes nothing else', () => {
    fc.assert(
      fc.property(sizes, ([M, N, seed]) => {
        const random = randomStream(seed);
        const row = framedRow(dtype, random, N);
        const c = framed(dtype, random, M, N);
        const expected = c.data.slice();
        for (let m = 0; m < M; m++) {
          for (let n = 0; n < N; n++) {
            expected[c.at(m, n)] = round(c.data[c.at(m, n)]! + row.data[row.at(0, n)]!);
          }
        }
        k.addRow(M, N, row.data, row.offset, c.data, c.offset, c.stride);
        expectBits(c.data, expected);
      }),
      { seed: 3 },
    );
  });

  test('fillRows copies the row to every row, and writes nothing else', () => {
    fc.assert(
      fc.property(sizes, ([M, N, seed]) => {
        const random = randomStream(seed);
        const row = framedRow(dtype, random, N);
        const c = framed(dtype, random, M, N);
        const expected = c.data.slice();
        for (let m = 0; m < M; m++) {
          for (let n = 0; n < N; n++) expected[c.at(m, n)] = row.data[row.at(0, n)]!;
        }
        k.fillRows(M, N, row.data, row.offset, c.data, c.offset, c.stride);
        expectBits(c.data, expected);
      }),
      { seed: 7 },
    );
  });

  test('swapRows exchanges the first two axes, and writes nothing else', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.nat(6), fc.nat(9), fc.nat(), (B, T, N, seed) => {
        const random = randomStream(seed);
        const x = framed(dtype, random, B * T, N, 0);
        const y = framed(dtype, random, T * B, N, 0);
        const expected = y.data.slice();
        for (let b = 0; b < B; b++) {
          for (let t = 0; t < T; t++) {
            for (let n = 0; n < N; n++) expected[y.at(t * B + b, n)] = x.data[x.at(b * T + t, n)]!;
          }
        }
        k.swapRows(B, T, N, x.data, x.offset, y.data, y.offset);
        expectBits(y.data, expected);
      }),
      { seed: 8 },
    );
  });

  test('sumRows sums from 0 with rows rising and adds the sum once, and writes nothing else', () => {
    fc.assert(
      fc.property(sizes, ([M, N, seed]) => {
        const random = randomStream(seed);
        const a = framed(dtype, random, M, N);
        const out = framedRow(dtype, random, N);
        const expected = out.data.slice();
        for (let n = 0; n < N; n++) {
          let sum = 0;
          for (let m = 0; m < M; m++) sum = round(sum + a.data[a.at(m, n)]!);
          expected[out.at(0, n)] = round(expected[out.at(0, n)]! + sum);
        }
        k.sumRows(M, N, a.data, a.offset, a.stride, out.data, out.offset);
        expectBits(out.data, expected);
      }),
      { seed: 4 },
    );
  });

  const large = dtype === 'float32' ? 2 ** 24 : 2 ** 53; // 1 is lost beside it
  test.each([
    { column: [1, large, -large], was: 0, gives: 0 },
    { column: [large, -large, 1], was: 0, gives: 1 },
    { column: [large, -large], was: 1, gives: 1 },
    { column: [1, Number.NaN], was: 0, gives: Number.NaN },
    { column: [Number.POSITIVE_INFINITY], was: 0, gives: Number.POSITIVE_INFINITY },
  ])('sumRows adds $column to $was and gives $gives', ({ column, was, gives }) => {
    const N = 11;
    const a = floatsOf(
      dtype,
      column.flatMap((x) => new Array<number>(N).fill(x)),
    );
    const out = floatsOf(dtype, new Array<number>(N).fill(was));
    k.sumRows(column.length, N, a, 0, N, out, 0);
    expectBits(out, floatsOf(dtype, new Array<number>(N).fill(gives)));
  });

  test('gatherRows copies the row of each id, twice where it occurs twice', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 9 }), fc.nat(9), fc.nat(), (ids, N, seed) => {
        const random = randomStream(seed);
        const table = framed(dtype, random, 6, N, 0);
        const out = framed(dtype, random, ids.length, N, 0);
        const expected = out.data.slice();
        for (const [m, id] of ids.entries()) {
          for (let n = 0; n < N; n++) expected[out.at(m, n)] = table.data[table.at(id, n)]!;
        }
        const framedIds = Int32Array.of(-1, ...ids);
        k.gatherRows(ids.length, N, table.data, table.offset, framedIds, 1, out.data, out.offset);
        expectBits(out.data, expected);
      }),
      { seed: 5 },
    );
  });

  test('scatterAddRows adds to the row of each id, in the order of the ids', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 12 }), fc.nat(9), fc.nat(), (ids, N, seed) => {
        const random = randomStream(seed);
        const a = framed(dtype, random, ids.length, N, 0);
        const table = framed(dtype, random, 4, N, 0);
        const expected = table.data.slice();
        for (const [m, id] of ids.entries()) {
          for (let n = 0; n < N; n++) {
            const to = table.at(id, n);
            expected[to] = round(expected[to]! + a.data[a.at(m, n)]!);
          }
        }
        const framedIds = Int32Array.of(-1, ...ids);
        k.scatterAddRows(ids.length, N, a.data, a.offset, framedIds, 1, table.data, table.offset);
        expectBits(table.data, expected);
      }),
      { seed: 6 },
    );
  });

  test('scatterAddRows goes row by row: 1 is lost beside a number that came before it', () => {
    const table = floatsOf(dtype, [0, 0]);
    k.scatterAddRows(
      3,
      1,
      floatsOf(dtype, [large, 1, -large]),
      0,
      Int32Array.of(1, 1, 1),
      0,
      table,
      0,
    );
    k.scatterAddRows(
      3,
      1,
      floatsOf(dtype, [large, -large, 1]),
      0,
      Int32Array.of(0, 0, 0),
      0,
      table,
      0,
    );
    expect([...table]).toEqual([1, 0]);
  });
});
