/**
 * Puts ids, which rise, in the order of their masses, the greatest first; equals stay in their order. Both
 * arrays change. A merge sort on numbers, as a writer does this for every token.
 */
export function rankByMass(ids: Int32Array, masses: Float64Array): void {
  const n = ids.length;
  let fromIds = ids;
  let from = masses;
  let toIds: Int32Array = new Int32Array(n);
  let to: Float64Array = new Float64Array(n);
  for (let run = 1; run < n; run *= 2) {
    for (let start = 0; start < n; start += 2 * run) {
      const middle = Math.min(start + run, n);
      const end = Math.min(start + 2 * run, n);
      let [left, right] = [start, middle];
      for (let at = start; at < end; at++) {
        const first = right >= end || (left < middle && from[left]! >= from[right]!);
        const next = first ? left++ : right++;
        to[at] = from[next]!;
        toIds[at] = fromIds[next]!;
      }
    }
    [fromIds, toIds, from, to] = [toIds, fromIds, to, from];
  }
  if (from === masses) return;
  ids.set(fromIds);
  masses.set(from);
}
