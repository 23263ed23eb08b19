import { reverseSteps } from '../math/index.ts';
import { reverseStepsInPlace } from '../math/reverse.ts';
import { ConfigError, type Tensor } from '../tensor/index.ts';
import { checkChoice } from '../tensor/options.ts';
import { composeLayer } from './composeLayer.ts';
import type { Context, Layer } from './contract.ts';
import type { LayerKind, LayerOptions } from './defineLayer.ts';
import type { AnyValue, FeaturesOf, Numbers, RankOf, Sequence } from './kinds.ts';
import {
  MERGE_MODES,
  type MergeMode,
  merge,
  mergedSignature,
  mergeGradients,
} from './mergeDirections.ts';
import type { Sum } from './sum.ts';
import type { CallableLayer, KindsOf } from './symbolic.ts';
import { numbersOf, ofRank, type Value } from './value.ts';

/** Options of `bidirectional`; names and defaults are Keras'. */
export interface BidirectionalOptions<
  Forward = Layer<Sequence>,
  Backward = Forward,
  Mode = MergeMode,
> {
  /** The recurrent layer that runs forwards. */
  readonly layer: Forward;
  /** How both outputs become one: side by side by default; `none` gives two. */
  readonly mergeMode?: Mode;
  /** The one that runs backwards; by default one like `layer`, with weights of its own. */
  readonly backwardLayer?: Backward | undefined;
}

/**
 * Makes bidirectional layers, which give sequences where their layers do. Beside the output a call gives
 * the states of the forward layer, then those of the backward one, if these give any; with
 * `mergeMode: 'none'`, read literally, the output of the backward layer.
 */
export interface BidirectionalFactory extends LayerKind {
  <
    Forward extends Layer<Sequence>,
    Backward extends Layer<Sequence, Alike<OutOf<Forward>>> = never,
    const Mode extends MergeMode = 'concat',
  >(
    options: BidirectionalOptions<Forward, Backward, Mode> & LayerOptions,
  ): CallableLayer<
    Sequence,
    MergedOut<OutOf<Forward>, OutOf<Or<Backward, Forward>>, Mode>,
    [Mode] extends ['none']
      ? readonly [OutOf<Or<Backward, Forward>>]
      : readonly [...StatesIn<Forward>, ...StatesIn<Or<Backward, Forward>>]
  >;
}

/** The layer, or the other if none is given. */
type Or<L, Other> = [L] extends [never] ? Other : L;

/** What has the same rank as `Out`, if that is known. */
type Alike<Out> = [Out] extends [never]
  ? unknown
  : [Out] extends [AnyValue]
    ? Numbers<RankOf<Out>>
    : unknown;

type OutOf<L> = L extends { readonly out?: infer Out } ? Exclude<Out, undefined> : never;

/** The kind of the first output. */
type MergedOut<Forward, Backward, Mode> =
  Forward extends Numbers<infer R, infer N>
    ? Numbers<R, Mode extends 'concat' ? Sum<N, FeaturesOf<Backward>> : N>
    : Forward;

/** The kinds of the states that a call of a recurrent layer gives. */
type StatesIn<L> = L extends (...given: never[]) => readonly [unknown, ...infer States]
  ? KindsOf<States>
  : readonly [];

/**
 * Two recurrent layers that read a sequence from both of its ends (Schuster and Paliwal 1997). The output
 * of the backward one is turned round, so that both outputs of a step have read that step last; then
 * they are merged.
 *
 * Weights: those of the forward layer, under `<path>/forward`, then those of the backward one, under
 * `<path>/backward`; states likewise. A masked step gives 0 where sequences are returned, whatever the
 * layers' own `zeroOutputForMask` says.
 *
 * @throws ConfigError for a layer that is not recurrent, for one that runs in the wrong direction, and
 * for two whose outputs have different forms
 */
