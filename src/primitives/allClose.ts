import {
  checkNumber,
  checkOptions,
  formatShape,
  indexOf,
  ShapeError,
  sameShape,
} from '../tensor/index.ts';
import { elementsOf } from './convert.ts';
import type { Numbers } from './numbers.ts';
import { dtypeOf, type Operand, operandOf } from './operand.ts';

/** How far apart two numbers may be: abs(actual − expected) ≤ absolute + relative · abs(expected). */
export interface Tolerance {
  /** By default 1.3e-6 where either array is float32, else 1e-7. */
  readonly relative?: number;
  /** By default 1e-5 where either array is float32, else 1e-7. */
  readonly absolute?: number;
}

/** Two elements at one place. */
export interface Difference {
  /** The place, one number for each axis. */
  readonly index: readonly number[];
  /** The element of the first array. */
  readonly actual: number;
  /** The element of the second array. */
  readonly expected: number;
  /** abs(actual − expected); Infinity where only one of them is NaN. */
  readonly difference: number;
  /** How large the difference may be there. */
  readonly allowed: number;
}

/** What `allClose` finds. */
export interface Closeness {
  /** Whether all elements are within the tolerance. */
  readonly close: boolean;
  /** Where the difference is largest for what is allowed there; none where arrays are empty. */
  readonly worst?: Difference;
  /** The finding as a sentence with the place and both numbers. */
  readonly message: string;
}

/**
 * Compares two arrays of one shape element by element, in float64, and tells where they differ most.
 * Two NaNs are close, and so are two equal infinities; neither is close to anything else.
 *
 * Throws a ShapeError where the shapes differ and a ConfigError for a tolerance
 * that is below 0 or not finite.
 */
export function allClose(actual: Numbers, expected: Numbers, tolerance: Tolerance = {}): Closeness {
  checkOptions('allClose', tolerance, ['relative', 'absolute']);
  const x = operandOf('allClose', actual);
  const y = operandOf('allClose', expected);
  if (!sameShape(x.shape, y.shape)) {
    throw new ShapeError(
      `allClose wants arrays of one shape, got ${formatShape(x.shape)} and ${formatShape(y.shape)}`,
    );
  }
  const coarse = dtypeOf(x) === 'float32' || dtypeOf(y) === 'float32';
  const { relative = coarse ? 1.3e-6 : 1e-7, absolute = coarse ? 1e-5 : 1e-7 } = tolerance;
  checkNumber('allClose', 'relative', relative, 'from 0 on', (x) => x >= 0);
  checkNumber('allClose', 'absolute', absolute, 'from 0 on', (x) => x >= 0);
  const worst = worstOf(x, y, relative, absolute);
  if (worst === undefined) return { close: true, message: 'there are no elements to differ' };
  const close = worst.difference <= worst.allowed;
  return { close, worst, message: sentence(worst, close) };
}

function worstOf(
  x: Operand,
  y: Operand,
  relative: number,
  absolute: number,
): Difference | undefined {
  const actuals = elementsOf(x);
  const expecteds = elementsOf(y);
  let worst: Difference | undefined;
  let largest = -1;
  for (let i = 0; i < actuals.length; i++) {
    const actual = actuals[i]!;
    const expected = expecteds[i]!;
    const difference = distance(actual, expected);
    const allowed = Number.isFinite(expected) ? absolute + relative * Math.abs(expected) : 0;
    const share = difference === 0 ? 0 : difference / allowed;
    if (share > largest) {
      largest = share;
      worst = { index: indexOf(x.shape, i), actual, expected, difference, allowed };
    }
  }
  return worst;
}

function distance(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}

function sentence(
  { index, actual, expected, difference, allowed }: Difference,
  close: boolean,
): string {
  const place = index.length === 0 ? '' : `, at ${formatShape(index)}`;
  return (
    `${close ? 'all elements are close' : 'not all elements are close'}; the worst${place}: ` +
    `got ${actual}, expected ${expected}: ${difference} apart, ${allowed} allowed`
  );
}
