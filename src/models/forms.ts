import type { AnyValue, RankOf } from '../layers/index.ts';
import { ConfigError, type Tensor } from '../tensor/index.ts';
import type { ModelData } from './data.ts';
import type { Form } from './graph.ts';
import type { LossesFor } from './lossesFor.ts';

// A model takes and gives one value by itself, a list of values, or an object of values with names,
// as its graph was written. Inside there are lists only.

// The types of what users give and get are interfaces, so that the type checker compares what they
// hold and not `In` and `Out`: any model that takes and gives one value may then stand where a `Model`
// is asked for.

/** What users give to a model. */
export interface Taken<X = unknown, Y = unknown, Gradient = unknown, Whole = unknown> {
  /** Its inputs. */
  readonly x: X;
  /** Its targets. */
  readonly y: Y;
  /** The gradients of its outputs. */
  readonly gradient: Gradient;
  /** Some of its inputs. */
  readonly whole: Whole;
}

/** What users get of a model. */
export interface Given<Output = unknown, Step = unknown, Losses = unknown> {
  /** Its outputs. */
  readonly output: Output;
  /** Its outputs at one time step. */
  readonly step: Step;
  /** What its outputs can be compared by. */
  readonly losses: Losses;
}

/** What users give to a model of `In` to `Out`: each a kind, a list of kinds, or kinds by name. */
export type TakenBy<In, Out> = Taken<DataFor<In>, TargetsFor<Out>, GradientsFor<Out>, WholeFor<In>>;

/** What users get of a model that gives `Out`. */
export type GivenBy<Out> = Given<TensorsFor<Out>, StepOf<Out>, LossesFor<Out>>;

type DataFor<K> = [K] extends [AnyValue]
  ? ModelData
  : unknown extends K
    ? ModelData
    : { readonly [Name in keyof K]: ModelData };

type WholeFor<K> = [K] extends [AnyValue]
  ? never
  : unknown extends K
    ? never
    : { readonly [Name in keyof K]?: ModelData | undefined };

/**
 * Targets of several outputs: a list, or by the names of outputs. Which outputs have a loss, and so a
 * target, `compile` says, which no type follows; that none is missing is checked when it runs.
 */
type TargetsFor<K> = [K] extends [AnyValue]
  ? ModelData
  : unknown extends K
    ? ModelData
    : K extends readonly unknown[]
      ? { readonly [I in keyof K]: ModelData } | Readonly<Record<string, ModelData>>
      : { readonly [Name in keyof K]?: ModelData };

type TensorsFor<K> = [K] extends [AnyValue]
  ? Tensor<RankOf<K>>
  : unknown extends K
    ? Tensor
    : { readonly [Name in keyof K]: Tensor<RankOf<K[Name]>> };

type GradientsFor<K> = [K] extends [AnyValue]
  ? Tensor
  : unknown extends K
    ? Tensor
    : { readonly [Name in keyof K]: Tensor };

type StepOf<K> = [K] extends [AnyValue]
  ? StepTensor<K>
  : unknown extends K
    ? Tensor
    : { readonly [Name in keyof K]: StepTensor<K[Name]> };

type StepTensor<K> = Tensor<RankOf<K> extends 3 ? 2 : RankOf<K>>;

/** Some of several things, by their names or places. */
export type SomeOf<T> = Readonly<Record<string | number, T | undefined>>;

/** One thing, a list of things, or things by name. */
export type Formed<T> = T | readonly T[] | Readonly<Record<string, T>>;

/** One of several things, and what errors call it: `fit's x.question`. */
export interface Part<T> {
  readonly owner: string;
  readonly value: T;
}

/**
 * The parts of what a user gave in a form, in the order of `names`.
 *
 * @throws ConfigError if one is missing or too many
 */
export function partsOf<T>(
  owner: string,
  given: Formed<T>,
  form: Form,
  names: readonly string[],
): readonly Part<T>[] {
  if (isOne(given, form)) return [{ owner, value: given }];
  const wanted = form === 'list' ? `a list of ${names.length}` : `{ ${names.join(', ')} }`;
  if (isList(given, form)) {
    const length = lengthOf(given);
    if (length === names.length) {
      return given.map((value, i) => ({ owner: `${owner}[${i}]`, value }));
    }
    const got = length === undefined ? `a ${typeof given}` : `one of ${length}`;
    throw new ConfigError(`${owner} wants ${wanted}, got ${got}`);
  }
  const got = isObject(given) ? Object.keys(given) : [];
  if (got.length !== names.length || !names.every((name) => got.includes(name))) {
    throw new ConfigError(
      `${owner} wants ${wanted}, got ${got.length > 0 ? `{ ${got.join(', ')} }` : typeof given}`,
    );
  }
  return names.map((name) => ({ owner: `${owner}.${name}`, value: given[name]! }));
}

/**
 * The parts that a user gave of all but one input, in the order of `names`, and which one that is.
 *
 * @throws ConfigError unless one is left out, and no other
 */
export function wholeParts<T>(
  owner: string,
  given: SomeOf<T>,
  form: Form,
  names: readonly string[],
): { readonly parts: readonly Part<T>[]; readonly left: number } {
  const parts: Part<T>[] = [];
  const left: number[] = [];
  const known = names.map((name, i) => (form === 'list' ? String(i) : name));
  const got = isObject(given) ? Object.keys(given) : [];
  for (const [i, name] of known.entries()) {
    const value = got.includes(name) ? given[name] : undefined;
    const part = form === 'list' ? `${owner}[${i}]` : `${owner}.${name}`;
    if (value === undefined) left.push(i);
    else parts.push({ owner: part, value });
  }
  const [first] = left;
  if (form === 'one') {
    throw new ConfigError(`${owner} wants a model of several inputs: it is given all but one`);
  }
  if (first !== undefined && left.length === 1 && got.every((name) => known.includes(name))) {
    return { parts, left: first };
  }
  throw new ConfigError(
    `${owner} wants all inputs but the one that comes step by step, of ${known.join(', ')}, got ` +
      (got.join(', ') || 'none'),
  );
}

/**
 * The parts of what a user gave for outputs, in the order of `names`: for a list of outputs by their names,
 * too.
 *
 * @throws ConfigError if one is missing or too many
 */
export function partsForOutputs<T>(
  owner: string,
  given: Formed<T>,
  form: Form,
  names: readonly string[],
): readonly Part<T>[] {
  const byName = form === 'list' && lengthOf(given) === undefined && hasOne(given, names);
  return partsOf(owner, given, byName ? 'named' : form, names);
}

function hasOne(given: unknown, names: readonly string[]): boolean {
  return isObject(given) && names.some((name) => name in given);
}

/** How long a list is; undefined for what is none. */
function lengthOf(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isOne<T>(_given: Formed<T>, form: Form): _given is T {
  return form === 'one';
}

function isList<T>(_given: readonly T[] | object, form: Form): _given is readonly T[] {
  return form === 'list';
}

/** The parts in the form that users get. */
export function formed<T>(parts: readonly T[], form: Form, names: readonly string[]): Formed<T> {
  if (form === 'list') return parts;
  if (form === 'named') return Object.fromEntries(names.map((name, i) => [name, parts[i]!]));
  return parts[0]!;
}
