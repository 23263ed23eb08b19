/** How often numbers fall where. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Where each bucket ends, rising; the first begins at `min`. */
  readonly limits: readonly number[];
  /** How many numbers each bucket has: above the end of the one before, up to its own. */
  readonly counts: readonly number[];
}

const BUCKETS = 30;

/** Finite numbers in 30 buckets of equal width, or in one where all are the same. */
export function histogramOf(numbers: ArrayLike<number>): Histogram {
  let [min, max, sum, sumOfSquares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i]!;
    min = Math.min(min, x);
    max = Math.max(max, x);
    sum += x;
    sumOfSquares += x * x;
  }
  const buckets = min < max ? BUCKETS : 1;
  const width = (max - min) / buckets;
  const limits = Array.from({ length: buckets }, (_, i) => min + (i + 1) * width);
  limits[buckets - 1] = max; // not a rounding error below
  const counts = limits.map(() => 0);
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i]!;
    let at = width > 0 ? Math.min(Math.floor((x - min) / width), buckets - 1) : 0;
    while (at > 0 && x <= limits[at - 1]!) at--;
    while (x > limits[at]!) at++;
    counts[at]!++;
  }
  return { min, max, count: numbers.length, sum, sumOfSquares, limits, counts };
}
