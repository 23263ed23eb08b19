import { ShapeError, type Tensor } from '../tensor/index.ts';
import type { Context, Gradients } from './contract.ts';
import type { LayerOptions } from './defineLayer.ts';
import type { AnyKind, Features, Sequence } from './kinds.ts';
import type { CallableLayer } from './symbolic.ts';
import type { ValueLookup } from './tableGradient.ts';
import { formatSignature, numbersOfRank, ofRank, type Signature, type Value } from './value.ts';

// What all recurrent layers have in common beside their equations: states and the output's form.

/** Makes recurrent layers: `returnSequences: true`, read literally, gives a sequence. */
export interface RecurrentFactory<O extends { readonly returnSequences?: boolean }> {
  <const Given extends O & LayerOptions>(
    options: Given & {
      readonly [Name in Exclude<keyof Given, keyof O | keyof LayerOptions>]: never;
    },
  ): CallableLayer<Sequence, RecurrentOut<Given>>;
  /** What its layers are called in models and files. */
  readonly kind: string;
  /** The layer with options read from a file, which are checked as all others are. */
  revive(options: object): CallableLayer<AnyKind, never>;
}

/** `Sequence` or `Features`, as the options say; either where they leave it open. */
export type RecurrentOut<Given> = Given extends { readonly returnSequences: true }
  ? Sequence
  : Given extends { readonly returnSequences: infer Flag }
    ? boolean extends Flag
      ? Sequence | Features
      : Features
    : Features;

/** What a recurrent layer of `units` gives for sequences like `input`. */
export function recurrentOutput(
  owner: string,
  input: Signature | undefined,
  units: number,
  returnSequences: boolean,
): Signature {
  if (input?.shape.length !== 2) {
    const ids = input?.type === 'ids';
    const got = input === undefined ? 'no input' : `${ids ? 'ids ' : ''}${formatSignature(input)}`;
    const advice = ids
      ? 'put an embedding() before it'
      : 'give it sequences, of a recurrent layer with returnSequences: true for example';
    throw new ShapeError(`${owner} wants [batch, time, features], got ${got}: ${advice}`);
  }
  const time = input.shape[0] ?? null;
  return { type: 'numbers', shape: returnSequences ? [time, units] : [units] };
}

/**
 * Where the numbers of a value were looked up. A layer in between that gave other numbers or another
 * mask, and the rest of its value as it was, has left a lookup that does not tell of these.
 */
export function lookupOf(value: Value | undefined): ValueLookup | undefined {
  const lookup = value?.lookup;
  return lookup?.x === value?.data && lookup?.mask === value?.mask ? lookup : undefined;
}

/** An initial state, where one is given. */
export function stateOf(owner: string, value: Value | undefined): Tensor<2> | undefined {
  return value && numbersOfRank(owner, value, 2, 'states [batch, units]');
}

/**
 * The output sequence, or the last output where only that is wanted, then the final states, of which
 * the first is the last output: it is the initial one in a row of which no step runs.
 */
export function recurrentOutputs(
  y: Tensor<3> | undefined,
  states: readonly [Tensor<2>, ...Tensor<2>[]],
  input: Value | undefined,
): readonly Value[] {
  const first: Value = y ? { data: y, mask: input?.mask } : { data: states[0] };
  return [first, ...states.map((data) => ({ data }))];
}

/** The gradients of `recurrentOutputs`: of y, where it is a sequence, and of each state. */
export function recurrentGradients(
  owner: string,
  returnSequences: boolean,
  [dy, ...dStates]: Gradients,
  ctx: Context,
): { readonly y: Tensor<3> | undefined; readonly states: readonly (Tensor<2> | undefined)[] } {
  const states = dStates.map((d) => d && ofRank(owner, d, 2, 'dState [batch, units]'));
  if (dy === undefined) return { y: undefined, states };
  if (returnSequences) return { y: ofRank(owner, dy, 3, 'dy [batch, time, units]'), states };
  // was: y = h, so what reaches either reaches h
  const last = ofRank(owner, dy, 2, 'dy [batch, units]');
  const [dh, ...others] = states;
  return { y: undefined, states: [dh ? sum(last, dh, ctx) : last, ...others] };
}

function sum(a: Tensor<2>, b: Tensor<2>, ctx: Context): Tensor<2> {
  const out = ctx.zeros<2>(a.shape);
  out.data.set(a.data);
  ctx.kernels.add(out.data.length, b.data, 0, out.data, 0);
  return out;
}
