import { ConfigError, ShapeError } from '../tensor/index.ts';
import { checkChoice, checkOptions } from '../tensor/options.ts';
import type { Layer } from './contract.ts';
import { ownerOf } from './defineLayer.ts';
import type { OfShape, RankWithBatch, Tokens } from './kinds.ts';
import { leaf } from './leaf.ts';
import type { Symbolic } from './symbolic.ts';
import { formatSignature, type Signature } from './value.ts';

/** Options of `input`; names are Keras'. */
export interface InputOptions {
  /** The sizes after the batch, `null` where free: `[null, 8]` for sequences of 8 features. */
  readonly shape: readonly (number | null)[];
  /** `'int32'` for ids; left out for numbers, in the precision of the model. */
  readonly dtype?: 'int32';
  /** Its name in the model. */
  readonly name?: string;
}

/** The kind of value that an `input` with these options declares. */
export type InputKind<O extends InputOptions> = O extends { readonly dtype: 'int32' }
  ? Tokens<RankWithBatch<O['shape']>>
  : OfShape<O['shape']>;

/**
 * Says what a model gets, so that it is built, with its weights, before there is data: the first in
 * the list of `sequential`, or a value that layers are called on for `model`.
 *
 * @throws ConfigError for an impossible shape or name
 */
export function input<const O extends InputOptions>(
  options: O,
): Layer<InputKind<O>, InputKind<O>> & Symbolic<InputKind<O>> {
  checkOptions('input', options, ['shape', 'dtype', 'name']);
  const { shape, dtype, name } = options;
  const owner = ownerOf('input', options);
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    throw new ConfigError(
      `${owner} wants shape to be a list of sizes or null, got ${String(shape)}`,
    );
  }
  if (dtype !== undefined) checkChoice(owner, 'dtype', dtype, ['int32']);
  const sizes: Signature['shape'] = Object.freeze(options.shape.slice());
  const declares: Signature = { type: dtype === undefined ? 'numbers' : 'ids', shape: sizes };
  const build = (path: string, [given]: readonly Signature[]) =>
    leaf({
      output: fitting(path, declares, given),
      weights: {},
      forward: (_weights, inputs) => ({ outputs: inputs, cache: undefined }),
      backward: (_weights, _grads, _cache, d) => d,
    })(path, false);
  const { type: reads } = declares;
  const kept = Object.freeze(dtype === undefined ? { shape: sizes } : { shape: sizes, dtype });
  const layer = Object.freeze({ kind: 'input', name, reads, options: kept, declares, build });
  const from = Object.freeze({ layer, inputs: [], states: [] });
  return Object.freeze({ ...layer, from, output: 0, signature: declares });
}

function isSize(size: unknown): boolean {
  return size === null || (typeof size === 'number' && Number.isInteger(size) && size >= 0);
}

/** The declared signature, if what came fits it. */
function fitting(owner: string, declared: Signature, given: Signature | undefined): Signature {
  const fits =
    given === undefined ||
    (given.type === declared.type &&
      given.shape.length === declared.shape.length &&
      given.shape.every((size, axis) => {
        const wanted = declared.shape[axis];
        return size === null || wanted === null || size === wanted;
      }));
  if (!fits) {
    throw new ShapeError(
      `${owner} wants ${declared.type} ${formatSignature(declared)}, got ${given.type} ` +
        formatSignature(given),
    );
  }
  return declared;
}
