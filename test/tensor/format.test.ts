import { describe, expect, test } from 'vitest';
import { formatView, View, zeros } from '../../src/tensor/index.ts';

function vector(...elements: number[]): View<1, Float64Array> {
  return new View<1, Float64Array>(Float64Array.from(elements), [elements.length]);
}

describe('a view as text', () => {
  test.each([
    { view: new View<0, Int32Array>(new Int32Array([7]), []), text: 'int32 [] 7' },
    { view: vector(), text: 'float64 [0] []' },
    { view: vector(1, -2.5, 1 / 3), text: 'float64 [3] [1, -2.5, 0.333333]' },
    { view: vector(Number.NaN, -Infinity, 1e-9), text: 'float64 [3] [NaN, -Infinity, 1e-9]' },
    { view: vector(1, 2, 3, 4, 5, 6, 7, 8), text: 'float64 [8] [1, 2, 3, 4, 5, 6, 7, 8]' },
    { view: vector(1, 2, 3, 4, 5, 6, 7, 8, 9), text: 'float64 [9] [1, 2, 3, …, 7, 8, 9]' },
    { view: vector(1, 2, 3).step(-1), text: 'float64 [3] [3, 2, 1]' },
    { view: zeros<2>([2, 0]), text: 'float32 [2, 0]\n[[],\n []]' },
  ])('is $text', ({ view, text }) => {
    expect(view.toString()).toBe(text);
  });

  test('has its columns aligned, and one more space for each axis further in', () => {
    const cube = new View<3, Float32Array>(
      new Float32Array([1, 20, 3, -0.5, 5, 6, 7, 800]),
      [2, 2, 2],
    );
    expect(String(cube)).toBe(
      [
        'float32 [2, 2, 2]',
        '[[[   1,   20],',
        '  [   3, -0.5]],',
        ' [[   5,    6],',
        '  [   7,  800]]]',
      ].join('\n'),
    );
  });

  test('shows as many digits and edge elements as asked for', () => {
    const thirds = vector(1 / 3, 2 / 3, 1, 4 / 3, 5 / 3);
    expect(formatView(thirds, { precision: 2 })).toBe('float64 [5] [0.33, 0.67, 1, 1.3, 1.7]');
    expect(formatView(thirds, { edgeItems: 1 })).toBe('float64 [5] [0.333333, …, 1.66667]');
  });
});
