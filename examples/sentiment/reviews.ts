import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A sentence that somebody wrote, and whether it is glad. */
export interface Review {
  readonly text: string;
  readonly isGlad: boolean;
}

/**
 * The 3,000 labelled sentences that the package `sentiment` has among its tests, from imdb.com, amazon.com
 * and yelp.com in turn; every fifth is held out. Nine of these 600, short ones, stand among the learned, too.
 */
export function readReviews(): {
  readonly seen: readonly Review[];
  readonly unseen: readonly Review[];
} {
  const require = createRequire(import.meta.url);
  const sources = [
    require.resolve('sentiment/test/fixtures/imdb.json'),
    require.resolve('sentiment/test/fixtures/amazon.json'),
    require.resolve('sentiment/test/fixtures/yelp.json'),
  ].map(reviewsIn);
  const longest = Math.max(...sources.map(({ length }) => length));
  const reviews = Array.from({ length: longest }, (_, i) => sources.flatMap((of) => of[i] ?? []));
  return {
    seen: reviews.filter((_, i) => i % 5 > 0).flat(),
    unseen: reviews.filter((_, i) => i % 5 === 0).flat(),
  };
}

/** A file of `{ text, class }`, 1 for glad; the last one has no class. */
function reviewsIn(path: string): Review[] {
  const rows: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(rows)) throw new Error(`${path} has no list of sentences`);
  return rows.flatMap((row: unknown) => (isLabelled(row) ? [reviewOf(row)] : []));
}

interface Labelled {
  readonly text: string;
  readonly class: 0 | 1;
}

function isLabelled(row: unknown): row is Labelled {
  const labelled = typeof row === 'object' && row !== null && 'text' in row && 'class' in row;
  return labelled && typeof row.text === 'string' && (row.class === 0 || row.class === 1);
}

function reviewOf({ text, class: label }: Labelled): Review {
  return { text, isGlad: label === 1 };
}
