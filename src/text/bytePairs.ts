import { BYTE_CHARACTERS } from './byteCharacters.ts';
import { type PairCount, PairQueue } from './pairQueue.ts';
import { utf8BytesOf } from './utf8.ts';

/** Two tokens that become one; written `first second`, as no token has a space in it. */
export type Merge = readonly [first: string, second: string];

/** More parts than any vocabulary has: a pair is the number first · PARTS + second. */
const PARTS = 2 ** 24;

/** A chunk of the text as parts, and how often it occurs. */
interface Chunk {
  parts: number[];
  readonly count: number;
}

/**
 * Learns byte pairs (Sennrich et al. 2016, on bytes): every chunk begins as its bytes, and again and
 * again the two neighbouring parts that occur together most often become one, everywhere. Of pairs that
 * are as frequent, the one whose first part, then whose second part is older comes first; bytes are
 * older than what was merged, and ordered by their number.
 *
 * @param counts how often each chunk occurs
 * @param most how many new parts there may be
 * @param minCount pairs that occur fewer times are not merged
 */
export function learnMerges(
  counts: ReadonlyMap<string, number>,
  most: number,
  minCount: number,
): Merge[] {
  const parts = [...BYTE_CHARACTERS];
  const numbers = new Map(parts.map((part, number) => [part, number]));
  const chunks = Array.from(
    counts,
    ([text, count]): Chunk => ({ parts: utf8BytesOf(text), count }),
  );
  const pairs = new PairTable(chunks);
  const merges: Merge[] = [];
  while (parts.length < BYTE_CHARACTERS.length + most) {
    const pair = pairs.mostFrequent();
    if (pair === undefined || pair.count < minCount) break;
    const first = Math.floor(pair.pair / PARTS);
    const second = pair.pair % PARTS;
    const joined = parts[first]! + parts[second]!;
    merges.push([parts[first]!, parts[second]!]);
    // two different pairs that read the same, ab + c and a + bc, would be one part
    const number = numbers.get(joined) ?? parts.length;
    if (number === parts.length) {
      numbers.set(joined, number);
      parts.push(joined);
    }
    pairs.merge(pair.pair, number);
  }
  return merges;
}

/** All parts, in the order of their making: the bytes, then what is merged. */
export function partsOf(merges: readonly Merge[]): string[] {
  return [...new Set([...BYTE_CHARACTERS, ...merges.map((merge) => merge.join(''))])];
}

/** How often each pair of neighbours occurs, and in which chunks. */
class PairTable {
  readonly #chunks: readonly Chunk[];
  readonly #counts = new Map<number, number>();
  readonly #places = new Map<number, Set<number>>();
  readonly #queue = new PairQueue();

  constructor(chunks: readonly Chunk[]) {
    this.#chunks = chunks;
    const changed = new Set<number>();
    for (const place of chunks.keys()) this.#count(place, 1, changed);
    this.#requeue(changed);
  }

  /** The pair that comes next, if any is left. */
  mostFrequent(): PairCount | undefined {
    for (;;) {
      const next = this.#queue.take();
      if (next === undefined || this.#counts.get(next.pair) === next.count) return next;
    }
  }

  /** Puts one part in the place of a pair, in all chunks. */
  merge(pair: number, part: number): void {
    const changed = new Set<number>();
    for (const place of [...(this.#places.get(pair) ?? [])]) {
      this.#count(place, -1, changed);
      const chunk = this.#chunks[place]!;
      chunk.parts = merged(chunk.parts, Math.floor(pair / PARTS), pair % PARTS, part);
      this.#count(place, 1, changed);
    }
    this.#requeue(changed);
  }

  #count(place: number, sign: 1 | -1, changed: Set<number>): void {
    const { parts, count } = this.#chunks[place]!;
    for (let i = 0; i + 1 < parts.length; i++) {
      const pair = parts[i]! * PARTS + parts[i + 1]!;
      this.#counts.set(pair, (this.#counts.get(pair) ?? 0) + sign * count);
      const places = this.#places.get(pair) ?? new Set();
      if (sign > 0) places.add(place);
      else places.delete(place);
      this.#places.set(pair, places);
      changed.add(pair);
    }
  }

  #requeue(changed: ReadonlySet<number>): void {
    for (const pair of changed) {
      const count = this.#counts.get(pair) ?? 0;
      if (count > 0) this.#queue.add({ pair, count });
      else {
        this.#counts.delete(pair);
        this.#places.delete(pair);
      }
    }
  }
}

/** The parts with every `first second`, from the left, become one. */
export function merged<T>(parts: readonly T[], first: T, second: T, part: T): T[] {
  const out: T[] = [];
  for (let i = 0; i < parts.length; i++) {
    const joins = parts[i] === first && parts[i + 1] === second;
    out.push(joins ? part : parts[i]!);
    if (joins) i++;
  }
  return out;
}
