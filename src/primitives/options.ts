import { ConfigError } from '../tensor/index.ts';

/** Throws a ConfigError for an option that is not among the known ones. */
export function checkOptions(owner: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new ConfigError(`${owner} has no option '${name}': it has ${known.join(', ')}`);
  }
}
