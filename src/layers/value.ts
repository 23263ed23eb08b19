import { formatShape, type Ids, type Mask, ShapeError, type Tensor } from '../tensor/index.ts';
import type { ValueLookup } from './tableGradient.ts';

/** What flows between layers: numbers or ids, batch first, with the mask of a sequence. */
export interface Value {
  /** Contiguous, `[batch, …]`. */
  readonly data: Tensor | Ids;
  /** `[batch, time]`: 0 at padded steps. Only a value with a time axis has one. */
  readonly mask?: Mask | undefined;
  /** Where the numbers were looked up, if they were. */
  readonly lookup?: ValueLookup | undefined;
}

/** What is known of a value before there is data: its sizes after the batch, `null` where free. */
export interface Signature {
  /** Whether it holds numbers or ids. */
  readonly type: 'numbers' | 'ids';
  /** E.g. `[null, 64]` for sequences of any length with 64 features. */
  readonly shape: readonly (number | null)[];
}

/** Whether a value holds ids rather than numbers. */
export function isIds(data: Tensor | Ids): data is Ids {
  return data.data instanceof Int32Array;
}

function hasRank<R extends number>(tensor: Tensor, rank: R): tensor is Tensor<R> {
  return tensor.shape.length === rank;
}

/** The numbers of a value. @throws ShapeError for ids */
export function numbersOf(owner: string, value: Value | undefined): Tensor {
  if (value === undefined) throw new ShapeError(`${owner} wants an input, got none`);
  if (isIds(value.data)) {
    throw new ShapeError(
      `${owner} wants numbers, got ids ${formatShape(value.data.shape)}: put an embedding() before it`,
    );
  }
  return value.data;
}

/** The numbers of a value of the given rank. @throws ShapeError for ids or another rank */
export function numbersOfRank<R extends number>(
  owner: string,
  value: Value | undefined,
  rank: R,
  layout: string,
): Tensor<R> {
  return ofRank(owner, numbersOf(owner, value), rank, layout);
}

/** A tensor whose rank is now known to the type checker. @throws ShapeError for another rank */
export function ofRank<R extends number>(
  owner: string,
  tensor: Tensor,
  rank: R,
  layout: string,
): Tensor<R> {
  if (!hasRank(tensor, rank)) {
    throw new ShapeError(`${owner} wants ${layout}, got ${formatShape(tensor.shape)}`);
  }
  return tensor;
}

/** The ids of a value. @throws ShapeError for numbers */
export function idsOf(owner: string, value: Value | undefined): Ids {
  if (value === undefined) throw new ShapeError(`${owner} wants an input, got none`);
  if (!isIds(value.data)) {
    throw new ShapeError(
      `${owner} wants ids (whole numbers), got numbers ${formatShape(value.data.shape)}`,
    );
  }
  return value.data;
}

/** A signature as error messages print it: `[batch, time, 64]`. */
export function formatSignature({ shape }: Signature): string {
  return formatShape(['batch', ...shape.map((size) => size ?? '?')]);
}

/** The last size of a signature of numbers, which a layer must know to make its weights. */
export function featuresOf(owner: string, input: Signature | undefined, layout: string): number {
  if (input?.type === 'ids') {
    throw new ShapeError(
      `${owner} wants ${layout} of numbers, got ids ${formatSignature(input)}: put an embedding() before it`,
    );
  }
  const last = input?.shape.at(-1);
  if (input === undefined || last === undefined || last === null) {
    const got = input === undefined ? 'no input' : formatSignature(input);
    throw new ShapeError(
      `${owner} wants ${layout} with a known last size, got ${got}: begin the model with an ` +
        'input({ shape }) that says it',
    );
  }
  return last;
}
