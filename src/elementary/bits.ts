// Floating-point numbers taken apart and put together by their bits. A scratch pair of views over
// one buffer does it without allocating; which word of a float64 is the high one is asked of the
// machine, so that either byte order works.

const float32 = new Float32Array(1);
const float32Bits = new Int32Array(float32.buffer);
const float64 = new Float64Array(1);
const float64Bits = new Int32Array(float64.buffer);

float64[0] = 1;
const HIGH = float64Bits[1] === 0 ? 0 : 1;
const LOW = 1 - HIGH;

/** 2ⁿ in float32 for an integer n from −126 to 127. */
export function powerOfTwoFloat32(n: number): number {
  float32Bits[0] = (n + 127) << 23;
  return float32[0]!;
}

/** 2ⁿ in float64 for an integer n from −1022 to 1023. */
export function powerOfTwo(n: number): number {
  float64Bits[HIGH] = (n + 1023) << 20;
  float64Bits[LOW] = 0;
  return float64[0]!;
}

/** Sign, exponent and the upper 20 bits of the fraction of a float64. */
export function highWord(x: number): number {
  float64[0] = x;
  return float64Bits[HIGH]!;
}

/** The float64 with this high word and the lower 32 bits of x. */
export function withHighWord(x: number, high: number): number {
  float64[0] = x;
  float64Bits[HIGH] = high;
  return float64[0];
}

/** x rounded to an integer, ties to even, for |x| < 2^51: adding 1.5 · 2^52 pushes the fraction out. */
export function nearestInteger(x: number): number {
  return x + 6755399441055744 - 6755399441055744;
}

/** A float32 x rounded to an integer, ties to even, for |x| < 2^22, by 1.5 · 2^23. */
export function nearestIntegerFloat32(x: number): number {
  return Math.fround(x + 12582912) - 12582912;
}
