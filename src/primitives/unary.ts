import type { NdArray } from 'ndarray';
import ops from 'ndarray-ops';
import * as elementary from '../elementary/index.ts';
import { type Tensor, zeros } from '../tensor/index.ts';
import { contiguous, rounded } from './convert.ts';
import type { Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';
import { precisionOf } from './precision.ts';

// exp, log, tanh and sigmoid are those of elementary/, not the engine's, whose bits differ between
// machines: at most 2 units in the last place from the true value, in either precision.

/** eˣ, element by element. */
export function exp<A extends Numbers>(x: A): Tensor<RankOf<A>>;
export function exp(x: Numbers): Tensor {
  return mapped('exp', elementary.exp, elementary.expFloat32, x);
}

/** ln x, element by element; NaN below 0 and −Infinity at 0. */
export function log<A extends Numbers>(x: A): Tensor<RankOf<A>>;
export function log(x: Numbers): Tensor {
  return mapped('log', elementary.log, elementary.logFloat32, x);
}

/** (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), element by element. */
export function tanh<A extends Numbers>(x: A): Tensor<RankOf<A>>;
export function tanh(x: Numbers): Tensor {
  return mapped('tanh', elementary.tanh, elementary.tanhFloat32, x);
}

/** 1 / (1 + e⁻ˣ), element by element. */
export function sigmoid<A extends Numbers>(x: A): Tensor<RankOf<A>>;
export function sigmoid(x: Numbers): Tensor {
  return mapped('sigmoid', elementary.sigmoid, elementary.sigmoidFloat32, x);
}

/** √x, element by element; NaN below 0. */
export function sqrt<A extends Numbers>(x: A): Tensor<RankOf<A>>;
export function sqrt(x: Numbers): Tensor {
  return exact('sqrt', ops.sqrt, x);
}

/** |x|, element by element. */
export function abs<A extends Numbers>(x: A): Tensor<RankOf<A>>;
export function abs(x: Numbers): Tensor {
  return exact('abs', ops.abs, x);
}

function mapped(
  owner: string,
  inFloat64: (x: number) => number,
  inFloat32: (x: number) => number,
  x: Numbers,
): Tensor {
  const operand = operandOf(owner, x);
  const dtype = precisionOf(owner, operand);
  const out = contiguous(operand, dtype);
  const map = dtype === 'float32' ? inFloat32 : inFloat64;
  const { data } = out;
  for (let i = 0; i < data.length; i++) data[i] = map(data[i]!);
  return out;
}

function exact(owner: string, op: (out: NdArray, x: NdArray) => NdArray, x: Numbers): Tensor {
  const operand = operandOf(owner, x);
  const dtype = precisionOf(owner, operand);
  const out = zeros<number>([...operand.shape], dtype);
  op(out, rounded(operand, dtype));
  return out;
}
