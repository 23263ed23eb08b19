import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankByMass } from '../../src/generate/rankByMass.ts';

test('puts the greatest mass first, and of equals the lower id', () => {
  const masses = fc.array(fc.constantFrom(0, 5e-324, 0.25, 0.5, 1, 2), { maxLength: 70 });
  fc.assert(
    fc.property(masses, (given) => {
      const ids = Int32Array.from(given, (_, i) => 3 * i);
      const own = Float64Array.from(given);
      const sorted = [...given.keys()].sort((a, b) => given[b]! - given[a]! || a - b);
      rankByMass(ids, own);
      expect([...ids]).toEqual(sorted.map((i) => 3 * i));
      expect([...own]).toEqual(sorted.map((i) => given[i]));
    }),
    { seed: 20_250_101, numRuns: 300 },
  );
});
