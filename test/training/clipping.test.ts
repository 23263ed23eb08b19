import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copy, type Dtype, type Tensor } from '../../src/tensor/index.ts';
import { type Clipping, clipGradients } from '../../src/training/index.ts';
import { bytes, flat, tensor } from './draws.ts';

const property = { seed: 20, numRuns: 100 };
const dtypes = fc.constantFrom<Dtype>('float32', 'float64');
// spread evenly: fc.double prefers numbers next to 0, which no limit clips
const limits = fc.integer({ min: 1, max: 30_000 }).map((n) => n * 0.0073);
const number = fc.integer({ min: -100_000, max: 100_000 }).map((n) => n * 0.00037);
const numbers = fc.array(number, { maxLength: 20 });
const gradients = fc.array(numbers, { minLength: 1, maxLength: 4 });
const clippings = limits.chain((c) =>
  fc.constantFrom<Clipping>({ clipValue: c }, { clipNorm: c }, { globalClipNorm: c }),
);

/** How far one product and one rounded factor may lead from the exact result. */
const roundings = (dtype: Dtype): number => (dtype === 'float32' ? 2 ** -22 : 2 ** -50);
const tensorsOf = (lists: readonly number[][], dtype: Dtype): Tensor[] =>
  lists.map((list) => tensor<1>([list.length], list, dtype));
const normOf = (tensors: readonly Tensor[]): number => Math.hypot(...flat(tensors).data);

function expectNorm(norm: number, raw: readonly Tensor[]): void {
  expect(Math.abs(norm - normOf(raw))).toBeLessThanOrEqual(1e-14 * norm);
}

/** After clipping by a norm: the norm fits, and every number shrank by one factor, its sign kept. */
function expectShrunk(
  raw: readonly Tensor[],
  clipped: readonly Tensor[],
  limit: number,
  dtype: Dtype,
): void {
  const norm = normOf(raw);
  expect(normOf(clipped)).toBeLessThanOrEqual(limit * (1 + roundings(dtype)));
  const before = flat(raw).data;
  const factor = limit / Math.max(norm, limit);
  for (const [i, g] of flat(clipped).data.entries()) {
    const expected = before[i]! * factor;
    expect(Math.abs(g - expected)).toBeLessThanOrEqual(roundings(dtype) * Math.abs(expected));
  }
}

