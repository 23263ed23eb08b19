import { type Compute, referenceCompute } from '../kernels/index.ts';
import {
  ConfigError,
  formatShape,
  type Ids,
  indexOf,
  type Mask,
  sizeOf,
  type Tensor,
} from '../tensor/index.ts';
import { checkRank, checkTensor, checkView } from './check.ts';

/** The weights of an embedding: one row of E numbers for each of V ids. */
export interface EmbeddingWeights {
  /** The table, `[V, E]`. */
  readonly embeddings: Tensor<2>;
}

/** What an embedding reads. */
export interface EmbeddingInputs {
  /** Whole numbers in [0, V), `[B]` or `[B, T]`. */
  readonly ids: Ids;
  /** `[B, T]`: ids at masked steps are not looked at and give zeros. */
  readonly mask?: Mask | undefined;
}

/** What the backward pass needs of the forward pass. */
export interface EmbeddingCache {
  /** The ids, `[B]` or `[B, T]`. */
  readonly ids: Ids;
  /** `[B, T]`, if there was one. */
  readonly mask: Mask | undefined;
}

/**
 * y = E[id], row by row: ids `[B, T]` give `[B, T, E]`, ids `[B]` give `[B, E]`.
 *
 * @throws ConfigError if an unmasked id is not in [0, V)
 * @see Bengio, Ducharme, Vincent, Jauvin: A neural probabilistic language model (2003)
 */
export function embeddingForward(
  { embeddings }: EmbeddingWeights,
  { ids, mask }: EmbeddingInputs,
  compute: Compute = referenceCompute(embeddings.dtype),
): { output: Tensor; cache: EmbeddingCache } {
  const k = compute.kernels;
  checkRank('embedding', 'embeddings', embeddings, 2, '[vocabulary, dimension]');
  const [V, E] = embeddings.shape;
  checkTensor('embedding', 'embeddings', embeddings, [V, E], k.dtype);
  checkView('embedding', 'ids', ids, ids.shape);
  if (mask) checkView('embedding', 'mask', mask, ids.shape);
  checkIds('embedding', ids, V, mask);
  const output = (mask ? compute.zeros : compute.empty)([...ids.shape, E]);
  forStretches(ids, mask, (at, count) => {
    k.gatherRows(count, E, embeddings.data, 0, ids.data, at, output.data, at * E);
  });
  return { output, cache: { ids, mask } };
}

/**
 * The gradient of `embeddingForward`: row `id` of `grads.embeddings` += dy, in the order of the ids,
 * so an id that occurs twice adds twice.
 */
export function embeddingBackward(
  grads: EmbeddingWeights,
  { ids, mask }: EmbeddingCache,
  dy: Tensor,
  compute: Compute = referenceCompute(dy.dtype),
): void {
  const k = compute.kernels;
  const E = grads.embeddings.shape[1];
  checkTensor('embedding', 'dy', dy, [...ids.shape, E], k.dtype);
  forStretches(ids, mask, (at, count) => {
    // was: y = E[id]
    k.scatterAddRows(count, E, dy.data, at * E, ids.data, at, grads.embeddings.data, 0);
  });
}

/** Throws a ConfigError at the first id that is looked at and is not in [0, below). */
function checkIds(owner: string, ids: Ids, below: number, mask?: Mask): void {
  for (let i = 0; i < ids.data.length; i++) {
    const id = ids.data[i]!;
    if (id >= 0 && id < below) continue;
    if (mask !== undefined && mask.data[i] === 0) continue;
    throw new ConfigError(
      `${owner} wants ids from 0 to ${below - 1}, got ${id} at ${formatShape(indexOf(ids.shape, i))}`,
    );
  }
}

function forStretches(
  ids: Ids,
  mask: Mask | undefined,
  visit: (at: number, count: number) => void,
): void {
  const end = sizeOf(ids.shape);
  if (mask === undefined) {
    visit(0, end);
    return;
  }
  let at = 0;
  while (at < end) {
    const start = at;
    while (at < end && mask.data[at] !== 0) at++;
    if (at > start) visit(start, at - start);
    at++;
  }
}
