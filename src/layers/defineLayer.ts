import { ConfigError } from '../tensor/index.ts';
import { checkFlag, type DefaultsOf, fillOptions } from '../tensor/options.ts';
import { callable } from './call.ts';
import type { Returns } from './contract.ts';
import type { AnyKind, Numbers } from './kinds.ts';
import type { SealedLeaf } from './leaf.ts';
import type { Embedded, Resized } from './outcome.ts';
import type { CallableLayer } from './symbolic.ts';
import type { Signature } from './value.ts';

/** Options every layer has. */
export interface LayerOptions {
  /** Its name in the model; by default its kind, numbered where it occurs twice. */
  readonly name?: string;
  /** `false` keeps its weights as they are. */
  readonly trainable?: boolean;
}

/** A sort of layer: how it is made from options. */
export interface LayerDefinition<O extends object> {
  /** What the layer is called in models and files, e.g. `dense`. */
  readonly kind: string;
  /** Names of the options that must be given. */
  readonly required: readonly string[];
  /** The other options, with their defaults. */
  readonly defaults: DefaultsOf<O>;
  /** Whether it reads numbers (the default) or ids. */
  readonly reads?: 'numbers' | 'ids';
  /** What it gives beside its output where it is called, if these options ask for that. */
  returns?(options: Required<O>): Returns | undefined;
  /** Refuses options that make no sense, with a ConfigError; `owner` is how to call the layer. */
  check?(options: Required<O>, owner: string): void;
  /** Sizes, weights and mathematics for inputs like these; `owner` is how errors call the layer. */
  build(options: Required<O>, inputs: readonly Signature[], owner: string): SealedLeaf;
}

/** What every factory of layers has beside its call. */
export interface LayerKind {
  /** What its layers are called in models and files. */
  readonly kind: string;
  /** The layer with options read from a file, which are checked as all others are. */
  revive(options: object): CallableLayer<AnyKind, never>;
}

/**
 * Makes layers of one kind from options. `In`, `Out` and `More`, the kinds of what a call gives beside
 * the output, exist for the type checker alone.
 */
export interface LayerFactory<
  O extends object,
  In = AnyKind,
  Out = never,
  More extends readonly unknown[] = readonly [],
> extends LayerKind {
  (
    ...options: object extends O ? [options?: O & LayerOptions] : [options: O & LayerOptions]
  ): CallableLayer<In, Out, More>;
}

/**
 * Makes layers that give as many features as the option `Size` says, which is read literally. `Out` is
 * `Resized`, `Embedded` or `Numbers<R>`, without a size.
 */
export interface SizedFactory<O extends object, Size extends string, In, Out> extends LayerKind {
  <const N extends number>(
    options: O & LayerOptions & { readonly [Name in Size]: N },
  ): CallableLayer<In, WithFeatures<Out, N>>;
}

/** What `Out` is with `N` features. */
type WithFeatures<Out, N extends number> = Out extends Resized
  ? Resized<N>
  : Out extends Embedded
    ? Embedded<N>
    : Out extends Numbers<infer R>
      ? Numbers<R, N>
      : never;

/**
 * How errors call a layer: by the name that its options give it, else by its kind.
 *
 * @throws ConfigError for a name that is none, or that could be taken for a path
 */
export function ownerOf(kind: string, given: LayerOptions | undefined): string {
  const name: unknown = given?.name;
  if (name === undefined) return kind;
  if (typeof name === 'string' && name !== '' && !name.includes('/')) return name;
  throw new ConfigError(
    `${kind} wants name to be a text without '/', which separates names, got ${JSON.stringify(name)}`,
  );
}

/**
 * Defines a sort of layer. Its `build` returns `leaf({ weights, output, forward, backward })`: two
 * pure functions, joined by a cache that nobody else sees.
 *
 * @returns a factory that throws a ConfigError for an unknown or a missing option
 */
export function defineLayer<O extends object>(definition: LayerDefinition<O>): LayerFactory<O> {
  const { kind, reads = 'numbers', required, defaults } = definition;
  const revive = (given: LayerOptions): CallableLayer<AnyKind, never> => {
    const owner = ownerOf(kind, given);
    const options = fillOptions<O>(owner, given, required, defaults, ['name', 'trainable']);
    const { name, trainable = true } = given;
    checkFlag(owner, 'trainable', trainable);
    definition.check?.(options, owner);
    return callable({
      kind,
      name,
      reads,
      options: Object.freeze({ ...options }),
      returns: definition.returns?.(options),
      build: (path: string, inputs: readonly Signature[]) =>
        definition.build(options, inputs, path)(path, trainable),
      withOptions: (changes: object) => revive({ ...given, ...changes }),
    });
  };
  return factoryOf<O>(kind, revive);
}

/** The factory that makes layers by `revive`, with no options where none are given. */
export function factoryOf<O extends object>(
  kind: string,
  revive: (options: LayerOptions) => CallableLayer<AnyKind, never>,
): LayerFactory<O>;
export function factoryOf(
  kind: string,
  revive: (options: LayerOptions) => CallableLayer<AnyKind, never>,
): LayerFactory<object> {
  return Object.assign((options: LayerOptions = {}) => revive(options), { kind, revive });
}
