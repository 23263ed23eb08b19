// The elementary functions to 230 bits and more, from their series, on nothing but BigInt: shares no
// line, no constant and no method with src/elementary.

/** The number m · 2^e. */
export interface Real {
  readonly m: bigint;
  readonly e: number;
}

const PRECISION = 256;
const ZERO: Real = { m: 0n, e: 0 };

/** The real number that a finite float64 is. */
export function real(x: number): Real {
  let m = x;
  let e = 0;
  while (m !== Math.floor(m)) {
    m *= 2 ** 52; // exact: a fractional m lies below 2^52
    e -= 52;
  }
  return trim(BigInt(m), e);
}

/** value / 2^exponent as a float64, for a quotient inside its range. */
export function scaled(value: Real, exponent: number): number {
  if (value.m === 0n) {
    return 0;
  }
  const excess = Math.max(0, bits(value.m) - 60);
  return Number(value.m >> BigInt(excess)) * 2 ** (value.e + excess - exponent);
}

/** floor(log2 |value|) for a value other than 0. */
export function exponentOf(value: Real): number {
  return bits(value.m) - 1 + value.e;
}

export function negate(a: Real): Real {
  return { m: -a.m, e: a.e };
}

export function absolute(a: Real): Real {
  return a.m < 0n ? negate(a) : a;
}

export function add(a: Real, b: Real): Real {
  if (a.m === 0n || b.m === 0n) {
    return a.m === 0n ? b : a;
  }
  if (exponentOf(a) - exponentOf(b) > 2 * PRECISION) {
    return a;
  }
  if (exponentOf(b) - exponentOf(a) > 2 * PRECISION) {
    return b;
  }
  const e = Math.min(a.e, b.e);
  return trim((a.m << BigInt(a.e - e)) + (b.m << BigInt(b.e - e)), e);
}

export function multiply(a: Real, b: Real): Real {
  return trim(a.m * b.m, a.e + b.e);
}

function divide(a: Real, b: Real): Real {
  const shift = PRECISION + 8 + Math.max(0, bits(b.m) - bits(a.m));
  return trim((a.m << BigInt(shift)) / b.m, a.e - shift - b.e);
}

const one = real(1);
const two = real(2);
const ln2 = multiply(two, artanhSeries(divide(one, real(3))));

export function expReference(x: Real): Real {
  const k = Math.round(scaled(x, 0) / Math.LN2);
  const rest = add(x, negate(multiply(real(k), ln2)));
  const power = add(one, expm1Series(rest));
  return { m: power.m, e: power.e + k };
}

export function expm1Reference(x: Real): Real {
  return Math.abs(scaled(x, 0)) < 0.5 ? expm1Series(x) : add(expReference(x), real(-1));
}

/** For x > 0. */
export function logReference(x: Real): Real {
  const k = exponentOf(x);
  const m: Real = { m: x.m, e: x.e - k }; // 1 ≤ m < 2
  const [power, fraction] = scaled(m, 0) > 1.4 ? [k + 1, { m: m.m, e: m.e - 1 }] : [k, m];
  const s = divide(add(fraction, real(-1)), add(fraction, one));
  return add(multiply(real(power), ln2), multiply(two, artanhSeries(s)));
}

/** For x > −1. */
export function log1pReference(x: Real): Real {
  if (x.m !== 0n && exponentOf(x) >= -2) {
    return logReference(add(one, x));
  }
  return multiply(two, artanhSeries(divide(x, add(two, x))));
}

export function tanhReference(x: Real): Real {
  if (Math.abs(scaled(x, 0)) > 100) {
    return x.m < 0n ? real(-1) : one;
  }
  const e = expm1Reference(multiply(two, x));
  return divide(e, add(e, two));
}

export function sigmoidReference(x: Real): Real {
  const e = expReference(negate(absolute(x)));
  return divide(x.m < 0n ? e : one, add(one, e));
}

export function softplusReference(x: Real): Real {
  const small = log1pReference(expReference(negate(absolute(x))));
  return x.m > 0n ? add(x, small) : small;
}

export function powReference(x: Real, y: Real): Real {
  return expReference(multiply(y, logReference(x)));
}

/** Maclaurin; for |x| ≤ 7, where its terms grow to e^49 and lose 71 bits. */
export function erfReference(x: Real): Real {
  const square = negate(multiply(x, x));
  let term = x;
  let sum = x;
  for (let n = 1; term.m !== 0n && exponentOf(term) > exponentOf(x) - PRECISION; n++) {
    term = divide(multiply(term, square), real(n));
    sum = add(sum, divide(term, real(2 * n + 1)));
  }
  return divide(multiply(two, sum), squareRootOfPi);
}