describe('clipGradients', () => {
  it('by value brings every number into [−c, c] and leaves those within alone', () => {
    fc.assert(
      fc.property(gradients, limits, dtypes, (lists, limit, dtype) => {
        const raw = tensorsOf(lists, dtype);
        const grads = raw.map((g) => copy(g));
        const { norm, clipped } = clipGradients(grads, { clipValue: limit });
        const c = dtype === 'float32' ? Math.fround(limit) : limit;
        const before = flat(raw).data;
        const after = flat(grads).data;
        for (const [i, g] of before.entries()) {
          expect(after[i]).toBe(g > c ? c : g < -c ? -c : g);
        }
        expect(clipped).toBe(before.some((g: number) => Math.abs(g) > c));
        expectNorm(norm, raw);
      }),
      property,
    );
  });

  it("by each weight's norm keeps every direction and every norm at most c", () => {
    fc.assert(
      fc.property(gradients, limits, dtypes, (lists, limit, dtype) => {
        const raw = tensorsOf(lists, dtype);
        const grads = raw.map((g) => copy(g));
        const { norm, clipped } = clipGradients(grads, { clipNorm: limit });
        for (const [i, g] of grads.entries()) expectShrunk([raw[i]!], [g], limit, dtype);
        expect(clipped).toBe(raw.some((g) => normOf([g]) > limit));
        expectNorm(norm, raw);
      }),
      property,
    );
  });

  it('by the global norm keeps the direction and the norm of all at most c', () => {
    fc.assert(
      fc.property(gradients, limits, dtypes, (lists, limit, dtype) => {
        const raw = tensorsOf(lists, dtype);
        const grads = raw.map((g) => copy(g));
        const { norm, clipped } = clipGradients(grads, { globalClipNorm: limit });
        expectShrunk(raw, grads, limit, dtype);
        expect(clipped).toBe(norm > limit);
        if (!clipped) expect(bytes(flat(grads).data)).toEqual(bytes(flat(raw).data));
      }),
      property,
    );
  });

  it('changes at most a rounding when it is done twice', () => {
    fc.assert(
      fc.property(gradients, clippings, dtypes, (lists, clipping, dtype) => {
        const grads = tensorsOf(lists, dtype);
        clipGradients(grads, clipping);
        const once = grads.map((g) => copy(g));
        const { clipped } = clipGradients(grads, clipping);
        if ('clipValue' in clipping) expect(clipped).toBe(false);
        const after = flat(grads).data;
        for (const [i, g] of flat(once).data.entries()) {
          expect(Math.abs(after[i]! - g)).toBeLessThanOrEqual(roundings(dtype) * Math.abs(g));
        }
      }),
      property,
    );
  });

  it('measures without changing anything where there is no limit', () => {
    const grads = [tensor<1>([2], [3, 0]), tensor<2>([1, 2], [0, -4])];
    expect(clipGradients(grads, undefined)).toEqual({ norm: 5, clipped: false });
    expect(flat(grads).data).toEqual(Float64Array.of(3, 0, 0, -4));
  });

  it('leaves gradients exactly at the limit alone', () => {
    for (const clipping of [{ clipValue: 4 }, { clipNorm: 4 }, { globalClipNorm: 5 }]) {
      const grads = [tensor<1>([1], [3]), tensor<1>([1], [-4])];
      expect(clipGradients(grads, clipping)).toEqual({ norm: 5, clipped: false });
      expect(flat(grads).data).toEqual(Float64Array.of(3, -4));
    }
  });

  it('clips only the weights that are too large by norm, and all of them by the global norm', () => {
    const grads = (): Tensor[] => [tensor<1>([2], [6, 8]), tensor<1>([1], [0.5])];
    const each = grads();
    clipGradients(each, { clipNorm: 5 });
    expect(flat(each).data).toEqual(Float64Array.of(3, 4, 0.5));
    const all = grads();
    const norm = Math.sqrt(100.25);
    expect(clipGradients(all, { globalClipNorm: norm / 2 })).toEqual({ norm, clipped: true });
    expect(flat(all).data).toEqual(Float64Array.of(3, 4, 0.25));
  });

  it.each([
    { bad: Number.NaN, norm: Number.NaN },
    { bad: Number.POSITIVE_INFINITY, norm: Number.POSITIVE_INFINITY },
    { bad: Number.NEGATIVE_INFINITY, norm: Number.POSITIVE_INFINITY },
  ])('says that a gradient with $bad has norm $norm, and clips nothing', ({ bad, norm }) => {
    for (const dtype of ['float32', 'float64'] as const) {
      for (const clipping of [{ clipValue: 1 }, { clipNorm: 1 }, { globalClipNorm: 1 }]) {
        const grads = [tensor<1>([2], [1000, 2], dtype), tensor<1>([2], [bad, 7], dtype)];
        const before = bytes(flat(grads).data);
        expect(clipGradients(grads, clipping)).toEqual({ norm, clipped: false });
        expect(bytes(flat(grads).data)).toEqual(before);
      }
    }
  });

  it('takes gradients of zeros, of no numbers, and none at all', () => {
    const none = { norm: 0, clipped: false };
    expect(clipGradients([], { globalClipNorm: 1 })).toEqual(none);
    expect(clipGradients([tensor<1>([0], [])], { clipNorm: 1 })).toEqual(none);
    expect(clipGradients([tensor<1>([3], [0, 0, 0])], { clipNorm: 1 })).toEqual(none);
  });

  it('measures float32 gradients whose squares overflow float32', () => {
    const grads = [tensor<1>([2], [3e30, 4e30], 'float32')];
    const { norm } = clipGradients(grads, { globalClipNorm: 1 });
    expect(Math.abs(norm - 5e30)).toBeLessThan(1e24);
    expect(Math.abs(normOf(grads) - 1)).toBeLessThan(1e-6);
  });
});
