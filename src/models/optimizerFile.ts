import type { NamedWeightSpec } from '../layers/index.ts';
import { isJsonObject } from '../storage/json.ts';
import {
  type Dtype,
  type FloatArray,
  FormatError,
  floats,
  sizeOf,
  type Tensor,
  View,
} from '../tensor/index.ts';
import type { Optimizer, OptimizerState } from '../training/index.ts';

/** What an optimizer remembers of each weight, as a file names it: `optimizer/m/lstm/kernel`. */
export function optimizerTensors(
  weights: readonly NamedWeightSpec[],
  { slots }: OptimizerState,
): (readonly [name: string, tensor: Tensor])[] {
  return Object.entries(slots).flatMap(([slot, [flat]]) =>
    trainedRanges(weights).map(({ path, shape, start, end }): readonly [string, Tensor] => {
      const data = flat?.data.subarray(start, end) ?? floats('float32', 0);
      return [nameOf(slot, path), new View<number, FloatArray>(data, [...shape])];
    }),
  );
}

/**
 * What an optimizer remembered, from a file: `json` says how far it was, `take` gives a tensor.
 *
 * @throws FormatError if the JSON is not what was saved, or another optimizer's
 */
export function restoreOptimizer(
  optimizer: Optimizer,
  weights: readonly NamedWeightSpec[],
  dtype: Dtype,
  json: unknown,
  take: (name: string, shape: readonly number[]) => Tensor,
): OptimizerState {
  const { slots, scalars, ...counted } = checked(json);
  const empty = optimizer.init([]);
  checkNames(optimizer.kind, 'slots', slots, Object.keys(empty.slots));
  checkNames(optimizer.kind, 'scalars', Object.keys(scalars), Object.keys(empty.scalars));
  const ranges = trainedRanges(weights);
  const size = ranges.at(-1)?.end ?? 0;
  const restored: Record<string, readonly Tensor[]> = {};
  for (const slot of slots) {
    const flat = floats(dtype, size);
    for (const { path, shape, start } of ranges)
      flat.set(take(nameOf(slot, path), shape).data, start);
    restored[slot] = [new View<1, FloatArray>(flat, [size])];
  }
  return { ...counted, scalars: { ...scalars }, slots: restored };
}

function checkNames(
  kind: string,
  what: string,
  got: readonly string[],
  wanted: readonly string[],
): void {
  if (got.length === wanted.length && wanted.every((name) => got.includes(name))) return;
  throw new FormatError(
    `the file has the ${what} [${got.join(', ')}] of an optimizer, ${kind} wants [${wanted.join(', ')}]`,
  );
}

function nameOf(slot: string, path: string): string {
  return `optimizer/${slot}/${path}`;
}

/** Where each trained weight stands in the flat tensors that a model gives to its optimizer. */
function trainedRanges(
  weights: readonly NamedWeightSpec[],
): { path: string; shape: readonly number[]; start: number; end: number }[] {
  let end = 0;
  return weights
    .filter(({ trainable }) => trainable)
    .map(({ path, shape }) => {
      const start = end;
      end += sizeOf(shape);
      return { path, shape, start, end };
    });
}

interface Remembered {
  readonly iterations: number;
  readonly learningRate?: number;
  readonly scalars: Readonly<Record<string, number>>;
  readonly slots: readonly string[];
}

function checked(json: unknown): Remembered {
  if (isJsonObject(json)) {
    const { iterations, scalars, slots, learningRate } = json;
    if (isStep(iterations) && isNumbers(scalars) && isNames(slots)) {
      if (learningRate === undefined) return { iterations, scalars, slots };
      if (isRate(learningRate)) return { iterations, scalars, slots, learningRate };
    }
  }
  throw new FormatError(
    `the file has ${JSON.stringify(json)} where { iterations, scalars, slots } of an optimizer belong`,
  );
}

function isStep(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isRate(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isNumbers(value: unknown): value is Readonly<Record<string, number>> {
  return isJsonObject(value) && Object.values(value).every(Number.isFinite);
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
