// Short seeded trainings of every family, whose bits must not move: not from one engine to another, not
// from plain TypeScript to WebAssembly, not by a change that was meant to change none. Where a change is
// meant to move them, UPDATE_DIGESTS=1 npm test -- test/models/familyDigests writes digests.json anew; look at
// which lines changed, and say in the commit why.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Dtype } from 'unrolled';
import { afterAll, describe, expect, test } from 'vitest';
import { FAMILIES } from './digestFamilies.ts';
import { digestOf } from './digestOf.ts';

const FILE = fileURLToPath(new URL('digests.json', import.meta.url));
const renews = process.env.UPDATE_DIGESTS === '1';
const known: unknown = JSON.parse(readFileSync(FILE, 'utf8'));
const found: Record<string, string> = {};

afterAll(() => {
  if (renews) writeFileSync(FILE, `${JSON.stringify(found, null, 2)}\n`);
});

const DTYPES: readonly Dtype[] = ['float32', 'float64'];

describe('some seeded training steps give the bits that they gave, with both kernel sets', () => {
  test.each(FAMILIES)('$family', ({ family, train }) => {
    for (const dtype of DTYPES) {
      const reference = train({ dtype, kernels: 'reference' });
      const digest = digestOf(reference);
      expect(digestOf(train({ dtype, kernels: 'auto' })), `${dtype}, WebAssembly`).toBe(digest);
      found[`${family}, ${dtype}`] = digest;
    }
  });

  test('which differ from family to family, and are written down', () => {
    const digests = Object.values(found);
    expect(new Set(digests).size).toBe(digests.length);
    expect(digests).toHaveLength(2 * FAMILIES.length);
    if (!renews) expect(found).toEqual(known);
  });
});
