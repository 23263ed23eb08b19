import { type Compute, referenceCompute } from 'unrolled/math';
import { randomStream, type Tensor } from '../../src/tensor/index.ts';
import { drawTensor } from './draw.ts';
import { type Begun, present, type Subject } from './subject.ts';

/** Random gradients of the outputs of a pass. */
export function cotangentsOf({ outputs }: Begun): Tensor[] {
  const random = randomStream(0, 'cotangents');
  return outputs.map(({ shape }) => drawTensor(shape, random));
}

/** All gradients of a pass that goes back from `d`, by name, as copies. */
export function goBack(
  { grads }: Subject,
  begun: Begun,
  d: readonly (Tensor | undefined)[] = cotangentsOf(begun),
): Record<string, Float64Array> {
  for (const [, grad] of present(grads)) grad.data.fill(0);
  const all = [...present(begun.backward(d)), ...present(grads)];
  return Object.fromEntries(all.map(([name, { data }]) => [name, Float64Array.from(data)]));
}

/** Outputs and gradients of a whole pass, forward and back. */
export function runBothWays(
  subject: Subject,
  compute: Compute = referenceCompute('float64'),
): { readonly outputs: Float64Array[]; readonly gradients: Record<string, Float64Array> } {
  const begun = subject.begin(compute);
  const outputs = begun.outputs.map(({ data }) => Float64Array.from(data));
  return { outputs, gradients: goBack(subject, begun) };
}
