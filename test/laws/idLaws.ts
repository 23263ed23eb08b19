import { View, zeros } from '../../src/tensor/index.ts';
import type { LossPlace } from './lossLaws.ts';

/** An id that is looked at must have a row; one at a masked step may be anything. */
export function expectIdsInRange({ math, compute }: LossPlace): void {
  const weights = { embeddings: zeros<2>([3, 2], 'float64') };
  for (const id of [-1, 3, 2 ** 31 - 1]) {
    const ids = new View<2, Int32Array>(Int32Array.of(2, id), [1, 2]);
    const masked = new View<2, Uint8Array>(Uint8Array.of(1, 0), [1, 2]);
    math.embeddingForward(weights, { ids, mask: masked }, compute);
    const wanted = `embedding wants ids from 0 to 2, got ${id} at [0, 1]`;
    let got = 'nothing';
    try {
      math.embeddingForward(weights, { ids }, compute);
    } catch (error) {
      got = error instanceof Error ? error.message : String(error);
    }
    if (got !== wanted) throw new Error(`expected '${wanted}', got ${got}`);
  }
}
