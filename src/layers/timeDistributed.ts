import { ConfigError, type Mask, reshaped, ShapeError, type Tensor } from '../tensor/index.ts';
import { composeLayer } from './composeLayer.ts';
import type { Built, Context, Gradients, Layer, Logits, Pending, Store } from './contract.ts';
import type { LayerKind, LayerOptions } from './defineLayer.ts';
import type { Numbers } from './kinds.ts';
import type { OfRank, Resized, Same } from './outcome.ts';
import type { CallableLayer } from './symbolic.ts';
import { formatSignature, numbersOf, type Signature, type Value } from './value.ts';

/** Options of `timeDistributed`. */
export interface TimeDistributedOptions<L extends Layer = Layer> {
  /** What is run on each step: it takes what one step holds. */
  readonly layer: L;
}

/** Makes layers that take and give one axis more than theirs. */
export interface TimeDistributedFactory extends LayerKind {
  <L extends Layer>(
    options: TimeDistributedOptions<L> & LayerOptions,
  ): CallableLayer<TimeDistributedIn<L>, TimeDistributedOut<L>>;
}

/** The kind that such a layer takes. */
export type TimeDistributedIn<L> = L extends Layer<infer In> ? OverTime<In> : never;

/** The kind that it gives. */
export type TimeDistributedOut<L> = L extends { readonly out?: infer Out }
  ? Out extends Same | Resized
    ? Out
    : Out extends OfRank<infer R>
      ? OfRank<OneMore<R>>
      : OverTime<Exclude<Out, undefined>>
  : never;

/** The kind with a time axis after the batch. */
export type OverTime<K> =
  K extends Numbers<infer R, infer N> ? Numbers<OneMore<R>, N> : Numbers<number>;

type OneMore<R> = R extends 1 ? 2 : R extends 2 ? 3 : R extends 3 ? 4 : number;

/**
 * A layer on each time step by itself, with the same weights: `[batch, time, …]` is to it a batch of
 * batch · time rows `[…]`. A mask passes through; at masked steps the layer sees zeros, whatever stands
 * there. A recurrent layer inside begins anew at each step, and its states stay inside.
 *
 * The weights are those of the layer, as `<name>/<kind of the layer>/<weight>`. What dropout drops
 * depends on the step as well.
 *
 * @throws ConfigError for a layer that is none, that reads ids, or that gives more than its output
 */
export const timeDistributed: TimeDistributedFactory = composeLayer<TimeDistributedOptions>({
  kind: 'timeDistributed',
  required: ['layer'],
  defaults: {},
  check({ layer }, owner) {
    if (!isLayer(layer)) {
      throw new ConfigError(
        `${owner} wants a layer, got ${typeof layer}: timeDistributed({ layer: dense({ … }) })`,
      );
    }
    if (layer.reads === 'ids') {
      throw new ConfigError(
        `${owner} works on numbers, but ${layer.kind} reads ids: put it before, without timeDistributed`,
      );
    }
    if (layer.returns !== undefined) {
      throw new ConfigError(
        `${owner} wants a layer that gives its output alone, but this ${layer.kind} gives more`,
      );
    }
  },
  build({ layer }, [input], owner, child) {
    const [time = null, ...rest] = stepsOf(owner, input);
    // from step to step nothing is carried, so no state is exposed
    const build = (path: string, inputs: readonly Signature[]): Built => ({
      ...layer.build(path, inputs),
      state: [],
    });
    const inner = child(layer.kind, { build }, [{ type: 'numbers', shape: rest }]);
    return {
      output: { type: inner.output.type, shape: [time, ...inner.output.shape] },
      begin: (store, [value], ctx) =>
        begin(owner, inner, store, value, stepContext(ctx.child(`${owner}/${layer.kind}`), value)),
    };
  },
});

function isLayer(value: unknown): boolean {
  const holds = typeof value === 'function' || (typeof value === 'object' && value !== null);
  return holds && 'build' in value && 'reads' in value;
}

function stepsOf(owner: string, input: Signature | undefined): Signature['shape'] {
  if (input?.type !== 'numbers' || input.shape.length < 2) {
    const got = input === undefined ? 'no input' : `${input.type} ${formatSignature(input)}`;
    throw new ShapeError(`${owner} wants numbers [batch, time, …], got ${got}`);
  }
  return input.shape;
}

/** Runs the layer on all steps at once. */
function begin(
  owner: string,
  inner: Built,
  store: Store,
  value: Value | undefined,
  ctx: Context,
): Pending {
  const x = numbersOf(owner, value);
  const mask = value?.mask;
  const [B = 0, T = 0] = x.shape;
  const asRows = (all: Tensor): Tensor => reshaped(all, [B * T, ...all.shape.slice(2)]);
  const asSteps = (all: Tensor): Tensor => reshaped(all, [B, T, ...all.shape.slice(1)]);
  const pending = inner.begin(store, [{ data: asRows(unmasked(x, mask, ctx)) }], ctx);
  const dInput = ([dx]: Gradients): Gradients => [dx && unmasked(asSteps(dx), mask, ctx)];
  const { logits } = pending;
  const back = (way: Pending | Logits) => {
    return ([dy]: Gradients): Gradients => dInput(way.backward([dy && asRows(dy)]));
  };
  return {
    outputs: [{ data: asSteps(numbersOf(owner, pending.outputs[0])), mask }],
    logits: logits && { ...logits, data: asSteps(logits.data), backward: back(logits) },
    backward: back(pending),
  };
}

/** The steps that count, zeros at the others. */
function unmasked(x: Tensor, mask: Mask | undefined, ctx: Context): Tensor {
  if (mask === undefined || mask.data.length === 0) return x;
  const out = ctx.zeros(x.shape);
  const N = x.data.length / mask.data.length;
  for (let step = 0; step < mask.data.length; step++) {
    if (mask.data[step] === 0) continue;
    for (let i = step * N; i < (step + 1) * N; i++) out.data[i] = x.data[i]!;
  }
  return out;
}

/** The context of a layer whose rows are steps: a row draws by its place in the batch, and its step. */
function stepContext(ctx: Context, value: Value | undefined): Context {
  const T = value?.data.shape[1] ?? 0;
  return {
    ...ctx,
    random: (purpose, row) => ctx.random(`${purpose}/${row % T}`, Math.floor(row / T)),
    child: (path, inputGradient) => stepContext(ctx.child(path, inputGradient), value),
  };
}
