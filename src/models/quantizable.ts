import { ConfigError } from '../tensor/index.ts';
import type { Network } from './network.ts';

/** @throws ConfigError unless the weights of a network can be had in int8 */
export function checkQuantizable(name: string, { store, weights, shared }: Network): void {
  const { dtype } = store.memory.kernels;
  if (dtype !== 'float32') {
    throw new ConfigError(
      `${name} is ${dtype}, which is for checks: only a model of float32 can be quantized`,
    );
  }
  if (shared) {
    throw new ConfigError(`${name} shares the weights of another model: quantize that one`);
  }
  for (const { path, factorRows } of weights) {
    if (factorRows === undefined || store.weight(path).data.every(Number.isFinite)) continue;
    throw new ConfigError(`${path} has a number that is not finite: no int8 stands for that`);
  }
}
