// What a rounded sum or product lost, itself a float64 number: the two together are exact.

/** a + b − sum, exactly, where sum is the rounded a + b (Knuth's TwoSum: any order of sizes). */
export function sumError(a: number, b: number, sum: number): number {
  const ofB = sum - a;
  return a - (sum - ofB) + (b - ofB);
}

/** a·b − product, exactly, where product is the rounded a·b (Dekker; |a|, |b| below 2^995). */
export function productError(a: number, b: number, product: number): number {
  const aUpper = upperHalf(a);
  const aLower = a - aUpper;
  const bUpper = upperHalf(b);
  const bLower = b - bUpper;
  return aUpper * bUpper - product + aUpper * bLower + aLower * bUpper + aLower * bLower;
}

/** The upper 26 bits of a (Veltkamp's splitting). */
function upperHalf(a: number): number {
  const shifted = a * 134217729; // 2^27 + 1
  return shifted - (shifted - a);
}
