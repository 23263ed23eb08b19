import type { Signature } from '../layers/index.ts';
import { isJsonObject } from '../storage/json.ts';
import { type Dtype, FormatError, type Seed } from '../tensor/index.ts';

// What a model file holds as JSON, and how its parts are told from what they should not be.

/** Throws a FormatError for a part of the file that has another key than these. */
export function checkKeys(what: string, part: object, known: readonly string[]): void {
  const unknown = Object.keys(part).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new FormatError(
      `the file has '${unknown}' in ${what}, where ${known.join(', ')} may stand: a newer version may have written it`,
    );
  }
}

/** A part of a file's metadata; undefined if it is not there. @throws FormatError unless it is JSON */
export function jsonAt(metadata: ReadonlyMap<string, string>, key: string): unknown {
  const text = metadata.get(key);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`the file's metadata '${key}' is not JSON`, { cause });
  }
}

/** Whether a value names something and gives its options. */
export function isNamed<K extends string>(
  value: unknown,
  key: K,
): value is { readonly [Name in K]: string } & { readonly options: object } {
  return isJsonObject(value) && typeof value[key] === 'string' && isJsonObject(value.options);
}

/** Whether a value can be a seed. */
export function isSeed(value: unknown): value is Seed {
  return typeof value === 'string' || Number.isFinite(value);
}

/** Whether a value names a precision. */
export function isDtype(value: unknown): value is Dtype {
  return value === 'float32' || value === 'float64';
}

/** Whether a value tells what a model takes. */
export function isSignature(value: unknown): value is Signature {
  return (
    isJsonObject(value) &&
    (value.type === 'numbers' || value.type === 'ids') &&
    Array.isArray(value.shape) &&
    value.shape.every((size) => size === null || (Number.isInteger(size) && size >= 0))
  );
}
