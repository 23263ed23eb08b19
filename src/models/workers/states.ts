import { type FloatArray, sizeOf, View, zeros } from '../../tensor/index.ts';
import type { ModelState } from '../builtGraph.ts';

// States are `[batch, …]`: a shard has the rows of its own.

/** The rows `from` to `to` of states; views of their memory. */
export function cutState(state: ModelState, from: number, to: number): ModelState {
  const cut = Object.entries(state).map(([name, { data, shape }]) => {
    const [, ...sizes] = shape;
    const size = sizeOf(sizes);
    const rows = data.subarray(from * size, to * size);
    return [name, new View<number, FloatArray>(rows, [to - from, ...sizes])] as const;
  });
  return Object.fromEntries(cut);
}

/** The states of some shards, one below the other; the way back of `cutState`. */
export function joinStates(states: readonly ModelState[]): ModelState {
  const [first = {}] = states;
  const joined = Object.entries(first).map(([name, { shape, dtype }]) => {
    const parts = states.flatMap((state) => state[name] ?? []);
    const rows = parts.reduce((sum, part) => sum + (part.shape[0] ?? 0), 0);
    const whole = zeros([rows, ...shape.slice(1)], dtype);
    let at = 0;
    for (const { data } of parts) {
      whole.data.set(data, at);
      at += data.length;
    }
    return [name, whole] as const;
  });
  return Object.fromEntries(joined);
}
