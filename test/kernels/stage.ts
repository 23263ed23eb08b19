import { describe, test } from 'vitest';
import { type Random, randomStream } from '../../src/tensor/index.ts';
import { expectBits } from './framed.ts';
import { type RawKernels, rawKernels, rawMemory } from './rawKernels.ts';

/** What stands where a kernel has no business. */
const CANARY = 13.5;

/** The kinds of numbers that kernels are tried with. */
const kinds = ['plain', 'wide', 'extreme', 'any bits'] as const;
type Kind = (typeof kinds)[number];

/** A matrix on a stage: offset and stride in elements for the reference, in bytes for WebAssembly. */
interface Placed {
  readonly offset: number;
  readonly stride: number;
  readonly at: number;
  readonly step: number;
}

/** One kernel twice, on the same places. */
interface Twins {
  /** The reference, on a copy of the stage. */
  readonly reference: (floats: Float32Array) => void;
  /** WebAssembly, on the stage. */
  readonly fast: (raw: RawKernels) => void;
  /** Compares what the two gave beside the floats of the stage. */
  readonly compare?: () => void;
}

/** Sets a kernel up on places for M rows of N columns, or for M · N elements. */
export type Kernel = (stage: Stage, M: number, N: number) => Twins;

const heights = [0, 1, 2, 5];
const widths = [...Array(21).keys(), 31, 32, 35, 66];

/** Tests that each kernel has the bits of the reference in WebAssembly. */
export function testBits(kernels: readonly (readonly [name: string, kernel: Kernel])[]): void {
  describe.each(kernels)('%s in WebAssembly', (name, kernel) => {
    test.each(kinds)('has the bits of the reference for %s numbers, whatever the shape', (kind) => {
      const random = randomStream('kernels', name, kind);
      for (const N of widths) {
        for (const M of heights) {
          const stage = new Stage(random, kind);
          stage.expectSame(kernel(stage, M, N));
        }
      }
    });
  });
}

/** Arrays in the memory of the kernels, between canaries, filled with numbers of one kind. */
class Stage {
  readonly #random: Random;
  readonly #kind: Kind;
  readonly #floats = new Float32Array(rawMemory.buffer, 4096, 2 ** 16).fill(CANARY);
  #next = 3;
  #nextByte = this.#floats.byteOffset + this.#floats.byteLength;

  constructor(random: Random, kind: Kind) {
    this.#random = random;
    this.#kind = kind;
  }

  /** A matrix with any distance between its rows. */
  matrix(rows: number, columns: number, gap: number = this.#random.integer(5)): Placed {
    const stride = columns + gap;
    const offset = this.#take(rows * stride);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        this.#floats[offset + row * stride + column] = this.#number();
      }
    }
    return this.#placed(offset, stride);
  }

  /** A matrix without gaps. */
  dense(rows: number, columns: number): Placed {
    return this.matrix(rows, columns, 0);
  }

  /** Integers below `below`: for the reference and, the same, in the memory. */
  ids(length: number, below: number): { array: Int32Array; at: number } {
    const array = Int32Array.from({ length }, () => this.#random.integer(below));
    return { array, at: this.#copied(array) };
  }

  /** Bytes below `below`, many of them 0: for the reference and, the same, in the memory. */
  bytes(length: number, below: number): { array: Uint8Array; at: number } {
    const any = () => this.#random.integer(2) * this.#random.integer(below);
    const array = Uint8Array.from({ length }, any);
    return { array, at: this.#copied(array) };
  }

  /** Numbers in float64: for the reference and, the same, in the memory, seen as `fast`. */
  doubles(length: number): { array: Float64Array; fast: Float64Array; at: number } {
    const array = Float64Array.from(
      { length },
      () => this.#number() * (1 + this.#random.uniform()),
    );
    const at = this.#copied(array);
    return { array, fast: new Float64Array(rawMemory.buffer, at, length), at };
  }

  /** Runs both and compares all that is on the stage, canaries included. */
  expectSame({ reference, fast, compare }: Twins): void {
    const end = this.#next + 8;
    const expected = this.#floats.slice(0, end);
    reference(expected);
    fast(rawKernels);
    expectBits(this.#floats.subarray(0, end), expected);
    compare?.();
  }

  #number(): number {
    return numberOf(this.#kind, this.#random);
  }

  #take(length: number): number {
    const offset = this.#next;
    this.#next += length + 1 + this.#random.integer(4);
    return offset;
  }

  /** The bytes of an array in a part of the memory that is not compared; returns their address. */
  #copied(array: Int32Array | Uint8Array | Float64Array): number {
    const at = this.#nextByte;
    new Uint8Array(rawMemory.buffer, at, array.byteLength).set(
      new Uint8Array(array.buffer, 0, array.byteLength),
    );
    this.#nextByte += 8 * Math.ceil(array.byteLength / 8);
    return at;
  }

  #placed(offset: number, stride: number): Placed {
    return { offset, stride, at: this.#floats.byteOffset + 4 * offset, step: 4 * stride };
  }
}

/** Where functions bend, and where float32 ends. */
const corners = [
  ...[0, 2 ** -149, 2 ** -126 - 2 ** -149, 2 ** -126, 2 ** -63, 2 ** -24, 0.5],
  ...[0.625 - 2 ** -24, 0.625, 1, 9.5, 10],
  ...[44, 87.4, 88.8, 89, 103.9, 104.1, 105, 2 ** 64, 2 ** 127 * (2 - 2 ** -23)],
  Number.POSITIVE_INFINITY,
];

function numberOf(kind: Kind, random: Random): number {
  const sign = random.integer(2) === 0 ? 1 : -1;
  if (kind === 'plain') {
    return random.integer(16) === 0 ? sign * 0 : sign * 16 * random.uniform();
  }
  if (kind === 'extreme' || random.integer(12) === 0) {
    if (kind === 'any bits' && random.integer(3) === 0) return Number.NaN;
    return sign * corners[random.integer(corners.length)]!;
  }
  if (kind === 'wide') return sign * (1 + random.uniform()) * 2 ** (random.integer(24) - 16);
  const bits = Uint32Array.of(random.integer(2 ** 32));
  return new Float32Array(bits.buffer)[0]!;
}
