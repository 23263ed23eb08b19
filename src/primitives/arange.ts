import { ConfigError, checkDtype, type Dtype, type Tensor, zeros } from '../tensor/index.ts';

/**
 * The numbers start, start + step, … before `stop`; `arange(n)` is 0, 1, … n − 1. Each is computed in
 * float64 as start + i · step and rounded once.
 *
 * Throws a ConfigError for numbers that are not finite and for a step of 0.
 */
export function arange(
  start: number,
  stop?: number,
  step = 1,
  dtype: Dtype = 'float32',
): Tensor<1> {
  const from = stop === undefined ? 0 : start;
  const to = stop ?? start;
  checkDtype(dtype, 'arange');
  if (!(Number.isFinite(from) && Number.isFinite(to) && Number.isFinite(step) && step !== 0)) {
    throw new ConfigError(
      `arange wants finite numbers and a step other than 0, got ${from}, ${to}, ${step}`,
    );
  }
  const out = zeros<1>([Math.max(0, Math.ceil((to - from) / step))], dtype);
  for (let i = 0; i < out.size; i++) out.data[i] = from + i * step;
  return out;
}
