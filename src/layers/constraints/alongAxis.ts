import { sizeOf } from '../../tensor/index.ts';
import type { Constrain } from './constraint.ts';

/** Keras' ε: what keeps a vector of length 0 from being divided by 0. */
const EPSILON = 1e-7;

/**
 * Scales every vector along `axis` from its length ‖w‖ to the length that `wanted` says:
 * w · wanted(‖w‖) / (ε + ‖w‖), in float64, rounded once. A negative axis counts from the last.
 */
export function alongAxis(axis: number, wanted: (length: number) => number): Constrain {
  return ({ data, shape }) => {
    const at = axis < 0 ? axis + shape.length : axis;
    const count = shape[at] ?? 1;
    const inner = sizeOf(shape.slice(at + 1));
    const outer = sizeOf(shape.slice(0, at));
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        const first = o * count * inner + i;
        const end = first + count * inner;
        let square = 0;
        for (let k = first; k < end; k += inner) square += data[k]! * data[k]!;
        const length = Math.sqrt(square);
        const factor = wanted(length) / (EPSILON + length);
        for (let k = first; k < end; k += inner) data[k] = data[k]! * factor;
      }
    }
  };
}
