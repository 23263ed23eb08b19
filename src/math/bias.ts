import type { Compute } from '../kernels/index.ts';
import type { FloatArray, Tensor } from '../tensor/index.ts';

/** Every row of C `[M, N]`, which stands at `cAt`, = b, or zeros: what a product is then added to. */
export function fillWithBias(
  M: number,
  N: number,
  bias: Tensor<1> | undefined,
  c: FloatArray,
  cAt: number,
  compute: Compute,
): void {
  if (bias === undefined) c.fill(0, cAt, cAt + M * N);
  else compute.kernels.fillRows(M, N, bias.data, 0, c, cAt, N);
}
