/** The middle value, or the mean of the two in the middle. @throws for no values */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('median wants at least one value, got none');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A measured point: a size and what it cost. */
export type Point = readonly [size: number, cost: number];

/**
 * The exponent k of cost ≈ c·size^k: the slope of the straight line that fits (log size, log cost)
 * with the least sum of squares. @throws for fewer than two different sizes, or a value not above 0
 */
export function exponentOf(points: readonly Point[]): number {
  if (new Set(points.map(([size]) => size)).size < 2) {
    throw new Error('an exponent wants at least two different sizes');
  }
  if (points.some(([size, cost]) => !(size > 0 && cost > 0))) {
    throw new Error('an exponent wants sizes and costs above 0');
  }
  const x = points.map(([size]) => Math.log(size));
  const y = points.map(([, cost]) => Math.log(cost));
  const xMean = mean(x);
  const yMean = mean(y);
  let along = 0;
  let spread = 0;
  for (const [i, value] of x.entries()) {
    along += (value - xMean) * (y[i]! - yMean);
    spread += (value - xMean) ** 2;
  }
  return along / spread;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
