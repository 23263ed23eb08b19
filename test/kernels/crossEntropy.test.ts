import fc from 'fast-check';
import { describe, test } from 'vitest';
import { referenceKernels } from '../../src/kernels/index.ts';
import { randomStream } from '../../src/tensor/index.ts';
import { expectBits, framed, precisions } from './framed.ts';

describe.each(precisions)('in $dtype', ({ dtype, round }) => {
  const k = referenceKernels(dtype);

  test('crossEntropyBackward is factor·(p − 1 at the id), rounded once, and 0 where nothing counts', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.integer({ min: 1, max: 18 }), fc.nat(), (M, N, seed) => {
        const random = randomStream(seed);
        const [p, dx] = [framed(dtype, random, M, N, 0), framed(dtype, random, M, N, 0)];
        const ids = Int32Array.from({ length: M + 2 }, () => random.integer(N));
        const counts = Uint8Array.from({ length: M }, () => random.integer(2));
        const factors = Float64Array.from({ length: M }, () => random.uniform() - 0.5);
        const expected = dx.data.slice();
        const expectedInPlace = p.data.slice();
        for (let m = 0; m < M; m++) {
          for (let j = 0; j < N; j++) {
            const q = j === ids[m + 2] ? 1 : 0;
            const d = counts[m] === 0 ? 0 : round(factors[m]! * (p.data[p.at(m, j)]! - q));
            expected[dx.at(m, j)] = d;
            expectedInPlace[p.at(m, j)] = d;
          }
        }
        const from = [M, N, p.data, p.offset, ids, 2, counts, factors] as const;
        k.crossEntropyBackward(...from, dx.data, dx.offset);
        expectBits(dx.data, expected);
        k.crossEntropyBackward(...from, p.data, p.offset);
        expectBits(p.data, expectedInPlace);
      }),
      { seed: 21, numRuns: 60 },
    );
  });
});
