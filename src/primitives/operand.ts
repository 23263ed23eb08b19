import type { NdArray } from 'ndarray';
import { ConfigError, type Data, type DataName, View } from '../tensor/index.ts';
import { isNested, readNested } from './nested.ts';
import type { Numbers } from './numbers.ts';

/** What `ndarray-ops` reads: a view of ours wherever the memory is of ours, else what came. */
export type Operand = View<number, Data> | NdArray;

/** Whether the operand looks into a typed array of ours and so has an element type of its own. */
export function isView(x: object): x is View<number, Data> {
  return x instanceof View;
}

/** The operand that `x` stands for; nothing is copied except numbers nested in arrays. */
export function operandOf(owner: string, x: Numbers): Operand {
  if (isNested(x)) return readNested(owner, x);
  if (isOurMemory(x)) return new View<1, Data>(x, [x.length]);
  checkNdArray(owner, x);
  if (isView(x)) return x;
  const { data, shape, stride, offset } = x;
  return isOurMemory(data) ? new View<number, Data>(data, shape, stride, offset) : x;
}

/** The element type, where the operand has one of ours. */
export function dtypeOf(operand: Operand): DataName | undefined {
  return isView(operand) ? operand.dtype : undefined;
}

function isOurMemory(data: unknown): data is Data {
  return (
    data instanceof Float32Array ||
    data instanceof Float64Array ||
    data instanceof Int32Array ||
    data instanceof Uint8Array
  );
}

function checkNdArray(owner: string, x: unknown): void {
  const parts = ['data', 'shape', 'stride', 'offset'];
  if (typeof x === 'object' && x !== null && parts.every((part) => part in x)) return;
  throw new ConfigError(
    `${owner} wants a number, arrays of numbers, a tensor or an ndarray, got ${String(x)}`,
  );
}
