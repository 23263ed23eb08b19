import { ConfigError } from '../tensor/index.ts';

/** Throws a ConfigError unless `options` is an object with no other names than these. */
export function checkNames(owner: string, options: unknown, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigError(`${owner} wants options (${names.join(', ')}), got ${String(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    throw new ConfigError(`${owner} has no option '${name}': its options are ${names.join(', ')}`);
  }
}

/** Throws a ConfigError unless an option is a whole number, at least `least`. */
export function checkWhole(owner: string, name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  throw new ConfigError(
    `${owner} wants ${name} to be a whole number from ${least}, got ${String(value)}`,
  );
}

/** Throws a ConfigError unless an option is one of some words. */
export function checkOneOf(
  owner: string,
  name: string,
  value: unknown,
  words: readonly string[],
): void {
  if (words.some((word) => word === value)) return;
  const choice = words.map((word) => `'${word}'`).join(' or ');
  throw new ConfigError(`${owner} wants ${name}: ${choice}, got ${String(value)}`);
}
