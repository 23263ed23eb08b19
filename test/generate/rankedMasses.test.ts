import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexOfPlace, rankedMasses } from '../../src/generate/rankedMasses.ts';

test('the greatest mass comes first, and of equals the first', () => {
  const masses = fc.array(fc.constantFrom(0, 5e-324, 0.25, 0.5, 1, 2), { maxLength: 70 });
  fc.assert(
    fc.property(masses, (given) => {
      const sorted = [...given.keys()].sort((a, b) => given[b]! - given[a]! || a - b);
      const ranked = rankedMasses(given);
      expect([...ranked]).toEqual(sorted.map((i) => given[i]));
      expect(sorted.map((_, place) => indexOfPlace(place, ranked, given))).toEqual(sorted);
    }),
    { seed: 20_250_101, numRuns: 300 },
  );
});
