/** Throws unless two lists of numbers have the same bits; `what` begins the message. */
export function expectBits(
  actual: ArrayLike<number> | undefined,
  expected: ArrayLike<number>,
  what: string,
): void {
  if (actual === undefined) throw new Error(`${what} is missing`);
  if (actual.length !== expected.length) {
    throw new Error(`${what} has ${actual.length} numbers, expected ${expected.length}`);
  }
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) {
      throw new Error(`${what} is ${actual[i]} at ${i}, expected ${expected[i]}`);
    }
  }
}

/** Throws unless |a − b| <= tolerance · the largest |b| everywhere. */
export function expectClose(
  actual: ArrayLike<number> | undefined,
  expected: ArrayLike<number>,
  what: string,
  tolerance = 1e-12,
): void {
  if (actual === undefined) throw new Error(`${what} is missing`);
  if (actual.length !== expected.length) {
    throw new Error(`${what} has ${actual.length} numbers, expected ${expected.length}`);
  }
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]!));
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs(actual[i]! - expected[i]!) <= tolerance * largest)) {
      throw new Error(`${what} is ${actual[i]} at ${i}, expected ${expected[i]}`);
    }
  }
}