export const bidirectional: BidirectionalFactory = composeLayer<BidirectionalOptions>({
  kind: 'bidirectional',
  required: ['layer'],
  defaults: { mergeMode: 'concat', backwardLayer: undefined },
  returns: ({ layer, mergeMode }) => layer.returns ?? (mergeMode === 'none' ? 'extras' : undefined),
  check({ layer, mergeMode, backwardLayer }, owner) {
    checkChoice(owner, 'mergeMode', mergeMode, MERGE_MODES);
    checkDirection(owner, 'layer', layer, false);
    if (mergeMode === 'none' && layer.returns !== undefined) {
      throw new ConfigError(
        `${owner} gives two outputs with mergeMode 'none', and then no states: leave returnState out`,
      );
    }
    if (backwardLayer === undefined) return;
    checkDirection(owner, 'backwardLayer', backwardLayer, true);
    for (const option of ['returnSequences', 'returnState']) {
      if (layer.options[option] === backwardLayer.options[option]) continue;
      throw new ConfigError(
        `${owner} wants layer and backwardLayer with the same ${option}, got ` +
          `${String(layer.options[option])} and ${String(backwardLayer.options[option])}`,
      );
    }
  },
  build({ layer, mergeMode, backwardLayer = layer }, inputs, owner, child) {
    const zeroOutputForMask = layer.options.returnSequences === true;
    const there = child('forward', withOptions(layer, { zeroOutputForMask }), inputs);
    const turned = { goBackwards: true, zeroOutputForMask };
    const back = child('backward', withOptions(backwardLayer, turned), inputs);
    /** From the order of the backward layer to that of the sequence, or the other way. */
    const turn = (given: Tensor, ctx: Context): Tensor => {
      if (!zeroOutputForMask) return given;
      const y = ofRank(owner, given, 3, '[batch, time, units]');
      if (ctx.keeps !== false) return reverseSteps(y, ctx);
      reverseStepsInPlace(y); // the backward layer has no use for its output any more
      return y;
    };
    return {
      output: mergedSignature(owner, mergeMode, there.output, back.output),
      extras: mergeMode === 'none' ? [back.output] : [],
      refusesSteps: `${owner} reads the sequence from both ends`,
      begin(store, [value, ...initial], ctx) {
        const x = value === undefined ? [] : [value];
        const [first, second] = split(initial, there.state.length);
        const a = there.begin(store, [...x, ...first], ctx.child(`${owner}/forward`));
        const b = back.begin(store, [...x, ...second], ctx.child(`${owner}/backward`));
        const [ya, ...statesA] = a.outputs;
        const [yb, ...statesB] = b.outputs;
        const left = numbersOf(owner, ya);
        const right = turn(numbersOf(owner, yb), ctx);
        const mask = ya?.mask;
        const y: Value = { data: merge(mergeMode, left, right, ctx), mask };
        const extras: Value[] = mergeMode === 'none' ? [{ data: right, mask }] : [];
        return {
          outputs: [y, ...statesA, ...statesB, ...extras],
          backward([dy, ...rest]) {
            const [dStatesA, others] = split(rest, statesA.length);
            const [dStatesB, [dExtra]] = split(others, statesB.length);
            const [da, db = dExtra] = dy ? mergeGradients(mergeMode, left, right, dy, ctx) : [];
            const [dxB, ...dB] = b.backward([db && turn(db, ctx), ...dStatesB]); // was: right = turn(yb)
            const [dxA, ...dA] = a.backward([da, ...dStatesA]);
            return [sum(dxA, dxB, ctx), ...dA, ...dB]; // was: both read x
          },
        };
      },
    };
  },
});

/** Throws a ConfigError unless this is a recurrent layer of that direction, which can be made anew. */
function checkDirection(owner: string, option: string, layer: Layer, backwards: boolean): void {
  const given: unknown = layer;
  if (!isRecurrent(given)) {
    throw new ConfigError(
      `${owner} wants ${option} to be a recurrent layer, such as lstm({ … }) or rnn(cell), got ` +
        nameOf(given),
    );
  }
  if (layer.name !== undefined) {
    throw new ConfigError(
      `${owner} wants ${option} without a name, got '${layer.name}': it is called ` +
        `${owner}/${backwards ? 'backward' : 'forward'}`,
    );
  }
  if (layer.options.goBackwards === backwards) return;
  throw new ConfigError(
    `${owner} wants ${option} with goBackwards: ${backwards}, got ${String(layer.options.goBackwards)}`,
  );
}

function nameOf(given: unknown): string {
  const object = (typeof given === 'object' || typeof given === 'function') && given !== null;
  if (object && 'kind' in given && 'options' in given) return String(given.kind);
  return typeof given === 'function' ? 'a function: call it with its options' : String(given);
}

/** The options by which it is told that a layer can be one direction of two. */
const FORM = ['returnSequences', 'goBackwards', 'zeroOutputForMask'];

function isRecurrent(given: unknown): boolean {
  if ((typeof given !== 'object' && typeof given !== 'function') || given === null) return false;
  if (!('withOptions' in given && 'options' in given)) return false;
  const { options } = given;
  return typeof options === 'object' && options !== null && FORM.every((name) => name in options);
}

/** The layer with these options. */
function withOptions(layer: Layer, options: object): Layer {
  return layer.withOptions?.(options) ?? layer;
}

function split<T>(all: readonly T[], at: number): readonly [readonly T[], readonly T[]] {
  return [all.slice(0, at), all.slice(at)];
}

function sum(a: Tensor | undefined, b: Tensor | undefined, ctx: Context): Tensor | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const out = ctx.empty(a.shape);
  out.data.set(a.data);
  ctx.kernels.add(out.size, b.data, 0, out.data, 0);
  return out;
}
