import type { ModelData, ModelState } from '../models/index.ts';
import type { Tensor } from '../tensor/index.ts';

/**
 * What says which token comes next, one after the other: a model of one input and one output, or one
 * of several inputs once it was `given` all but the text.
 */
export interface NextTokenModel {
  /** The state before the first token, for so many texts. */
  initialState(batch: number): ModelState;
  /** Reads one more token of each text: `logits` `[batch, tokens]`, and the state after it. */
  step(ids: ModelData, state: ModelState): { readonly logits: Tensor; readonly state: ModelState };
}

/** What the first step takes: the given states, and of the others those that the model begins with. */
export function startOf(
  model: NextTokenModel,
  batch: number,
  given: ModelState | undefined,
): ModelState {
  const usual = model.initialState(batch);
  return given === undefined ? usual : { ...usual, ...given };
}
