import { checkFlag, type DefaultsOf, fillOptions } from '../tensor/options.ts';
import { callable } from './call.ts';
import type {
  Built,
  Context,
  Layer,
  NamedStateSpec,
  NamedWeightSpec,
  Pending,
  Returns,
  Store,
} from './contract.ts';
import { factoryOf, type LayerFactory, type LayerOptions, ownerOf } from './defineLayer.ts';
import type { AnyKind } from './kinds.ts';
import type { CallableLayer } from './symbolic.ts';
import type { Signature, Value } from './value.ts';

/** What a composite builds its children with; their weights and states become its own, in order. */
export type BuildChild = (
  name: string,
  child: Pick<Layer, 'build'>,
  inputs: readonly Signature[],
) => Built;

/** A layer made of layers, its sizes known. */
export interface Composite {
  /** What the first output will look like. */
  readonly output: Signature;
  /** What its further outputs will look like, which come after the final states. */
  readonly extras?: readonly Signature[];
  /** Why it cannot be stepped one time step after another, if it cannot. */
  readonly refusesSteps?: string | undefined;
  /** Whether outputs cost something, its own or those of its children; by default theirs. */
  readonly costs?: boolean;
  /** Begins the children and joins their ways back. */
  begin(store: Store, inputs: readonly Value[], ctx: Context): Pending;
}

/** A sort of layer made of layers. */
export interface CompositeDefinition<O extends object> {
  /** What the layer is called in models and files. */
  readonly kind: string;
  /** Names of the options that must be given. */
  readonly required: readonly string[];
  /** The other options, with their defaults. */
  readonly defaults: DefaultsOf<O>;
  /** Whether it reads numbers (the default) or ids. */
  readonly reads?: 'numbers' | 'ids';
  /** What it gives beside its output where it is called, if these options ask for that. */
  returns?(options: Required<O>): Returns | undefined;
  /** Refuses options that make no sense, with a ConfigError. */
  check?(options: Required<O>, owner: string): void;
  /** Builds the children, each under `<path>/<name>`, and says how they work together. */
  build(
    options: Required<O>,
    inputs: readonly Signature[],
    owner: string,
    child: BuildChild,
  ): Composite;
}

/**
 * Defines a sort of layer made of other layers: their weights and states are exposed in the order
 * they are built, and going back means calling their `Pending`s in reverse.
 *
 * @returns a factory that throws a ConfigError for an unknown or a missing option
 */
export function composeLayer<O extends object>(
  definition: CompositeDefinition<O>,
): LayerFactory<O> {
  const { kind, reads = 'numbers', required, defaults } = definition;
  const revive = (given: LayerOptions): CallableLayer<AnyKind, never> => {
    const owner = ownerOf(kind, given);
    const options = fillOptions<O>(owner, given, required, defaults, ['name', 'trainable']);
    const { name, trainable = true } = given;
    checkFlag(owner, 'trainable', trainable);
    definition.check?.(options, owner);
    const build = (path: string, inputs: readonly Signature[]): Built => {
      const weights: NamedWeightSpec[] = [];
      const state: NamedStateSpec[] = [];
      const children: Built[] = [];
      const child: BuildChild = (childName, layer, childInputs) => {
        const built = layer.build(`${path}/${childName}`, childInputs);
        for (const spec of built.weights) {
          weights.push({ ...spec, trainable: spec.trainable && trainable });
        }
        state.push(...built.state);
        children.push(built);
        return built;
      };
      const composite = definition.build(options, inputs, path, child);
      const { output, extras, refusesSteps } = composite;
      const costs = composite.costs ?? children.some((one) => one.costs === true);
      const begin: Built['begin'] = (store, given, ctx) => {
        const pending = composite.begin(store, given, ctx);
        if (ctx.penalties === undefined) return pending;
        const { outputs, logits } = pending;
        const penalized = true; // a child may be, which nobody asks
        return { outputs, logits, penalized, backward: (d) => pending.backward(d) };
      };
      return { output, extras, weights, state, refusesSteps, costs, begin };
    };
    return callable({
      kind,
      name,
      reads,
      options: Object.freeze({ ...options }),
      returns: definition.returns?.(options),
      build,
      withOptions: (changes: object) => revive({ ...given, ...changes }),
    });
  };
  return factoryOf<O>(kind, revive);
}
