import alea from 'seedrandom/lib/alea.js';
import { log } from '../elementary/index.ts';
import { ConfigError } from './errors.ts';

/** What a user may give as a seed. */
export type Seed = number | string;

/** Throws a ConfigError unless `value` can be a seed. */
export function checkSeed(value: unknown, owner: string): asserts value is Seed {
  if (typeof value === 'string' || Number.isFinite(value)) return;
  throw new ConfigError(
    `${owner} wants seed to be a finite number or a text, got ${String(value)}`,
  );
}

/** A reproducible source of random numbers. */
export interface Random {
  /** A number in [0, 1), with 53 random bits. */
  readonly uniform: () => number;
  /** A number of the standard normal distribution. */
  readonly normal: () => number;
  /** A whole number in [0, below). */
  readonly integer: (below: number) => number;
}

/**
 * The stream of random numbers that belongs to `seed/purpose/path/step`.
 *
 * A stream is created where it is used, so that one more draw or one more layer moves no other.
 * The generator is Johannes Baagøe's Alea, which gives the same bits in every engine.
 */
export function randomStream(seed: Seed, ...parts: readonly (string | number)[]): Random {
  const next = alea([seed, ...parts].join('/'));
  const uniform = (): number => next.double();
  return {
    uniform,
    normal: () => polarNormal(uniform),
    integer: (below) => Math.floor(uniform() * below),
  };
}

/** Marsaglia's polar method; the second number of each pair is dropped, so a stream has no memory. */
function polarNormal(uniform: () => number): number {
  for (;;) {
    const u = 2 * uniform() - 1;
    const v = 2 * uniform() - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * log(s)) / s);
  }
}

/** Shuffles the numbers in place (Fisher and Yates). */
export function shuffle(items: Int32Array, random: Random): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    const item = items[last] ?? 0;
    items[last] = items[other] ?? 0;
    items[other] = item;
  }
}
