/** A pair of neighbours and how often it occurs. */
export interface PairCount {
  /** The two, as one number. */
  readonly pair: number;
  readonly count: number;
}

/**
 * The most frequent pair first, of equals the one with the smaller number. A count that has changed is
 * added anew; whoever takes a pair looks whether its count is still true.
 */
export class PairQueue {
  /** A binary heap: those at 2i + 1 and 2i + 2 come behind that at i. */
  readonly #heap: PairCount[] = [];

  add(entry: PairCount): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  /** Takes the first out; undefined if there is none. */
  take(): PairCount | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const next = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left;
      if (!isBefore(heap[next]!, last)) break;
      heap[at] = heap[next]!;
      at = next;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: PairCount, b: PairCount): boolean {
  return a.count > b.count || (a.count === b.count && a.pair < b.pair);
}
