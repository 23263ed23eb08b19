import { type Tensor, View } from '../tensor/index.ts';

// What was given whole to several texts at once, such as the beams of a search, need not be copied for
// each: a view whose rows are all the same one comes to the next by a stride of 0.

/** The only row of a tensor, as often as it is asked for; not a copy. */
export function shareRow({ data, shape, stride, offset }: Tensor, rows: number): Tensor {
  const [, ...each] = shape;
  const [, ...steps] = stride;
  return new View<number, Tensor['data']>(data, [rows, ...each], [0, ...steps], offset);
}

/** Whether all rows of a tensor are the same one. */
export function isShared({ stride }: Tensor): boolean {
  return stride[0] === 0;
}
