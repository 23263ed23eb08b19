/** Regions begin at multiples of it: a cache line. */
const LINE = 64;

interface Region {
  start: number;
  end: number;
}

/**
 * Which bytes from `start` to `end` are taken. The first gap that is large enough is given away, and
 * gaps that touch become one, so sizes that come and go leave no crumbs.
 */
export class Heap {
  /** What is free, rising, no two of them touching. */
  readonly #gaps: Region[];
  readonly #taken = new Map<number, number>();
  #touched: number;

  constructor(start: number, end: number) {
    this.#gaps = [{ start: roundUp(start), end }];
    this.#touched = start;
  }

  /** How many bytes are free. */
  get free(): number {
    return this.#gaps.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  /** From here on no byte was ever taken. */
  get touched(): number {
    return this.#touched;
  }

  /** Where `bytes` bytes are free, which now are taken; undefined if there is no such gap. */
  take(bytes: number): number | undefined {
    const size = roundUp(Math.max(bytes, 1));
    const at = this.#gaps.findIndex(({ start, end }) => end - start >= size);
    const gap = this.#gaps[at];
    if (gap === undefined) return undefined;
    const { start } = gap;
    gap.start += size;
    if (gap.start === gap.end) this.#gaps.splice(at, 1);
    this.#taken.set(start, size);
    this.#touched = Math.max(this.#touched, start + size);
    return start;
  }

  /** Frees what `take` gave at `start`. */
  give(start: number): void {
    const size = this.#taken.get(start);
    if (size === undefined) return;
    this.#taken.delete(start);
    const end = start + size;
    const found = this.#gaps.findIndex((gap) => gap.start >= end);
    const at = found < 0 ? this.#gaps.length : found;
    const before = this.#gaps[at - 1];
    const after = this.#gaps[at];
    if (before?.end === start && after?.start === end) {
      before.end = after.end;
      this.#gaps.splice(at, 1);
    } else if (before?.end === start) before.end = end;
    else if (after?.start === end) after.start = start;
    else this.#gaps.splice(at, 0, { start, end });
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / LINE) * LINE;
}
