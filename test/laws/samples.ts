import fc from 'fast-check';
import { type Mask, View } from '../../src/tensor/index.ts';

/** A batch of sequences with padding anywhere; `seed` draws its numbers. */
export interface Sample {
  readonly seed: number;
  readonly B: number;
  readonly T: number;
  readonly mask: Mask;
}

/** Batches of up to 4 sequences of up to 6 steps, empty ones and wholly masked ones included. */
export const SAMPLES: fc.Arbitrary<Sample> = fc
  .record({
    seed: fc.nat(1_000_000),
    B: fc.integer({ min: 0, max: 4 }),
    T: fc.integer({ min: 0, max: 6 }),
    rows: fc.array(fc.constantFrom('any', 'suffix', 'prefix', 'none', 'all'), {
      minLength: 4,
      maxLength: 4,
    }),
    cut: fc.integer({ min: 0, max: 6 }),
    steps: fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
  })
  .map(({ seed, B, T, rows, cut, steps }) => {
    const runs = (b: number, t: number): boolean => {
      const kind = rows[b];
      if (kind === 'any') return steps[b * 6 + t] === true;
      if (kind === 'suffix') return t < cut;
      return kind === 'prefix' ? t >= cut : kind === 'all';
    };
    const data = Uint8Array.from({ length: B * T }, (_, i) =>
      runs(Math.floor(i / T), i % T) ? 1 : 0,
    );
    return { seed, B, T, mask: new View<2, Uint8Array>(data, [B, T]) };
  });

/** How properties are run: the same samples each time; a failure prints the seed and the sample. */
export const SEEDED = { seed: 20_250_101, numRuns: 60 };
