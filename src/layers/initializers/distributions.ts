import type { Random } from '../../tensor/index.ts';

/** Values evenly distributed from `min` to `max`: min + (max − min) u, u uniform in [0, 1). */
export function drawUniform(out: Float64Array, random: Random, min: number, max: number): void {
  const range = max - min;
  for (let i = 0; i < out.length; i++) out[i] = min + range * random.uniform();
}

/** Normally distributed values: mean + stddev · z, z standard normal. */
export function drawNormal(out: Float64Array, random: Random, mean: number, stddev: number): void {
  for (let i = 0; i < out.length; i++) out[i] = mean + stddev * random.normal();
}

/** As `drawNormal`, with every z beyond ±2 drawn again. */
export function drawTruncatedNormal(
  out: Float64Array,
  random: Random,
  mean: number,
  stddev: number,
): void {
  for (let i = 0; i < out.length; i++) {
    let z = random.normal();
    while (Math.abs(z) > 2) z = random.normal();
    out[i] = mean + stddev * z;
  }
}
