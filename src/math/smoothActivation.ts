import { erf, exp, sigmoid, softplus, tanh } from '../elementary/index.ts';

// Activations whose slope cannot be told from their value: it is taken from x. They have no kernel:
// each element is computed in float64 and rounded once, which gives the same bits everywhere.

/** An activation that is differentiated by its input. */
export type SmoothActivation = 'gelu' | 'silu' | 'mish' | 'hardSilu' | 'tanhShrink';

/** Their names. */
export const SMOOTH_ACTIVATIONS: readonly SmoothActivation[] = [
  'gelu',
  'silu',
  'mish',
  'hardSilu',
  'tanhShrink',
];

/** Whether it is one of them. */
export function isSmooth(activation: string): activation is SmoothActivation {
  return Object.hasOwn(SMOOTH, activation);
}

const SQRT_HALF = Math.sqrt(0.5);
/** 1/√(2π), the height of the normal density. */
const DENSITY = 0.3989422804014327;

/** The share of the normal distribution below x: Φ(x). */
function below(x: number): number {
  return 0.5 * (1 + erf(x * SQRT_HALF));
}

/** f(x). */
export const SMOOTH: Readonly<Record<SmoothActivation, (x: number) => number>> = {
  gelu: (x) => x * below(x),
  silu: (x) => x * sigmoid(x),
  mish: (x) => x * tanh(softplus(x)),
  hardSilu: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
  tanhShrink: (x) => x - tanh(x),
};

/** f′(x). */
export const SMOOTH_SLOPE: Readonly<Record<SmoothActivation, (x: number) => number>> = {
  gelu: (x) => below(x) + x * DENSITY * exp(-0.5 * x * x), //  was: x · Φ(x)
  //  was: x · σ(x)
  silu: (x) => {
    const s = sigmoid(x);
    return s * (1 + x * (1 - s));
  },
  //  was: x · tanh(ln(1 + eˣ))
  mish: (x) => {
    const t = tanh(softplus(x));
    return t + x * sigmoid(x) * (1 - t * t);
  },
  //  was: x · min(max(x + 3, 0), 6) / 6
  hardSilu: (x) => {
    if (x <= -3) return 0;
    return x < 3 ? (2 * x + 3) / 6 : 1;
  },
  //  was: x − tanh(x)
  tanhShrink: (x) => {
    const t = tanh(x);
    return t * t;
  },
};
