import { callable } from '../layers/call.ts';
import { ownerOf } from '../layers/defineLayer.ts';
import {
  type AnyKind,
  type AnyValue,
  type Built,
  type CallableLayer,
  type CallOptions,
  type Gradients,
  type Layer,
  type LayerOptions,
  numbersOf,
  type Signature,
  type Symbolic,
  type Value,
} from '../layers/index.ts';
import type { Accepts, KindsOf } from '../layers/symbolic.ts';
import { FormatError, ShapeError, type Tensor } from '../tensor/index.ts';
import { checkFlag, checkOptions } from '../tensor/options.ts';
import { BuiltGraph, type ModelState } from './builtGraph.ts';
import { chainGraph, type Graph } from './graph.ts';
import { flowOf, graphOfFlow } from './graphJson.ts';

/** The layer of a model that takes `In` and gives `Out`: each a kind, a list of kinds, or kinds by name. */
export type ModelLayer<In, Out> =
  IsNamed<In> extends true
    ? Layer<In, Out> & NamedCall<In, SymbolicOf<Out>>
    : IsNamed<Out> extends true
      ? Layer<In, Out> & ListedCall<In, SymbolicOf<Out>>
      : Out extends readonly [infer First, ...infer Others]
        ? CallableLayer<In, First, Others>
        : CallableLayer<In, Out>;

type IsNamed<K> = [K] extends [AnyKind] ? false : unknown extends K ? false : true;

/** A call on symbolic values by name. */
type NamedCall<In, Gives> = <const X extends { readonly [Name in keyof In]: Symbolic }>(
  x: X & {
    readonly [Name in keyof X]: Name extends keyof In ? Accepts<KindsOf<X[Name]>, In[Name]> : never;
  },
  options?: CallOptions,
) => Gives;

/** A call on a symbolic value or a list of them. */
type ListedCall<In, Gives> = <const X extends Symbolic | readonly Symbolic[]>(
  x: X & Accepts<KindsOf<X>, In>,
  options?: CallOptions,
) => Gives;

/** What a call gives of a model that gives `Out`. */
type SymbolicOf<Out> = [Out] extends [AnyValue]
  ? Symbolic<Out>
  : { readonly [Name in keyof Out]: Symbolic<Out[Name]> };

/** The value that a weight of a model begins with where the model is used as a layer. */
export type InitialValue = (path: string) => Tensor | undefined;

/**
 * A model as a layer of others: its layers are built under its name, and their weights belong to the
 * model that it stands in. They begin as `startOf` says, or are initialized.
 *
 * @throws ConfigError for an unknown option
 */
export function modelLayer(
  graph: Graph,
  given: LayerOptions,
  startOf: InitialValue = () => undefined,
): CallableLayer<AnyKind, never> {
  const owner = ownerOf('model', given);
  checkOptions(owner, given, ['name', 'trainable']);
  const { name, trainable = true } = given;
  checkFlag(owner, 'trainable', trainable);
  const [first] = graph.inputs;
  const flow = graph.kind === 'model' ? flowOf(graph) : null;
  return callable({
    kind: 'model',
    name,
    reads: first?.reads ?? 'numbers',
    options: Object.freeze({
      ...{ layers: graph.layers, graph: flow, trainable },
      ...(name !== undefined && { name }), // by it the layer is known where it is inside another
    }),
    returns: graph.outputs.length > 1 ? 'extras' : undefined,
    inputNames: graph.takes === 'named' ? namesOf(graph.inputs) : undefined,
    outputNames: graph.gives === 'named' ? namesOf(graph.outputs) : undefined,
    build: (path, inputs) => build(graph, path, inputs, trainable, startOf),
  });
}

function namesOf(named: readonly { readonly name: string }[]): readonly string[] {
  return named.map(({ name }) => name);
}

/** What makes a model's layer again from a file. */
export const modelReviver = {
  kind: 'model',
  revive(options: object): Layer {
    const { layers, graph, ...others }: RevivedOptions = options;
    if (!isLayerList(layers)) {
      throw new FormatError(
        `the file has a model among its layers that has none: ${String(layers)}`,
      );
    }
    const inner = graph === null ? chainGraph(layers, 'model') : graphOfFlow(layers, graph);
    return modelLayer(inner, others);
  },
};

interface RevivedOptions extends LayerOptions {
  readonly layers?: unknown;
  readonly graph?: unknown;
}

function isLayerList(value: unknown): value is readonly Layer[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'function' || 'build' in one);
}

function build(
  graph: Graph,
  path: string,
  inputs: readonly Signature[],
  trainable: boolean,
  startOf: InitialValue,
): Built {
  if (inputs.length !== graph.inputs.length) {
    const names = namesOf(graph.inputs).join(', ');
    throw new ShapeError(
      `${path} wants ${graph.inputs.length} inputs (${names}), got ${inputs.length}`,
    );
  }
  const prefix = `${path}/`;
  const built = new BuiltGraph(graph, inputs, prefix);
  const [output, ...extras] = built.outputs;
  return {
    output: output!,
    extras,
    weights: built.weights.map((spec) => ({
      ...spec,
      trainable: spec.trainable && trainable,
      initialize(out, random): void {
        const value = startOf(spec.path.slice(prefix.length));
        if (value === undefined) spec.initialize(out, random);
        else out.set(value.data);
      },
    })),
    state: built.states.map((spec) => ({ ...spec, name: spec.path.slice(prefix.length) })),
    refusesSteps: built.refusesSteps,
    costs: built.costs,
    begin(store, values, ctx) {
      const given = values.slice(0, inputs.length);
      const state = stateOf(path, built, values.slice(inputs.length));
      const pass = built.begin(store, given, state, {
        compute: ctx,
        contextOf: ({ path: child, repeat, inputGradient }) =>
          ctx.child(
            repeat === 0 ? child : `${child}@${repeat + 1}`,
            inputGradient || ctx.inputGradient,
          ),
      });
      const [first, ...others] = pass.outputs;
      const finals = built.states.map(({ path: name }) => ({ data: pass.state[name]! }));
      const [logits] = pass.logits;
      const states = finals.length;
      // a pass has the outputs side by side, a layer its states between the first and the others
      const inOrder = ([dFirst, ...d]: Gradients): Gradients => [
        dFirst,
        ...others.map((_, i) => d[states + i]),
        ...d.slice(0, states),
      ];
      return {
        outputs: [first!, ...finals, ...others],
        logits: logits && {
          activation: logits.activation,
          data: logits.data,
          backward: (d) => pass.backward(inOrder(d), [true]),
        },
        backward: (d) => pass.backward(inOrder(d)),
        penalized: ctx.penalties !== undefined,
      };
    },
  };
}

/** Initial states by their names in the graph. */
function stateOf(path: string, { states }: BuiltGraph, given: readonly Value[]): ModelState {
  const entries = given.map((value, i) => [states[i]!.path, numbersOf(path, value)] as const);
  return Object.fromEntries(entries);
}
