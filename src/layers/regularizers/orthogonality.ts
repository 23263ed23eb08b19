import type { Tensor } from '../../tensor/index.ts';
import type { Penalty } from './regularizer.ts';

/** Vectors in a matrix: its rows or its columns, each divided by its length. */
interface Directions {
  readonly count: number;
  /** How many numbers each has. */
  readonly size: number;
  /** Where number `k` of vector `i` stands in the matrix. */
  readonly at: (i: number, k: number) => number;
  /** `[count, size]`. */
  readonly units: Float64Array;
  readonly lengths: Float64Array;
}

/**
 * The mean size of the cosine between two of the rows, or columns, of a matrix, times `factor`:
 *
 *     u_i = w_i / ‖w_i‖
 *     penalty = factor · Σ_{i<j} |u_i · u_j| / (n (n − 1) / 2)
 *
 * 0 for a single vector. Lengths below Keras' ε = 1e-7 count as ε.
 */
export function orthogonality(factor: number, mode: 'rows' | 'columns'): Penalty {
  const scratch = new Scratch();
  return {
    of(w) {
      const directions = directionsOf(w, mode, scratch);
      let sum = 0;
      for (let i = 0; i < directions.count; i++) {
        for (let j = 0; j < i; j++) sum += Math.abs(cosine(directions, i, j));
      }
      return factor * share(directions) * sum;
    },
    addGradient(w, d) {
      const directions = directionsOf(w, mode, scratch);
      const { count, size, at, units, lengths } = directions;
      const du = scratch.take('du', size);
      for (let i = 0; i < count; i++) {
        du.fill(0);
        for (let j = 0; j < count; j++) {
          if (j === i) continue;
          const sign = Math.sign(cosine(directions, i, j)); // was: |u_i · u_j|
          for (let k = 0; k < size; k++) du[k] = du[k]! + sign * units[j * size + k]!;
        }
        let along = 0;
        for (let k = 0; k < size; k++) along += du[k]! * units[i * size + k]!;
        if (lengths[i] === EPSILON) along = 0; // a length of ε is constant
        for (let k = 0; k < size; k++) {
          const slope = (du[k]! - along * units[i * size + k]!) / lengths[i]!; // was: w_i / ‖w_i‖
          const here = at(i, k);
          d.data[here] = d.data[here]! + factor * share(directions) * slope;
        }
      }
    },
  };
}

const EPSILON = 1e-7;

/** Memory that is used again, so that a training step takes none. */
class Scratch {
  readonly #arrays = new Map<string, Float64Array>();

  take(name: string, length: number): Float64Array {
    const known = this.#arrays.get(name);
    if (known?.length === length) return known;
    const taken = new Float64Array(length);
    this.#arrays.set(name, taken);
    return taken;
  }
}

function directionsOf(w: Tensor, mode: 'rows' | 'columns', scratch: Scratch): Directions {
  const [rows = 0, columns = 0] = w.shape;
  const byRows = mode === 'rows';
  const [count, size] = byRows ? [rows, columns] : [columns, rows];
  const at = (i: number, k: number): number => (byRows ? i * columns + k : k * columns + i);
  const units = scratch.take('units', count * size);
  const lengths = scratch.take('lengths', count);
  for (let i = 0; i < count; i++) {
    let square = 0;
    for (let k = 0; k < size; k++) square += w.data[at(i, k)]! * w.data[at(i, k)]!;
    lengths[i] = Math.max(Math.sqrt(square), EPSILON);
    for (let k = 0; k < size; k++) units[i * size + k] = w.data[at(i, k)]! / lengths[i]!;
  }
  return { count, size, at, units, lengths };
}

function cosine({ size, units }: Directions, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < size; k++) sum += units[i * size + k]! * units[j * size + k]!;
  return sum;
}

/** One over the number of pairs. */
function share({ count }: Directions): number {
  return count < 2 ? 0 : 2 / (count * (count - 1));
}
