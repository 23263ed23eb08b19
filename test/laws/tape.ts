/** A number on a tape, and what the result changes by if it does. */
export interface Scalar {
  readonly value: number;
  gradient: number;
}

/**
 * Reverse-mode differentiation one number at a time: each operation writes down its slopes, and
 * `backward` reads the tape from its end. Slow, and too simple to be wrong: a second opinion on
 * backward passes written by hand.
 */
export class Tape {
  readonly #steps: { readonly out: Scalar; readonly slopes: readonly [Scalar, number][] }[] = [];

  /** Numbers to start from. */
  leaves(values: ArrayLike<number>): Scalar[] {
    return Array.from(values, (value) => ({ value, gradient: 0 }));
  }

  sum(...terms: readonly Scalar[]): Scalar {
    let value = 0;
    for (const term of terms) value += term.value;
    return this.#write(
      value,
      terms.map((term) => [term, 1]),
    );
  }

  product(a: Scalar, b: Scalar): Scalar {
    return this.#write(a.value * b.value, [
      [a, b.value],
      [b, a.value],
    ]);
  }

  /** 1 − a. */
  oneMinus(a: Scalar): Scalar {
    return this.#write(1 - a.value, [[a, -1]]);
  }

  tanh(a: Scalar): Scalar {
    return this.#write(Math.tanh(a.value), [[a, 1 / Math.cosh(a.value) ** 2]]);
  }

  sigmoid(a: Scalar): Scalar {
    const value = 1 / (1 + Math.exp(-a.value));
    return this.#write(value, [[a, value / (1 + Math.exp(a.value))]]);
  }

  /** Σ_k a_k · b_k. */
  dot(a: readonly Scalar[], b: readonly Scalar[]): Scalar {
    return this.sum(...a.map((value, k) => this.product(value, b[k]!)));
  }

  /** Gives every number on the tape the gradient of Σ weight · number. */
  backward(results: readonly Scalar[], weights: ArrayLike<number>): void {
    for (const [i, result] of results.entries()) result.gradient += weights[i]!;
    for (const { out, slopes } of [...this.#steps].reverse()) {
      for (const [from, slope] of slopes) from.gradient += out.gradient * slope;
    }
  }

  #write(value: number, slopes: readonly [Scalar, number][]): Scalar {
    const out = { value, gradient: 0 };
    this.#steps.push({ out, slopes });
    return out;
  }
}
