/** The sums of two lists, element by element; a shorter one goes on with zeros, to `length` at least. */
export function addLists(
  first: readonly number[],
  second: readonly number[],
  length = 0,
): number[] {
  const size = Math.max(first.length, second.length, length);
  return Array.from({ length: size }, (_, i) => (first[i] ?? 0) + (second[i] ?? 0));
}

/** Adds to one element. */
export function addAt(sums: number[], i: number, value: number): void {
  sums[i] = (sums[i] ?? 0) + value;
}
