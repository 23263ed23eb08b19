import type { Kernels } from '../kernels.ts';
import { referenceKernels } from '../reference/index.ts';
import { instantiate } from './instance.ts';
import { type Products, productsIn } from './products.ts';

/**
 * Products of fewer multiplications stay with the reference: the way into WebAssembly and back costs
 * about 0.2 µs, in which the reference does so many.
 */
const WORTH_IT = 256;

/** One for all models; null where there is no WebAssembly. Undefined until somebody asks. */
let kernels: Kernels | null | undefined;

/**
 * The float32 kernels with their products in WebAssembly, bit for bit those of the reference; undefined
 * where it does not run. The first call compiles it, in a few milliseconds.
 */
export function wasmKernels(): Kernels | undefined {
  if (kernels === undefined) {
    const instance = instantiate();
    kernels = instance === undefined ? null : withProducts(productsIn(instance));
  }
  return kernels ?? undefined;
}

function withProducts(fast: Products): Kernels {
  const reference = referenceKernels('float32');
  return {
    ...reference,
    matmul: whereWorthIt('matmul', fast, reference),
    matmulTransposedB: whereWorthIt('matmulTransposedB', fast, reference),
    matmulTransposedA: whereWorthIt('matmulTransposedA', fast, reference),
  };
}

function whereWorthIt(
  product: keyof Products,
  fast: Products,
  reference: Products,
): Kernels['matmul'] {
  return (M, N, K, a, aAt, aStride, b, bAt, bStride, c, cAt, cStride) => {
    const set = M * N * K < WORTH_IT ? reference : fast;
    set[product](M, N, K, a, aAt, aStride, b, bAt, bStride, c, cAt, cStride);
  };
}
