/** Rows of a table, each once, in the order they came. */
export class RowSet {
  readonly #held: Uint8Array;
  readonly #rows: number[] = [];
  #asked = 0;

  /** A set of rows below `rows`. */
  constructor(rows: number) {
    this.#held = new Uint8Array(rows);
  }

  /** The rows. */
  get rows(): readonly number[] {
    return this.#rows;
  }

  /** How many rows may be in it: as many as were named, however often. */
  get most(): number {
    return Math.min(this.#asked, this.#held.length);
  }

  /** Adds the rows that `ids` name, but for those where `mask` is 0. */
  add(ids: ArrayLike<number>, mask?: Uint8Array): void {
    this.#asked += ids.length;
    for (let i = 0; i < ids.length; i++) {
      const row = ids[i]!;
      if (mask?.[i] === 0 || this.#held[row] !== 0) continue;
      this.#held[row] = 1;
      this.#rows.push(row);
    }
  }

  /** Forgets all rows. */
  clear(): void {
    for (const row of this.#rows) this.#held[row] = 0;
    this.#rows.length = 0;
    this.#asked = 0;
  }
}
