import { ConfigError, ShapeError } from '../tensor/index.ts';

/** Whether a value is a whole number of 32 bits, as ids are. */
export function isId(value: unknown): value is number {
  return typeof value === 'number' && (value | 0) === value;
}

/** Whether a value is an array or a typed array. */
export function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}

/**
 * The ids as an Int32Array, without a copy where they are one. A ShapeError for anything but an
 * array, a ConfigError where an id is not a whole number.
 */
export function idArray(owner: string, ids: unknown): Int32Array {
  if (ids instanceof Int32Array) return ids;
  if (!isArrayLike(ids)) {
    throw new ShapeError(`${owner} wants an array of ids, got ${String(ids)}`);
  }
  return Int32Array.from(ids, (id, at) => {
    if (isId(id)) return id;
    throw new ConfigError(
      `${owner} wants ids to be whole numbers of 32 bits, got ${String(id)} at ${at}`,
    );
  });
}
