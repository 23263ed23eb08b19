import type { Dtype, Elementary } from './functions.ts';

const SEED = 20_240_229; // the samples are the same in every run

/** Uniform on [0, 1): 53 bits from two draws of a Weyl sequence with a good mixer (SplitMix32). */
export function uniform(seed: number = SEED): () => number {
  let state = seed;
  const word = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return () => (word() * 2 ** 21 + (word() >>> 11)) * 2 ** -53;
}

const SPECIAL = [
  0,
  1,
  0.5,
  Math.PI,
  Math.E,
  Math.LN2,
  2 ** -1074,
  2 ** -1022,
  2 ** -149,
  2 ** -126,
];

/** Arguments inside the function's range: near its ends, all over it, at every size, near 0 and 1. */
export function* samples(f: Elementary, dtype: Dtype, count: number, seed?: number) {
  const draw = uniform(seed);
  const [low, high] = dtype === 'float64' ? f.range : f.range32;
  const round = dtype === 'float64' ? (x: number) => x : Math.fround;
  const inside = (x: number) => x >= low && x <= high;
  const edges = [low, high, ...SPECIAL, ...SPECIAL.map((x) => -x)];
  for (const x of edges.map(round).filter(inside)) {
    yield x;
  }
  const smallest = dtype === 'float64' ? -1074 : -149;
  const largest = Math.log2(high);
  for (let i = 0; i < count; i++) {
    const sign = draw() < 0.5 ? -1 : 1;
    const kinds = [
      () => low / 2 + high / 2 + (draw() - 0.5) * 2 * (high / 2 - low / 2),
      () => sign * (1 + draw()) * 2 ** Math.floor(smallest + draw() * (largest - smallest)),
      () => sign * draw() * 8,
      () => sign * draw(),
      () => 1 + sign * draw() * 2 ** -Math.floor(draw() * 40),
    ];
    const x = round(kinds[i % kinds.length]!());
    if (inside(x)) {
      yield x;
    }
  }
}

/** Pairs (x, y) with x^y inside the range of the dtype, or just outside. */
export function* powSamples(
  dtype: Dtype,
  count: number,
  seed?: number,
): Generator<[number, number]> {
  const draw = uniform(seed);
  const round = dtype === 'float64' ? (x: number) => x : Math.fround;
  const most = dtype === 'float64' ? 1074 : 149;
  for (let i = 0; i < count; i++) {
    const sign = draw() < 0.5 ? -1 : 1;
    const x = round(
      i % 3 === 0
        ? (1 + draw()) * 2 ** Math.floor((draw() * 2 - 1) * (most - 52))
        : i % 3 === 1
          ? 1 + sign * draw() * 2 ** -Math.floor(1 + draw() * 20)
          : draw() * 10,
    );
    const y = round(
      i % 7 === 0 ? sign * Math.floor(draw() * 9) : (sign * draw() * most) / Math.log2(x),
    );
    if (x > 0 && Math.abs(y) < Infinity && Math.abs(y * Math.log2(x)) < most + 10) {
      yield [x, y];
    }
  }
}
