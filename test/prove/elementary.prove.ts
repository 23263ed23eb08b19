import { describe, expect, test } from 'vitest';
import { type Dtype, functions, pow } from '../elementary/functions.ts';
import { real } from '../elementary/reference.ts';
import { powSamples, samples } from '../elementary/samples.ts';
import { ulpError } from '../elementary/ulp.ts';

const SAMPLES = 100_000; // against the reference of 256 bits
const SEED = 7;
const dtypes: readonly Dtype[] = ['float64', 'float32'];

describe.each(functions)('$name', (f) => {
  test.each(dtypes)('keeps to the stated error over many samples, in %s', (dtype) => {
    const worst = new Worst();
    for (const x of samples(f, dtype, dtype === 'float64' ? SAMPLES : SAMPLES / 20, SEED)) {
      worst.add(ulpError(f[dtype](x), f.reference(real(x)), dtype), x);
    }
    worst.report(`${f.name} ${dtype}`);
    expect(worst.error).toBeLessThanOrEqual(f.ulp[dtype]);
  });
});

test.each(dtypes)('pow keeps to the stated error over many samples, in %s', (dtype) => {
  const worst = new Worst();
  for (const [x, y] of powSamples(dtype, dtype === 'float64' ? SAMPLES : SAMPLES / 20, SEED)) {
    worst.add(ulpError(pow[dtype](x, y), pow.reference(real(x), real(y)), dtype), x, y);
  }
  worst.report(`pow ${dtype}`);
  expect(worst.error).toBeLessThanOrEqual(pow.ulp[dtype]);
});

// The float64 body errs by less than 2^-28 ulp of float32: it serves as the truth here.
describe.each(functions)('$name in float32', (f) => {
  // Bodies of their own: every argument where they do something. Rounded float64 bodies: a sample.
  const own = ['exp', 'tanh', 'sigmoid'].includes(f.name);

  test(
    own ? 'is right for every argument from 2^-26 to 128' : 'is right for many arguments',
    () => {
      const worst = new Worst();
      const step = own ? 1 : 257;
      const [first, last] = own ? [bitsOf(2 ** -26), bitsOf(128)] : [0, bitsOf(Infinity)];
      for (const sign of [0, 0x80000000]) {
        for (let bits = first; bits <= last; bits += step) {
          word[0] = sign + bits;
          const x = float32[0]!;
          worst.add(float32Error(f.float32(x), f.float64(x)), x);
        }
      }
      worst.report(`${f.name} float32, by bits`);
      expect(worst.error).toBeLessThanOrEqual(f.ulp.float32);
    },
  );

  test.runIf(own)('is right for every 61st argument of any size', () => {
    const worst = new Worst();
    for (let bits = 0; bits < 2 ** 32; bits += 61) {
      word[0] = bits;
      const x = float32[0]!;
      worst.add(float32Error(f.float32(x), f.float64(x)), x);
    }
    expect(worst.error).toBeLessThanOrEqual(f.ulp.float32);
  });
});

const float32 = new Float32Array(1);
const word = new Uint32Array(float32.buffer);
const float64 = new DataView(new ArrayBuffer(8));
const spacings = Array.from({ length: 2048 }, (_, e) => 2 ** (Math.max(e - 1023, -126) - 23));

function bitsOf(x: number): number {
  float32[0] = x;
  return word[0]!;
}

/** |result − truth| in units of the last place that the truth has in float32. */
function float32Error(result: number, truth: number): number {
  if (result === Math.fround(truth) || (Number.isNaN(result) && Number.isNaN(truth))) {
    return result === truth || Math.abs(result) === Infinity || Number.isNaN(result)
      ? 0
      : Math.abs(result - truth) / spacing(truth);
  }
  return Math.abs(result) === Infinity
    ? (2 ** 128 - Math.abs(truth)) / 2 ** 104
    : Math.abs(result - truth) / spacing(truth);
}

function spacing(truth: number): number {
  float64.setFloat64(0, truth);
  return spacings[(float64.getUint16(0) >> 4) & 0x7ff]!;
}

/** The largest error so far and where it is. */
class Worst {
  error = 0;
  private at: readonly number[] = [];

  add(error: number, ...at: readonly number[]): void {
    if (!(error <= this.error)) {
      this.error = error;
      this.at = at;
    }
  }

  report(what: string): void {
    console.info(`${what}: at most ${this.error.toFixed(4)} ulp, at ${this.at.join(', ')}`);
  }
}
