import type { WeightStore } from '../../layers/index.ts';
import type { Dtype, FloatArray } from '../../tensor/index.ts';

/**
 * The large arrays between a fit and one of its workers. Where threads can share memory they are sent
 * once and stay; elsewhere the same arrays travel to and fro with every message, moved, not copied.
 */
export interface Exchange {
  /** All weights, as the store has them. */
  readonly weights: FloatArray;
  /** For each of the worker's shards the gradient by the trained weights. */
  readonly gradients: readonly FloatArray[];
}

/** Present on a page: whether it may share memory. */
declare const crossOriginIsolated: boolean | undefined;

/** Whether threads can share memory here: in Node, and on a page that is cross-origin isolated. */
export function canShare(): boolean {
  const isolated = typeof crossOriginIsolated === 'undefined' || crossOriginIsolated;
  return typeof SharedArrayBuffer === 'function' && isolated;
}

/** Arrays for workers of which the i-th computes `shares[i]` shards; shared ones share the weights. */
export function newExchanges(
  { values, trainableSize, memory }: WeightStore,
  shares: readonly number[],
  shared: boolean,
): Exchange[] {
  const { dtype } = memory.kernels;
  const weights = shared ? numbers(dtype, values.length, true) : undefined;
  return shares.map((shards) => ({
    weights: weights ?? numbers(dtype, values.length, false),
    gradients: Array.from({ length: shards }, () => numbers(dtype, trainableSize, shared)),
  }));
}

function numbers(dtype: Dtype, length: number, shared: boolean): FloatArray {
  const bytes = length * (dtype === 'float32' ? 4 : 8);
  const buffer = shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  return dtype === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer);
}

/** What moves with a message that carries these arrays. */
export function buffersOf(exchange: Exchange | undefined): ArrayBuffer[] {
  if (exchange === undefined) return [];
  const buffers = [exchange.weights, ...exchange.gradients].map(({ buffer }) => buffer);
  return buffers.filter((buffer) => buffer instanceof ArrayBuffer);
}
