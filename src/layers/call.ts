import { ConfigError, formatShape, ShapeError, sameShape } from '../tensor/index.ts';
import { checkOptions } from '../tensor/options.ts';
import type { Built, Layer } from './contract.ts';
import type { AnyKind } from './kinds.ts';
import {
  type Call,
  type CallableLayer,
  type CallOptions,
  isSymbolic,
  type Symbolic,
} from './symbolic.ts';
import { formatSignature, type Signature } from './value.ts';

/** A layer that can be called: a frozen function with everything of the description. */
export function callable(layer: Layer<AnyKind, never>): CallableLayer<AnyKind, never>;
export function callable(layer: Layer): unknown {
  const called = (x: unknown, options: CallOptions = {}): unknown => call(self, x, options);
  const self = describedBy(layer, called);
  return Object.freeze(self);
}

/** The function, with the properties of the layer. */
function describedBy(layer: Layer, called: (x: unknown) => unknown): Layer;
function describedBy(layer: Layer, called: object): object {
  return Object.defineProperties(called, Object.getOwnPropertyDescriptors(layer));
}

/** Calls a layer on symbolic values: gives one, a list of them, or an object with names. */
function call(layer: Layer, x: unknown, options: CallOptions): unknown {
  const owner = layer.name ?? layer.kind;
  checkOptions(owner, options, ['initialState']);
  const { inputNames, outputNames } = layer;
  const inputs = inputNames
    ? symbolicByName(owner, inputNames, x)
    : symbolicList(owner, 'what it reads', x);
  const { initialState } = options;
  const states =
    initialState === undefined ? [] : symbolicList(owner, 'initialState', initialState);
  const built = layer.build(
    owner,
    inputs.map(({ signature }) => signature),
  );
  checkGivenStates(
    owner,
    built,
    states.map(({ signature }) => signature),
  );
  const from: Call = Object.freeze({ layer, inputs, states });
  const given = [built.output, ...built.state.map(stateSignature), ...(built.extras ?? [])];
  const all = given.map((signature, output) => Object.freeze({ from, output, signature }));
  const first = all.slice(0, 1);
  const { length } = built.state;
  if (outputNames !== undefined) {
    const named = [...first, ...all.slice(1 + length)];
    return Object.freeze(Object.fromEntries(outputNames.map((name, i) => [name, named[i]!])));
  }
  if (layer.returns === 'state') return Object.freeze([...first, ...all.slice(1, 1 + length)]);
  if (layer.returns === 'extras') return Object.freeze([...first, ...all.slice(1 + length)]);
  return all[0]!;
}

function symbolicList(owner: string, what: string, given: unknown): readonly Symbolic[] {
  if (isSymbolic(given)) return [given];
  if (Array.isArray(given) && given.length > 0 && given.every(isSymbolic)) {
    return Object.freeze([...given]);
  }
  throw new ConfigError(
    `${owner} wants ${what} to be a symbolic value or a list of them, got ${nameOf(given)}: call it on ` +
      'input({ shape }) or on what another layer gave; numbers go to model.predict',
  );
}

/** Symbolic values by name, in the order of the names. */
function symbolicByName(
  owner: string,
  names: readonly string[],
  given: unknown,
): readonly Symbolic[] {
  if (typeof given === 'object' && given !== null && !isSymbolic(given) && !Array.isArray(given)) {
    const entries = new Map<string, unknown>(Object.entries(given));
    const values = names.map((name) => entries.get(name));
    if (entries.size === names.length && values.every(isSymbolic)) return Object.freeze(values);
  }
  const got = isSymbolic(given) ? 'one by itself' : namesIn(given);
  throw new ConfigError(
    `${owner} wants symbolic values by name, { ${names.join(', ')} }, got ${got}`,
  );
}

function namesIn(given: unknown): string {
  const isRecord = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (!isRecord) return nameOf(given);
  const entries: [string, unknown][] = Object.entries(given);
  return `{ ${entries.map(([name, value]) => (isSymbolic(value) ? name : `${name}: ${String(value)}`)).join(', ')} }`;
}

function nameOf(given: unknown): string {
  if (Array.isArray(given)) return given.length === 0 ? 'an empty list' : 'a list with others';
  return typeof given === 'object' && given !== null ? 'an object that is none' : String(given);
}

/** What a state looks like. */
export function stateSignature({ shape }: { readonly shape: Signature['shape'] }): Signature {
  return { type: 'numbers', shape };
}

/**
 * Throws a ConfigError if a layer without state is given one, and a ShapeError unless the initial
 * states fit; none need be given.
 */
export function checkGivenStates(
  owner: string,
  { state }: Pick<Built, 'state'>,
  given: readonly Signature[],
): void {
  if (given.length === 0) return;
  if (state.length === 0) {
    throw new ConfigError(`${owner} has no state, so it takes no initialState`);
  }
  const fits =
    given.length === state.length &&
    state.every(({ shape }, i) => {
      const { type, shape: got } = given[i]!;
      return (
        type === 'numbers' &&
        sameShape(
          got.map((size) => size ?? -1),
          shape,
        )
      );
    });
  if (fits) return;
  const wanted = state.map(({ name, shape }) => `${name} ${formatShape(['batch', ...shape])}`);
  const got = given.map((signature) => formatSignature(signature));
  throw new ShapeError(
    `${owner} wants the initial states ${wanted.join(', ')}, got ${got.join(', ')}`,
  );
}
