import { randomStream, type Tensor, View } from 'unrolled';

/** Sequences and what is wanted of them. */
export interface Sums {
  /** `[sequence, step, 2]`: a number from 0 to 1, and whether it is marked. */
  readonly x: Tensor<3>;
  /** `[sequence, 1]`: the sum of the two numbers that are marked. */
  readonly y: Tensor<2>;
}

/** Sequences with one marked number in their first half and one in their second. */
export function sums(count: number, steps: number, seed: string): Sums {
  const x = new Float32Array(count * steps * 2);
  const y = new Float32Array(count);
  const half = Math.floor(steps / 2);
  for (let row = 0; row < count; row++) {
    const { uniform, integer } = randomStream(seed, 'sum', row);
    for (let t = 0; t < steps; t++) x[(row * steps + t) * 2] = uniform();
    for (const t of [integer(half), half + integer(steps - half)]) {
      const at = (row * steps + t) * 2;
      x[at + 1] = 1;
      y[row]! += x[at]!;
    }
  }
  return { x: new View(x, [count, steps, 2]), y: new View(y, [count, 1]) };
}

/** The mean squared error of who does not look, and says 1, the mean. */
export function missOfMean({ y }: Sums): number {
  let sum = 0;
  for (const wanted of y.data) sum += (wanted - 1) * (wanted - 1);
  return sum / y.size;
}
