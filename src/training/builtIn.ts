const known = new WeakSet();

/**
 * Freezes a loss or metric and notes that it is the library's own: by its name and options anybody
 * can make the same again, in another thread too. One of the user's may have the same name.
 */
export function builtIn<T extends object>(part: T): Readonly<T> {
  const frozen = Object.freeze(part);
  known.add(frozen);
  return frozen;
}

/** Whether a loss or metric is the library's own. */
export function isBuiltIn(part: object): boolean {
  return known.has(part);
}
