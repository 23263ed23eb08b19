import { isIds } from '../../layers/value.ts';
import { checkView } from '../../math/check.ts';
import {
  formatShape,
  type Ids,
  reshaped,
  ShapeError,
  sameShape,
  type Tensor,
} from '../../tensor/index.ts';

/** Throws a ShapeError unless there is a batch axis and an axis of features. */
function checkPredictions(owner: string, { shape }: Tensor): void {
  if (shape.length < 2) {
    throw new ShapeError(
      `${owner} wants predictions [batch, …, features], got ${formatShape(shape)}`,
    );
  }
}

/**
 * Classes, one for each step of the predictions: `[B]` for `[B, C]`, `[B, T]` for `[B, T, C]`.
 *
 * @throws ShapeError for numbers and for another shape
 */
export function classesFor(owner: string, targets: Ids | Tensor, predictions: Tensor): Ids {
  checkPredictions(owner, predictions);
  if (!isIds(targets)) {
    throw new ShapeError(
      `${owner} wants classes as whole numbers, got ${targets.dtype} ${formatShape(targets.shape)}: ` +
        'pass ids, or use categoricalCrossentropy for distributions',
    );
  }
  checkView(owner, 'targets', targets, predictions.shape.slice(0, -1));
  return targets;
}

/**
 * Numbers shaped as the predictions. For predictions `[…, 1]` they may come without the last axis.
 *
 * @throws ShapeError for classes and for another shape
 */
export function numbersFor(owner: string, targets: Ids | Tensor, predictions: Tensor): Tensor {
  checkPredictions(owner, predictions);
  if (isIds(targets)) {
    throw new ShapeError(
      `${owner} wants numbers as targets, got classes ${formatShape(targets.shape)}: ` +
        'pass a tensor of floats, or use sparseCategoricalCrossentropy for classes',
    );
  }
  const { shape } = predictions;
  if (shape.at(-1) === 1 && sameShape(targets.shape, shape.slice(0, -1))) {
    checkView(owner, 'targets', targets, targets.shape);
    return reshaped(targets, shape);
  }
  checkView(owner, 'targets', targets, shape);
  return targets;
}
