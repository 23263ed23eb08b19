import { highWord, powerOfTwo } from './bits.ts';
import { productError, sumError } from './doubleDouble.ts';

// Angles to quarter turns: x = n·π/2 + r with |r| ≤ π/4 (up to a rounding), r as an unevaluated sum
// of two float64 numbers. No angle is too large: the reduction is exact in effect.

const TWO_OVER_PI = 0.6366197723675814;
const HALF_PI = 1.5707963267948966;
const HALF_PI_REST = 6.123233995736766e-17;

// π/2 in three pieces of 33 bits and a rest: n times a piece is exact for n below 2^20.
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487111665e-21;
const HALF_PI_4 = 8.4784276603689e-32;
const MEDIUM = 1647099; // 2^20 · π/2

const DIGIT = 16777216; // 2^24
const DIGITS = 7; // of the fraction of a quarter turn: 168 bits, of which at most 62 cancel

// 2/π in 24-bit digits, as in fdlibm's e_rem_pio2.c (Sun Microsystems, 1993).
// biome-ignore format: ten digits a line
const TWO_OVER_PI_DIGITS = [
  0xa2f983, 0x6e4e44, 0x1529fc, 0x2757d1, 0xf534dd, 0xc0db62, 0x95993c, 0x439041, 0xfe5163, 0xabdebb,
  0xc561b7, 0x246e3a, 0x424dd2, 0xe00649, 0x2eea09, 0xd1921c, 0xfe1deb, 0x1cb129, 0xa73ee8, 0x8235f5,
  0x2ebb44, 0x84e99c, 0x7026b4, 0x5f7e41, 0x3991d6, 0x398353, 0x39f49c, 0x845f8b, 0xbdf928, 0x3b1ff8,
  0x97ffde, 0x05980f, 0xef2f11, 0x8b5a0a, 0x6d1f6d, 0x367ecf, 0x27cb09, 0xb74f46, 0x3f669e, 0x5fea2d,
  0x7527ba, 0xc7ebe5, 0xf17b3d, 0x0739f7, 0x8a5292, 0xea6bfb, 0x5fb11f, 0x8d5d08, 0x560330, 0x46fc7b,
];

/** n mod 4 of a finite x; r, the rest of the angle, is written to rest[0] + rest[1]. */
export function quarterTurns(x: number, rest: Float64Array): number {
  const size = Math.abs(x);
  const n = size < MEDIUM ? reduceMedium(size, rest) : reduceLarge(size, rest);
  if (x >= 0) {
    return n;
  }
  rest[0] = -rest[0]!;
  rest[1] = -rest[1]!;
  return (4 - n) & 3;
}

/** Subtracts n·π/2 piece by piece (Cody and Waite), keeping what each subtraction loses. */
function reduceMedium(x: number, rest: Float64Array): number {
  const n = Math.floor(x * TWO_OVER_PI + 0.5);
  const first = x - n * HALF_PI_1; // exact
  const second = first - n * HALF_PI_2;
  const third = second - n * HALF_PI_3;
  const lost = sumError(first, -n * HALF_PI_2, second) + sumError(second, -n * HALF_PI_3, third);
  store(third, lost - n * HALF_PI_4, rest);
  return n & 3;
}

// Base-2^24 digits: of x scaled down, weights 2^72 to 2^-48, and of the product, weights 1 to 2^-168.
const xDigits = new Float64Array(6);
const turns = new Float64Array(DIGITS + 1);

/**
 * Multiplies x by those digits of 2/π that matter (Payne and Hanek): the ones before them
 * contribute whole turns, the ones after them nothing that a float64 result could show.
 */
function reduceLarge(x: number, rest: Float64Array): number {
  const exponent = (highWord(x) >> 20) - 1023;
  const skipped = Math.max(0, Math.floor((exponent - 54) / 24));
  let remaining = x * powerOfTwo(-24 * skipped);
  for (let a = 0; a < xDigits.length; a++) {
    const weight = powerOfTwo(24 * (3 - a));
    const digit = Math.floor(remaining / weight);
    xDigits[a] = digit;
    remaining -= digit * weight;
  }

  let carry = 0;
  for (let n = DIGITS; n >= 0; n--) {
    let sum = carry;
    for (let a = 0; a < xDigits.length; a++) {
      // Weights: 2^(24·(3 − a)) times 2^(−24·(3 − a + n)) is 2^(−24·n).
      const i = skipped + 2 - a + n;
      sum += i < 0 ? 0 : xDigits[a]! * TWO_OVER_PI_DIGITS[i]!;
    }
    carry = Math.floor(sum / DIGIT);
    turns[n] = n === 0 ? sum : sum - carry * DIGIT;
  }

  const up = turns[1]! >= DIGIT / 2; // nearer to the next quarter: the rest is negative
  let upper = 0;
  let lower = 0;
  for (let n = 1; n <= DIGITS; n++) {
    const digit = up ? turns[n]! - (DIGIT - 1) : turns[n]!;
    const term = digit * powerOfTwo(-24 * n);
    const sum = upper + term;
    lower += sumError(upper, term, sum);
    upper = sum;
  }

  const product = upper * HALF_PI;
  const lost = productError(upper, HALF_PI, product);
  store(product, lost + (upper * HALF_PI_REST + lower * HALF_PI), rest);
  return ((turns[0]! % 4) + (up ? 1 : 0)) & 3;
}

/** Writes upper + lower so that rest[0] is their rounded sum. */
function store(upper: number, lower: number, rest: Float64Array): void {
  const sum = upper + lower;
  rest[0] = sum;
  rest[1] = lower - (sum - upper);
}
