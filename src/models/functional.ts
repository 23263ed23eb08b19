import type { Symbolic } from '../layers/index.ts';
import { checkOptions } from '../tensor/options.ts';
import { graphOf, type SymbolicForm } from './graphOf.ts';
import { type AnyModel, Model } from './model.ts';
import type { ModelOptions } from './modelOptions.ts';

/** Options of `model`. */
export interface GraphModelOptions<I extends SymbolicForm, O extends SymbolicForm>
  extends ModelOptions {
  /** What goes in: what `input({ shape })` gave, a list, or an object with names. */
  readonly inputs: I;
  /** What comes out: what calls of layers gave, a list, or an object with names. */
  readonly outputs: O;
  /**
   * A model whose weights this one uses, layer by layer: for a part of it, or for its layers in another
   * arrangement, such as the decoder alone. What either of them learns both know; each has its own optimizer.
   */
  readonly shareWith?: AnyModel;
}

/** The kinds of symbolic values: one, a list, or by name. */
export type KindsIn<F> =
  F extends Symbolic<infer K>
    ? K
    : { readonly [Name in keyof F]: F[Name] extends Symbolic<infer K> ? K : never };

/**
 * A model of layers that were called on symbolic values: with several inputs and outputs, layers that
 * are used more than once, states passed on from one to another.
 *
 *     const words = input({ shape: [null], dtype: 'int32', name: 'words' });
 *     const [, h, c] = lstm({ units: 64, returnState: true })(embedding({ … })(words));
 *     const said = lstm({ units: 64, returnSequences: true })(sounds, { initialState: [h, c] });
 *     const translator = model({ inputs: { words, sounds }, outputs: dense({ units: 40 })(said) });
 *
 * Data goes in, and predictions come out, in the same form: by itself, in a list, or by name.
 *
 * @throws ConfigError for an input that is none or that no output needs, for one that is needed and
 * missing, and for an impossible option
 */
export function model<const I extends SymbolicForm, const O extends SymbolicForm>(
  options: GraphModelOptions<I, O>,
): Model<KindsIn<I>, KindsIn<O>> {
  const known = ['inputs', 'outputs', 'shareWith', 'seed', 'dtype', 'name', 'kernels'];
  checkOptions('model', options, known);
  const { inputs, outputs, shareWith, ...others } = options;
  const graph = graphOf(inputs, outputs, others.name ?? 'model');
  return new Model<KindsIn<I>, KindsIn<O>>(graph, others, { shareWith });
}
