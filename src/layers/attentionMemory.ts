import type { AttentionMemory, MemoryQuery, RememberedInputs } from '../math/index.ts';
import type { Tensor } from '../tensor/index.ts';
import type { CommonAttentionOptions } from './attentionInputs.ts';
import type { Context } from './contract.ts';
import type { LeafMemory, WeightSpecs, WeightsOf } from './leaf.ts';
import { numbersOfRank } from './value.ts';

/** How an attention layer remembers its values, and answers queries from there. */
export interface Attends<W extends WeightSpecs> {
  /** How many numbers a key has; undefined where the values are the keys. */
  readonly keySize: number | undefined;
  /** How many numbers a value has. */
  readonly valueSize: number;
  /** What is remembered. */
  remember(weights: WeightsOf<W>, inputs: RememberedInputs, ctx: Context): AttentionMemory;
  /** What a step gives, `[batch, time, features]`. */
  answer(
    weights: WeightsOf<W>,
    query: MemoryQuery,
    memory: AttentionMemory,
    ctx: Context,
  ): Tensor<3>;
}

const LAYOUT = '[batch, time, features]';

/**
 * The memory of an attention layer's values, with which it is stepped query by query: `keys`, unless they
 * are the values, `values` and `counts`, how many of each row count. None with a causal mask, which goes by
 * the place of a query, nor with scores, whose places it does not know.
 */
export function valueMemory<W extends WeightSpecs>(
  owner: string,
  { useCausalMask, returnAttentionScores }: Required<CommonAttentionOptions>,
  S: number | null,
  attends: Attends<W>,
): LeafMemory<W> | undefined {
  if (useCausalMask || returnAttentionScores) return undefined;
  const { keySize, valueSize } = attends;
  const keys = keySize === undefined ? [] : [{ name: 'keys', shape: [S, keySize] }];
  return {
    parts: [...keys, { name: 'values', shape: [S, valueSize] }, { name: 'counts', shape: [1] }],
    remember(weights, [value, key], ctx) {
      const inputs = {
        value: numbersOfRank(owner, value, 3, LAYOUT),
        key: key && numbersOfRank(owner, key, 3, LAYOUT),
        valueMask: value?.mask,
        keyMask: key?.mask,
      };
      const { keys, values, counts } = attends.remember(weights, inputs, ctx);
      return keySize === undefined ? [values, counts] : [keys, values, counts];
    },
    step(weights, value, memory, ctx) {
      const [first, values = first, counts] =
        keySize === undefined ? [memory[0], memory[0], memory[1]] : memory;
      const known = {
        keys: numbersOfRank(owner, first && { data: first }, 3, 'keys [batch, time, size]'),
        values: numbersOfRank(owner, values && { data: values }, 3, 'values [batch, time, size]'),
        counts: numbersOfRank(owner, counts && { data: counts }, 2, 'counts [batch, 1]'),
      };
      const query = numbersOfRank(owner, value, 3, LAYOUT);
      const data = attends.answer(weights, { query, queryMask: value.mask }, known, ctx);
      return { data, mask: value.mask };
    },
  };
}
