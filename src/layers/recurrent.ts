import { ConfigError, ShapeError, type Tensor } from '../tensor/index.ts';
import { checkFlag, checkNumber, type DefaultsOf } from '../tensor/options.ts';
import type { Returns } from './contract.ts';
import type { LayerKind, LayerOptions } from './defineLayer.ts';
import type { Features, Sequence } from './kinds.ts';
import type { CallableLayer } from './symbolic.ts';
import { formatSignature, numbersOfRank, type Signature, type Value } from './value.ts';

// What all recurrent layers have in common beside their equations: options and the output's form.

/** Options of every recurrent layer; names and defaults are Keras'. */
export interface RecurrentOptions {
  /** `true` gives the output of every step, `[batch, time, units]`; else the last, `[batch, units]`. */
  readonly returnSequences?: boolean;
  /** `true` gives the final states beside the output, where the layer is called on a symbolic value. */
  readonly returnState?: boolean;
  /**
   * `true` runs from the last step to the first, and gives the outputs, and their mask, in that order:
   * the first is that of the last step. Such a layer cannot be stepped.
   */
  readonly goBackwards?: boolean;
  /** `true` gives 0 at masked steps, where else the output before is repeated. For sequences alone. */
  readonly zeroOutputForMask?: boolean;
  /**
   * In training, how likely a feature of the input is dropped, in [0, 1): one mask for all steps of a
   * row, as with Gal and Ghahramani (2016).
   */
  readonly dropout?: number;
  /** As `dropout`, for h_{t−1} on its way to the recurrent kernel, and for all gates at once. */
  readonly recurrentDropout?: number;
}

/** What the options of every recurrent layer are where they are left out. */
export const RECURRENT_DEFAULTS: DefaultsOf<RecurrentOptions> = {
  returnSequences: false,
  returnState: false,
  goBackwards: false,
  zeroOutputForMask: false,
  dropout: 0,
  recurrentDropout: 0,
};

/** Throws a ConfigError unless these options can be. */
export function checkRecurrent(options: Required<RecurrentOptions>, owner: string): void {
  for (const flag of [
    'returnSequences',
    'returnState',
    'goBackwards',
    'zeroOutputForMask',
  ] as const) {
    checkFlag(owner, flag, options[flag]);
  }
  for (const rate of ['dropout', 'recurrentDropout'] as const) {
    checkNumber(owner, rate, options[rate], 'in [0, 1)', (value) => value >= 0 && value < 1);
  }
  if (options.zeroOutputForMask && !options.returnSequences) {
    throw new ConfigError(
      `${owner} wants zeroOutputForMask only with returnSequences: true, as the last output is ` +
        'that of the last step that counts: leave it out',
    );
  }
}

/** What a recurrent layer gives beside its output. */
export function recurrentReturns({ returnState }: Required<RecurrentOptions>): Returns | undefined {
  return returnState ? 'state' : undefined;
}

/** Why a recurrent layer with these options cannot be stepped, if it cannot. */
export function refusesSteps(
  owner: string,
  { goBackwards }: Required<RecurrentOptions>,
): string | undefined {
  return goBackwards ? `${owner} goes backwards: it begins at the last time step` : undefined;
}

/**
 * Makes recurrent layers: `returnSequences: true`, read literally, gives a sequence, and `returnState: true`
 * the states beside it. `States` has for each state the option that says its size, also read literally;
 * the first state is as large as the output.
 */
export interface RecurrentFactory<
  O extends RecurrentOptions,
  States extends readonly [string, ...string[]] = readonly ['units'],
> extends LayerKind {
  <const Given extends O & LayerOptions>(
    options: Given & {
      readonly [Name in Exclude<keyof Given, keyof O | keyof LayerOptions>]: never;
    },
  ): CallableLayer<
    Sequence,
    RecurrentOut<Given, SizeIn<Given, States[0]>>,
    StatesOf<Given, { readonly [I in keyof States]: Features<SizeIn<Given, States[I]>> }>
  >;
}

/** The size that an option says, if it is known. */
type SizeIn<Given, Option> = Option extends keyof Given ? Extract<Given[Option], number> : number;

/** `Sequence<N>` or `Features<N>`, as the options say; either where they leave it open. */
export type RecurrentOut<Given, N extends number = number> = Given extends {
  readonly returnSequences: true;
}
  ? Sequence<N>
  : Given extends { readonly returnSequences: infer Flag }
    ? boolean extends Flag
      ? Sequence<N> | Features<N>
      : Features<N>
    : Features<N>;

/** What a call gives beside the output: the states, if the options ask for them. */
export type StatesOf<Given, States extends readonly unknown[]> = Given extends {
  readonly returnState: true;
}
  ? States
  : readonly [];

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

/** An initial state, where one is given. */
export function stateOf(owner: string, value: Value | undefined): Tensor<2> | undefined {
  return value && numbersOfRank(owner, value, 2, 'states [batch, units]');
}
