import { describe, expect, test } from 'vitest';
import { type Tensor, View } from '../../src/tensor/index.ts';
import { expectGolden } from './goldens.ts';

const tensor = (...numbers: number[]): Tensor =>
  new View(Float64Array.from(numbers), [1, numbers.length]);

describe('the bar of the goldens', () => {
  const accepted = [
    { what: 'equal tensors', actual: tensor(1, -2), expected: tensor(1, -2) },
    {
      what: 'an error of 0.9e-10 of the element',
      actual: tensor(1 + 0.9e-10, 1),
      expected: tensor(1, 1),
    },
    {
      what: 'an error of 0.9e-13 of the largest',
      actual: tensor(0.9e-13, 1),
      expected: tensor(0, 1),
    },
    { what: 'zeros', actual: tensor(0, -0), expected: tensor(0, 0) },
  ];
  test.each(accepted)('accepts $what', ({ actual, expected }) => {
    expect(() => {
      expectGolden(actual, expected, 'y');
    }).not.toThrow();
  });

  const refused = [
    {
      what: 'an error of 1.1e-10',
      actual: tensor(1, 3 + 3.3e-10),
      expected: tensor(1, 3),
      why: 'y at [0, 1] is 3.00000000033, expected 3',
    },
    {
      what: 'an error beside a large neighbour',
      actual: tensor(1.1e-13, 1),
      expected: tensor(0, 1),
      why: 'y at [0, 0]',
    },
    {
      what: 'anything where all should be 0',
      actual: tensor(0, 1e-300),
      expected: tensor(0, 0),
      why: 'y at [0, 1]',
    },
    {
      what: 'a NaN, whatever else is wrong',
      actual: tensor(Number.NaN, 7),
      expected: tensor(1, 1),
      why: 'y at [0, 0] is NaN',
    },
    {
      what: 'an infinity',
      actual: tensor(1, Infinity),
      expected: tensor(1, 1),
      why: 'y at [0, 1] is Infinity',
    },
    {
      what: 'the wrong sign',
      actual: tensor(-1),
      expected: tensor(1),
      why: 'relative error 2.0e+0',
    },
    {
      what: 'another shape',
      actual: tensor(1, 1),
      expected: tensor(1),
      why: 'y is [1, 2], expected [1, 1]',
    },
    { what: 'nothing', actual: undefined, expected: tensor(1), why: 'y is missing' },
  ];
  test.each(refused)('refuses $what', ({ actual, expected, why }) => {
    expect(() => {
      expectGolden(actual, expected, 'y');
    }).toThrow(why);
  });

  test('reads strided tensors in their own order', () => {
    const columns = new View<2, Float64Array>(Float64Array.of(1, 2, 3, 4), [2, 2], [1, 2]);
    const rows = new View<2, Float64Array>(Float64Array.of(1, 3, 2, 4), [2, 2]);
    expect(() => {
      expectGolden(columns, rows, 'y');
    }).not.toThrow();
  });
});
