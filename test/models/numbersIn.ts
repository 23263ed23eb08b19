import type { Model, Tensor } from 'unrolled';

/** All weights of a model, one after the other. */
export function weightsOf(model: Pick<Model, 'getWeights'>): number[] {
  return numbersIn(model.getWeights());
}

/** The numbers of some tensors, one after the other. */
export function numbersIn(tensors: readonly Tensor[]): number[] {
  return tensors.flatMap(({ data }) => Array.from(data));
}
