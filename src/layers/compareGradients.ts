import {
  ConfigError,
  formatShape,
  indexOf,
  type Random,
  randomStream,
  type Seed,
  type Tensor,
  zeros,
} from '../tensor/index.ts';
import { checkOptions } from '../tensor/options.ts';

/** A function whose gradient is to be checked: y = f(variables), and its way back. */
export interface Differentiable {
  /** What f depends on, by name; the check moves their elements and puts them back. */
  readonly variables: Readonly<Record<string, Tensor>>;
  /** Computes f and can go back from cotangents of its outputs, one gradient for each variable. */
  run(): {
    /** The outputs, whatever their shapes. */
    readonly outputs: readonly Tensor[];
    /** The gradient of Σ ⟨cotangent, output⟩ by every variable. */
    backward(cotangents: readonly Tensor[]): Readonly<Record<string, Tensor | undefined>>;
  };
}

/** How a gradient check is done. */
export interface GradientCheckOptions {
  /** The step of the central difference; 1e-5 by default. */
  readonly epsilon?: number;
  /** The largest relative error that passes; 1e-6 by default. */
  readonly tolerance?: number;
  /** Of the cotangents and of random inputs; 0 by default. */
  readonly seed?: Seed;
}

/** The worst entry of a gradient check. */
export interface GradientCheck {
  /** Whether every entry is within the tolerance. */
  readonly passed: boolean;
  /** |analytic − numeric| / max(|analytic|, |numeric|, 1e-3) of the worst entry. */
  readonly error: number;
  /** Which entry it is: the variable and its index, e.g. `kernel[0, 3]`. */
  readonly worst: string;
  /** What the backward pass says. */
  readonly analytic: number;
  /** What the central difference says. */
  readonly numeric: number;
  /** How many entries were compared. */
  readonly entries: number;
  /** All of the above in a sentence. */
  readonly message: string;
}

const FLOOR = 1e-3;

/**
 * Compares a backward pass with central differences, (f(v + ε) − f(v − ε)) / 2ε, of the sum
 * Σ ⟨cotangent, output⟩ with random cotangents, for every element of every variable.
 *
 * @throws ConfigError for a variable in float32, whose differences are noise
 */
export function compareGradients(
  f: Differentiable,
  options: GradientCheckOptions = {},
): GradientCheck {
  checkOptions('checkGradients', options, ['epsilon', 'tolerance', 'seed']);
  const { epsilon = 1e-5, tolerance = 1e-6, seed = 0 } = options;
  refuseFloat32(f.variables);
  const random = randomStream(seed, 'checkGradients');
  const begun = f.run();
  const cotangents = begun.outputs.map((output) => normal(output.shape, random));
  const analytic = begun.backward(cotangents);
  const objective = (): number => inner(f.run().outputs, cotangents);

  let worst = { error: -1, place: 'nothing', a: 0, n: 0 };
  let entries = 0;
  for (const [name, variable] of Object.entries(f.variables)) {
    const gradient = analytic[name]?.data;
    for (let i = 0; i < variable.data.length; i++) {
      const value = variable.data[i] ?? Number.NaN;
      variable.data[i] = value + epsilon;
      const above = objective();
      variable.data[i] = value - epsilon;
      const below = objective();
      variable.data[i] = value;
      const n = (above - below) / (2 * epsilon);
      const a = gradient?.[i] ?? 0;
      const distance = Math.abs(a - n) / Math.max(Math.abs(a), Math.abs(n), FLOOR);
      const error = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
      const place = `${name}${formatShape(indexOf(variable.shape, i))}`;
      if (error > worst.error) worst = { error, place, a, n };
      entries++;
    }
  }
  const { error, place, a, n } = worst;
  if (entries === 0) {
    throw new ConfigError('checkGradients found no numbers to move: give inputs that have some');
  }
  const passed = error <= tolerance;
  const message =
    `${passed ? 'gradients agree' : 'gradients differ'}: the worst of ${entries} entries is ` +
    `${place}, backward ${a}, difference ${n}, relative error ${error} (tolerance ${tolerance})`;
  return { passed, error, worst: place, analytic: a, numeric: n, entries, message };
}

/** Throws a ConfigError if a variable is in float32. */
export function refuseFloat32(variables: Differentiable['variables']): void {
  for (const [name, variable] of Object.entries(variables)) {
    if (variable.dtype !== 'float64') {
      throw new ConfigError(
        `checkGradients wants float64, got ${name} in ${variable.dtype}: float32 differences are noise`,
      );
    }
  }
}

/** A tensor of the standard normal distribution, in float64. */
export function normal(shape: readonly number[], random: Random): Tensor {
  const out = zeros([...shape], 'float64');
  for (let i = 0; i < out.data.length; i++) out.data[i] = random.normal();
  return out;
}

function inner(a: readonly Tensor[], b: readonly Tensor[]): number {
  let sum = 0;
  for (const [k, { data }] of a.entries()) {
    for (let i = 0; i < data.length; i++) sum += (data[i] ?? 0) * (b[k]?.data[i] ?? 0);
  }
  return sum;
}
