import { checkDtype, type Dtype, type Tensor } from '../tensor/index.ts';
import { contiguous } from './convert.ts';
import { readNested } from './nested.ts';
import type { Nested, RankOf } from './numbers.ts';

/**
 * A tensor from numbers nested in arrays; its rank is how deep they are nested.
 * Throws a ShapeError for ragged arrays and a ConfigError for what is not a number, with the place.
 */
export function fromNested<const A extends Nested>(values: A, dtype?: Dtype): Tensor<RankOf<A>>;
export function fromNested(values: Nested, dtype: Dtype = 'float32'): Tensor {
  checkDtype(dtype, 'fromNested');
  return contiguous(readNested('fromNested', values), dtype);
}
