import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Dtype, functions, pow } from './functions.ts';
import * as reference from './reference.ts';
import { powSamples, samples } from './samples.ts';
import { ulpError } from './ulp.ts';

const SAMPLES = 600;
const dtypes: readonly Dtype[] = ['float64', 'float32'];
const { real } = reference;

describe.each(functions)('$name', (f) => {
  test.each(dtypes)('keeps to the error that its comment states, in %s', (dtype) => {
    for (const x of samples(f, dtype, SAMPLES)) {
      const result = f[dtype](x);
      const error = ulpError(result, f.reference(real(x)), dtype);
      if (!(error <= f.ulp[dtype])) {
        expect.fail(`${f.name}(${x}) = ${result} is off by ${error} ulp`);
      }
    }
  });
});

test.each(dtypes)('pow keeps to the error that its comment states, in %s', (dtype) => {
  for (const [x, y] of powSamples(dtype, SAMPLES)) {
    const result = pow[dtype](x, y);
    const error = ulpError(result, pow.reference(real(x), real(y)), dtype);
    if (!(error <= pow.ulp[dtype])) {
      expect.fail(`pow(${x}, ${y}) = ${result} is off by ${error} ulp`);
    }
  }
});

test('the comments state the errors that are tested', () => {
  const folder = new URL('../../src/elementary/', import.meta.url);
  const stated: Record<string, number> = {};
  for (const file of readdirSync(folder)) {
    const source = readFileSync(new URL(file, folder), 'utf8');
    const comments =
      /Measured error:\s(?:\*\s)*at most ([\d.]+) ulp[^/]*\*\/\s*export function (\w+)/g;
    for (const [, ulp, name] of source.matchAll(comments)) {
      stated[name!] = Number(ulp);
    }
  }
  const tested = [...functions, pow].flatMap(({ name, ulp }) => [
    [name, ulp.float64],
    [`${name}Float32`, ulp.float32],
  ]);
  expect(stated).toEqual(Object.fromEntries(tested));
});

test.each([
  ['sin', 'at the double that comes nearest to a multiple of π/2', 6381956970095103 * 2 ** 797],
  ['cos', 'at the double that comes nearest to a multiple of π/2', 6381956970095103 * 2 ** 797],
  ['sin', 'next to π', Math.PI],
  ['sin', 'at the largest double', Number.MAX_VALUE],
  ['cos', 'at the largest double', Number.MAX_VALUE],
  ['cos', 'just below the change of reduction', 1647098.9999999998],
  ['sin', 'at the change of reduction', 1647099],
  ['cos', 'next to a far zero', 999999.5 * Math.PI],
  ['log', 'next below 1', 1 - 2 ** -53],
  ['log', 'next above 1', 1 + 2 ** -52],
  ['log1p', 'next to −1', -1 + 2 ** -53],
  ['expm1', 'where e^x no longer fits but e^x / 2 does', 709.78],
  ['exp', 'where results are denormal', -744.9],
  ['sigmoid', 'where results are denormal', -744.9],
  ['softplus', 'where results are denormal', -744.9],
  ['tanh', 'at the seam', 0.625],
  ['erf', 'at the seam', 0.85],
])('%s is right %s', (name, _where, x) => {
  const f = functions.find((candidate) => candidate.name === name)!;
  const error = ulpError(f.float64(x), f.reference(real(x)), 'float64');
  expect(error).toBeLessThanOrEqual(f.ulp.float64);
});

// The first 30 digits, from tables: the reference is itself held to something.
test.each([
  ['e', reference.expReference(real(1)), 2718281828459045235360287471352n],
  ['ln 10', reference.logReference(real(10)), 2302585092994045684017991454684n],
  ['sin 1', reference.sinReference(real(1)), 841470984807896506652502321630n],
  ['cos 1', reference.cosReference(real(1)), 540302305868139717400936607442n],
  ['sin 1e22', reference.sinReference(real(1e22)), -852200849767188801772705893753n],
  ['tanh 1', reference.tanhReference(real(1)), 761594155955764888119458282604n],
  ['erf 1', reference.erfReference(real(1)), 842700792949714869341220635082n],
  ['e − 1', reference.expm1Reference(real(1)), 1718281828459045235360287471352n],
  ['ln 1.5', reference.log1pReference(real(0.5)), 405465108108164381978013115464n],
  ['√2', reference.powReference(real(2), real(0.5)), 1414213562373095048801688724209n],
])('the reference knows %s', (_name, value, digits) => {
  const decimal = reference.multiply(value, { m: 10n ** 30n, e: 0 });
  const integer = decimal.m >> BigInt(-decimal.e);
  const difference = integer - digits;
  expect(difference === 0n || difference === 1n || difference === -1n).toBe(true);
});