// π by Machin's formula, with enough bits to bring the largest float64 down to one turn.
const PI_BITS = 1600;
const pi = 16n * arctanOfInverse(5n) - 4n * arctanOfInverse(239n);
const squareRootOfPi: Real = trim(integerSquareRoot(pi << BigInt(PI_BITS)), -PI_BITS);

export function sinReference(x: Real): Real {
  return sinOfTurns(x, 0n);
}

export function cosReference(x: Real): Real {
  return sinOfTurns(x, 1n);
}

/** sin(x + ahead·π/2). */
function sinOfTurns(x: Real, ahead: bigint): Real {
  const angle = x.e >= 0 ? x.m << BigInt(x.e + PI_BITS) : shift(x.m, x.e + PI_BITS);
  const n = floorDivide(2n * angle + pi / 2n, pi); // round(angle / (π/2))
  const rest = angle - (n * pi) / 2n;
  const tiny = x.e + PI_BITS < 0; // too small for the fixed point: the angle is the rest
  const r = tiny ? x : trim(rest, -PI_BITS);
  const turn = Number((((n + ahead) % 4n) + 4n) % 4n);
  const value = turn % 2 === 0 ? alternatingSeries(r, r, 1) : alternatingSeries(one, r, 0);
  return turn < 2 ? value : negate(value);
}

/** first − first·x²/((n+1)(n+2)) + …: sin for first = x, n = 1, cos for first = 1, n = 0. */
function alternatingSeries(first: Real, x: Real, start: number): Real {
  const square = negate(multiply(x, x));
  let term = first;
  let sum = first;
  for (let n = start; term.m !== 0n && exponentOf(term) > exponentOf(first) - PRECISION; n += 2) {
    term = divide(multiply(term, square), real((n + 1) * (n + 2)));
    sum = add(sum, term);
  }
  return sum;
}

/** x + x²/2 + x³/6 + …, for |x| below 1. */
function expm1Series(x: Real): Real {
  let term = x;
  let sum = x;
  for (let n = 2; term.m !== 0n && exponentOf(term) > exponentOf(x) - PRECISION; n++) {
    term = divide(multiply(term, x), real(n));
    sum = add(sum, term);
  }
  return sum;
}

/** s + s³/3 + s⁵/5 + …, for |s| of at most ½. */
function artanhSeries(s: Real): Real {
  const square = multiply(s, s);
  let power = s;
  let sum = s;
  for (let n = 3; power.m !== 0n && exponentOf(power) > exponentOf(s) - PRECISION; n += 2) {
    power = multiply(power, square);
    sum = add(sum, divide(power, real(n)));
  }
  return sum;
}

/** arctan(1/n) · 2^PI_BITS. */
function arctanOfInverse(n: bigint): bigint {
  let power = (1n << BigInt(PI_BITS)) / n;
  let sum = power;
  for (let k = 3n; power !== 0n; k += 2n) {
    power /= -n * n;
    sum += power / k;
  }
  return sum;
}

function integerSquareRoot(n: bigint): bigint {
  let root = 1n << BigInt(n.toString(2).length / 2 + 1 - ((n.toString(2).length / 2) % 1));
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) {
      return root;
    }
    root = next;
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  return a >= 0n ? a / b : -((-a + b - 1n) / b);
}

function shift(m: bigint, by: number): bigint {
  return by >= 0 ? m << BigInt(by) : m >> BigInt(-by);
}

/** The number of bits of |m|, for fewer than 1,000 of them. */
function bits(m: bigint): number {
  if (m === 0n) {
    return 0;
  }
  const size = m < 0n ? -m : m;
  const guess = Math.floor(Math.log2(Number(size))) + 1;
  return size >> BigInt(guess - 1) === 0n
    ? guess - 1
    : size >> BigInt(guess) === 0n
      ? guess
      : guess + 1;
}

function trim(m: bigint, e: number): Real {
  const size = m < 0n ? -m : m;
  const length = size < 1n << 1000n ? bits(m) : size.toString(2).length;
  if (length === 0) {
    return ZERO;
  }
  const excess = length - PRECISION;
  return excess <= 0 ? { m, e } : { m: m >> BigInt(excess), e: e + excess };
}
