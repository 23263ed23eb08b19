import type { Model } from 'unrolled';

/** FNV-1a over the bits of all weights, as float64 so that no digit is lost, in hexadecimal. */
export function digestOf(model: Pick<Model, 'getWeights'>): string {
  const numbers = Float64Array.from(model.getWeights().flatMap(({ data }) => [...data]));
  const bits = new DataView(numbers.buffer);
  for (const [i, value] of numbers.entries()) bits.setFloat64(8 * i, value, true);
  let hash = 0xcbf29ce484222325n;
  for (const byte of new Uint8Array(numbers.buffer)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
