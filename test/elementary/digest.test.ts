import { expect, test } from 'vitest';
import { functions, pow } from './functions.ts';
import { uniform } from './samples.ts';

// The same bits in every engine: a hash over 100,000 results each. A changed line means that results
// changed, of the function or of the machine; only the first may be committed.
const digests: Record<string, string> = {
  cos: '14af5ca2',
  cosFloat32: '46f1660d',
  erf: '44dc0ec1',
  erfFloat32: '412b54b5',
  exp: '7d582a18',
  expFloat32: '304fbaea',
  expm1: '5f51143d',
  expm1Float32: '34fa0a3d',
  log: 'f01d4abf',
  log1p: 'bf87c5fd',
  log1pFloat32: 'cc13f444',
  logFloat32: '6d71b898',
  pow: '768cc823',
  powFloat32: 'e1433275',
  sigmoid: 'a209d6bd',
  sigmoidFloat32: '37f94fac',
  sin: 'a9efad69',
  sinFloat32: '869c8545',
  softplus: 'c4baa8bb',
  softplusFloat32: '1bf023a7',
  tanh: '268bebc9',
  tanhFloat32: 'faaaa42e',
};

const COUNT = 100_000;
const buffer = new DataView(new ArrayBuffer(8));

/** Arguments made without any function that an engine may choose: products and bit patterns. */
function* inputs(dtype: 'float32' | 'float64'): Generator<number> {
  const draw = uniform();
  const word = () => Math.floor(draw() * 2 ** 32);
  for (let i = 0; i < COUNT; i++) {
    buffer.setUint32(0, word());
    buffer.setUint32(4, word());
    const pattern = dtype === 'float64' ? buffer.getFloat64(0) : buffer.getFloat32(0);
    const ranged = [(draw() - 0.5) * 2, (draw() - 0.5) * 40, (draw() - 0.5) * 1_600][i % 3]!;
    yield i % 4 === 0 ? pattern : dtype === 'float64' ? ranged : Math.fround(ranged);
  }
}

/** FNV-1a over the words of every result; all NaNs count as one. */
function digest(results: Iterable<number>): string {
  let hash = 0x811c9dc5;
  for (const result of results) {
    buffer.setFloat64(0, Number.isNaN(result) ? 0 : result);
    const nan = Number.isNaN(result) ? 1 : 0;
    for (const word of [buffer.getInt32(0), buffer.getInt32(4), nan]) {
      hash = Math.imul(hash ^ word, 0x01000193);
      hash ^= hash >>> 15;
    }
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function* map(values: Iterable<number>, f: (x: number) => number): Generator<number> {
  for (const value of values) {
    yield f(value);
  }
}

function* pairs(values: Iterable<number>, f: (x: number, y: number) => number): Generator<number> {
  let before = 2;
  for (const value of values) {
    yield f(Math.abs(before), value);
    before = value;
  }
}

test('every function gives the committed bits', () => {
  const found: Record<string, string> = {};
  for (const { name, float64, float32 } of functions) {
    found[name] = digest(map(inputs('float64'), float64));
    found[`${name}Float32`] = digest(map(inputs('float32'), float32));
  }
  found[pow.name] = digest(pairs(inputs('float64'), pow.float64));
  found[`${pow.name}Float32`] = digest(pairs(inputs('float32'), pow.float32));
  expect(found).toEqual(digests);
});
