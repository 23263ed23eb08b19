import { copy } from '../../../src/tensor/index.ts';
import { optimizerFrom } from '../../../src/training/optimizerOf.ts';
import { expectGolden, type Golden } from '../goldens.ts';

/** The weights after each of the steps of one case of `optimizers`, to 1e-12. */
export function checkOptimizer(
  { config, weights, inputs, outputs }: Golden,
  make: typeof optimizerFrom = optimizerFrom,
): void {
  const { optimizer: kind, options } = config;
  if (typeof kind !== 'string' || typeof options !== 'object' || options === null) {
    throw new Error('a case of optimizers wants a kind and options');
  }
  const optimizer = make(kind, options);
  const { names } = weights;
  const tensors = names.map((name) => weights.floats(name));
  const state = optimizer.init(tensors);
  for (const [step, learningRate] of inputs.floats('learningRates').data.entries()) {
    const grads = names.map((name) => copy(inputs.floats(name).pick(step)));
    optimizer.update(tensors, grads, state, learningRate);
    for (const [i, name] of names.entries()) {
      const expected = outputs.floats(name).pick(step);
      expectGolden(tensors[i], expected, `${name} after step ${step + 1}`, 1e-12);
    }
  }
}
