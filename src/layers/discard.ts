/** Smaller arrays may wait for the garbage collector. */
const LARGE = 2 ** 20;

/**
 * Takes the memory away from a large array, which is empty after it. The float64 values that a table of
 * 20,000 words begins with are 20 MB, and an array that has lived a while may wait long for a collection:
 * what looks at the heap does not see its size. What is handed over to nobody is soon free.
 */
export function discard({ buffer, byteLength }: Float64Array): void {
  if (byteLength < LARGE || !(buffer instanceof ArrayBuffer)) return;
  if (typeof structuredClone === 'function') structuredClone(undefined, { transfer: [buffer] });
}
