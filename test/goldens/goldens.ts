import { readFileSync } from 'node:fs';
import {
  copy,
  formatShape,
  type Ids,
  indexOf,
  type Mask,
  sameShape,
  sizeOf,
  type Tensor,
  View,
} from '../../src/tensor/index.ts';

/** One case of a fixture file; make.py says where its numbers come from. */
export interface Golden {
  readonly name: string;
  /** Layer options and the like, by their names in this library. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly weights: Stored;
  readonly inputs: Stored;
  readonly outputs: Stored;
  /** The gradients flow from Σ ⟨cotangent, output⟩; an output without one has gradient zero. */
  readonly cotangents: Stored;
  readonly gradients: { readonly weights: Stored; readonly inputs: Stored };
}

/** The tensors of one group of a case, by name. Every read gives fresh memory. */
export class Stored {
  readonly #owner: string;
  readonly #entries: ReadonlyMap<string, Entry>;

  constructor(owner: string, group: unknown) {
    this.#owner = owner;
    this.#entries = new Map(
      Object.entries(record(group, owner)).map(([name, value]) => [
        name,
        entry(value, `${owner}/${name}`),
      ]),
    );
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  floats<R extends number>(name: string): Tensor<R>;
  floats(name: string): Tensor {
    const { shape, data } = this.#entry(name);
    return new View(Float64Array.from(data), [...shape]);
  }

  /** As `floats`, but undefined where the case has no such tensor. */
  optional<R extends number>(name: string): Tensor<R> | undefined {
    return this.has(name) ? this.floats<R>(name) : undefined;
  }

  /** Zeros shaped as the tensor. */
  zeros<R extends number>(name: string): Tensor<R> {
    const tensor = this.floats<R>(name);
    tensor.data.fill(0);
    return tensor;
  }

  ids(name: string): Ids {
    const { shape, data } = this.#entry(name);
    return new View(Int32Array.from(data), [...shape]);
  }

  optionalMask(name: string): Mask | undefined {
    if (!this.has(name)) return undefined;
    const { shape, data } = this.#entry(name);
    const [B, T] = shape;
    if (B === undefined || T === undefined) throw new Error(`${this.#owner}/${name} has no time`);
    return new View(Uint8Array.from(data), [B, T]);
  }

  /** The only element of a tensor of rank 0. */
  scalar(name: string): number {
    const { shape, data } = this.#entry(name);
    const [value] = data;
    if (shape.length > 0 || value === undefined) {
      throw new Error(`${this.#owner}/${name} is ${formatShape(shape)}, not a number`);
    }
    return value;
  }

  #entry(name: string): Entry {
    const found = this.#entries.get(name);
    if (!found) {
      throw new Error(`${this.#owner} has no '${name}', only ${this.names.join(', ')}`);
    }
    return found;
  }
}

/** A number as `expectGolden` takes it. */
export function scalar(value: number): Tensor<0> {
  return new View<0, Float64Array>(Float64Array.of(value), []);
}

/** All cases of `fixtures/<family>.json`. */
export function readGoldens(family: string): Golden[] {
  const text = readFileSync(new URL(`fixtures/${family}.json`, import.meta.url), 'utf8');
  const cases: unknown = JSON.parse(text);
  if (!Array.isArray(cases) || cases.length === 0) throw new Error(`${family} has no cases`);
  return cases.map((value: unknown) => golden(record(value, family)));
}

const TOLERANCE = 1e-10;
/** An element this much smaller than the largest is compared as if it were of this size. */
const FLOOR = 1e-3;

/**
 * Throws unless |a − b| <= tolerance · max(|a|, |b|, 1e-3 · max|b|) for every element a of `actual` and
 * b of `expected`; the message names the worst element. Where all of b is 0, a must be 0.
 *
 * @param tolerance 1e-10 by default
 */
export function expectGolden(
  actual: Tensor | undefined,
  expected: Tensor,
  name: string,
  tolerance = TOLERANCE,
): void {
  if (actual === undefined) throw new Error(`${name} is missing`);
  if (!sameShape(actual.shape, expected.shape)) {
    throw new Error(
      `${name} is ${formatShape(actual.shape)}, expected ${formatShape(expected.shape)}`,
    );
  }
  const as = copy(actual).data; // contiguous, whatever the view
  const bs = copy(expected).data;
  let largest = 0;
  for (const b of bs) largest = Math.max(largest, Math.abs(b));
  let worst = 0;
  let at = 0;
  for (const [i, b] of bs.entries()) {
    const a = as[i]!;
    if (a === b) continue;
    const error = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), FLOOR * largest);
    if (error <= worst) continue; // false for NaN, which is worse than any number
    worst = error;
    at = i;
    if (Number.isNaN(error)) break;
  }
  if (worst <= tolerance) return;
  throw new Error(
    `${name} at ${formatShape(indexOf(expected.shape, at))} is ${as[at]}, ` +
      `expected ${bs[at]}: relative error ${worst.toExponential(1)} > ${tolerance}`,
  );
}

/** `expectGolden` for every tensor that the case has in `expected`; `what` names the group. */
export function expectGoldens(
  actual: Readonly<Record<string, Tensor | undefined>>,
  expected: Stored,
  what: string,
): void {
  for (const name of expected.names) {
    expectGolden(actual[name], expected.floats(name), `${what} ${name}`);
  }
}

interface Entry {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

function golden(value: Readonly<Record<string, unknown>>): Golden {
  const { name, config, gradients } = value;
  if (typeof name !== 'string') throw new Error('a golden case wants a name');
  const group = (key: string): Stored => new Stored(`${name}: ${key}`, value[key]);
  const { weights, inputs } = record(gradients, `${name}: gradients`);
  return {
    name,
    config: record(config, `${name}: config`),
    weights: group('weights'),
    inputs: group('inputs'),
    outputs: group('outputs'),
    cotangents: group('cotangents'),
    gradients: {
      weights: new Stored(`${name}: gradients of weights`, weights),
      inputs: new Stored(`${name}: gradients of inputs`, inputs),
    },
  };
}

function entry(value: unknown, owner: string): Entry {
  const { shape, data } = record(value, owner);
  if (!isNumbers(shape) || !isNumbers(data)) throw new Error(`${owner} wants shape and data`);
  const size = sizeOf(shape);
  if (data.length !== size || !data.every(Number.isFinite)) {
    throw new Error(`${owner} wants ${size} finite numbers, has ${data.length}`);
  }
  return { shape, data };
}

function record(value: unknown, owner: string): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new Error(`${owner} is not an object`);
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}
