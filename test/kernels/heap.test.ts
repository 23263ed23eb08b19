import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Heap } from '../../src/kernels/wasm/heap.ts';

const LINE = 64;
const [START, END] = [1000, 1024 + 100 * LINE];

/** What of a heap is taken, byte by byte: slow, and plainly right. */
class NaiveHeap {
  readonly #free = Array.from({ length: END }, (_, byte) => byte >= 1024);
  readonly #taken = new Map<number, number>();

  /** Throws unless a heap may give `bytes` bytes at `start`, or nothing. */
  take(bytes: number, start: number | undefined): void {
    const lines = Math.max(1, Math.ceil(bytes / LINE));
    if (start === undefined) {
      expect(this.#runs().some((run) => run >= lines * LINE)).toBe(false);
      return;
    }
    expect(start % LINE).toBe(0);
    expect(start >= START && start + bytes <= END).toBe(true);
    const wanted = this.#free.slice(start, start + lines * LINE);
    expect(wanted).toEqual(new Array(lines * LINE).fill(true));
    this.#free.fill(false, start, start + lines * LINE);
    this.#taken.set(start, lines * LINE);
  }

  give(start: number): void {
    this.#free.fill(true, start, start + (this.#taken.get(start) ?? 0));
    this.#taken.delete(start);
  }

  /** Where something was taken that was not given back. */
  get taken(): readonly number[] {
    return [...this.#taken.keys()];
  }

  /** How many bytes are free. */
  get free(): number {
    return this.#free.filter(Boolean).length;
  }

  /** How many bytes are free in a row, each time some are. */
  #runs(): number[] {
    const runs = [0];
    for (const free of this.#free) {
      if (free) runs[runs.length - 1]!++;
      else runs.push(0);
    }
    return runs;
  }
}

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ take: fc.integer({ min: 0, max: 12 * LINE }) }) },
    { weight: 2, arbitrary: fc.record({ give: fc.nat(1000) }) },
  ),
  { maxLength: 60 },
);

describe('a heap', () => {
  test('gives what a naive one could, aligned, and when all is given back it is one gap', () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (all, backwards) => {
        const heap = new Heap(START, END);
        const naive = new NaiveHeap();
        let most = START;
        for (const step of all) {
          if ('take' in step) {
            const start = heap.take(step.take);
            naive.take(step.take, start);
            if (start !== undefined) most = Math.max(most, start + Math.max(1, step.take));
          } else {
            const { taken } = naive;
            const start = taken[step.give % Math.max(1, taken.length)];
            if (start === undefined) continue;
            heap.give(start);
            naive.give(start);
          }
          expect(heap.touched).toBeGreaterThanOrEqual(most);
          expect(heap.free).toBe(naive.free);
        }
        const { taken } = naive;
        for (const start of backwards ? [...taken].reverse() : taken) heap.give(start);
        expect(heap.take(END - 1024)).toBe(1024);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  test('gives the first gap that is large enough', () => {
    const heap = new Heap(0, 100 * LINE);
    const taken = [3, 1, 2, 1].map((lines) => heap.take(lines * LINE));
    expect(taken).toEqual([0, 3, 4, 6].map((line) => line * LINE));
    heap.give(0);
    heap.give(4 * LINE);
    expect(heap.take(2 * LINE)).toBe(0);
    expect(heap.take(2 * LINE)).toBe(4 * LINE);
    expect(heap.take(LINE)).toBe(2 * LINE);
    expect(heap.take(1)).toBe(7 * LINE);
  });

  test('knows from where on no byte was ever taken', () => {
    const heap = new Heap(0, 100 * LINE);
    expect(heap.touched).toBe(0);
    const start = heap.take(LINE + 1) ?? Number.NaN;
    expect(heap.touched).toBe(2 * LINE);
    heap.give(start);
    heap.take(1);
    expect(heap.touched).toBe(2 * LINE);
  });

  test('does not mind what it did not give, or was given back already', () => {
    const heap = new Heap(0, 2 * LINE);
    heap.give(LINE);
    expect(heap.take(2 * LINE)).toBe(0);
    heap.give(0);
    heap.give(0);
    expect(heap.take(2 * LINE)).toBe(0);
    expect(heap.take(1)).toBeUndefined();
  });
});
