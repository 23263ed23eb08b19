import { expect, test } from 'vitest';
import { learnXor } from '../../examples/perceptron/learnXor.ts';
import { passTheClass } from '../../examples/perceptron/passTheClass.ts';

test('one neuron learns who passes the class', async () => {
  const { right, of, answers } = await passTheClass(300);
  expect(right).toBe(of);
  const [lazy, , diligent] = answers;
  expect(lazy?.probability).toBeLessThan(0.3);
  expect(diligent?.probability).toBeGreaterThan(0.9);
});

test('a neuron that has hardly learned does not know who passes', async () => {
  const { right, of } = await passTheClass(1);
  expect(right).toBeLessThan(of);
});

test('no neuron gets all of XOR right at any moment, a hidden layer does in the end', async () => {
  expect(await learnXor(150, 10)).toEqual({ neuron: 3, hiddenLayer: 4 });
});
