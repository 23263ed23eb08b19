import ndarray from 'ndarray';
import ops from 'ndarray-ops';
import {
  ConfigError,
  type Data,
  type DataName,
  type Dtype,
  sizeOf,
  type Tensor,
  type View,
  zeros,
} from '../tensor/index.ts';
import { allocate } from './memory.ts';
import type { Numbers } from './numbers.ts';
import { dtypeOf, isView, type Operand, operandOf } from './operand.ts';
import { placeOf } from './place.ts';

const RANGES: Record<DataName, readonly [number, number] | undefined> = {
  float32: undefined,
  float64: undefined,
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
};

/** Copies the elements over any strides, each rounded to the memory of `out`. */
export function assign(out: Operand, operand: Operand): void {
  ops.assign(out, operand);
}

/** A contiguous copy in the precision asked for. */
export function contiguous(operand: Operand, dtype: Dtype): Tensor {
  const out = zeros<number>([...operand.shape], dtype);
  assign(out, operand);
  return out;
}

/** A contiguous copy; a ConfigError where ids or a mask cannot hold an element exactly. */
export function converted(owner: string, operand: Operand, dtype: DataName): View<number, Data> {
  checkFits(owner, operand, dtype);
  const out = allocate(dtype, operand.shape);
  assign(out, operand);
  return out;
}

/** The operand itself where it has the element type, else a copy that has it. */
export function inDtype(owner: string, operand: Operand, dtype: DataName): View<number, Data> {
  return isView(operand) && operand.dtype === dtype ? operand : converted(owner, operand, dtype);
}

/** A view of `x` into its own memory; of a float32 copy where that is no typed array of ours. */
export function viewOf(owner: string, x: Numbers): View<number, Data> {
  return rounded(operandOf(owner, x), 'float32');
}

/** The operand itself where it has an element type, else a copy rounded to `dtype`. */
export function rounded(operand: Operand, dtype: Dtype): View<number, Data> {
  return isView(operand) ? operand : contiguous(operand, dtype);
}

/** The elements in row-major order, in float64, which holds all of them exactly. */
export function elementsOf(operand: Operand): Float64Array {
  const elements = new Float64Array(sizeOf(operand.shape));
  assign(ndarray(elements, [...operand.shape]), operand);
  return elements;
}

function checkFits(owner: string, operand: Operand, dtype: DataName): void {
  const range = RANGES[dtype];
  if (range === undefined || dtypeOf(operand) === dtype) return;
  const [low, high] = range;
  const elements = elementsOf(operand);
  for (let i = 0; i < elements.length; i++) {
    const value = elements[i]!;
    if (Number.isInteger(value) && value >= low && value <= high) continue;
    throw new ConfigError(
      `${owner} wants whole numbers from ${low} to ${high} for ${dtype}, ` +
        `got ${value}${placeOf(operand.shape, i)}`,
    );
  }
}
