import { ConfigError } from '../tensor/index.ts';

/** The entry of a table; throws a ConfigError that lists all names if there is none of this name. */
export function named<T>(sort: string, table: Readonly<Record<string, T>>, name: string): T {
  for (const [known, entry] of Object.entries(table)) if (known === name) return entry;
  const names = Object.keys(table).join(', ');
  throw new ConfigError(`there is no ${sort} '${name}': choose one of ${names}`);
}

/** Throws a ConfigError unless what was given in the place of a name is an object with these methods. */
export function checkMethods(sort: string, given: unknown, methods: readonly string[]): void {
  const isObject = typeof given === 'object' && given !== null;
  const missing = methods.find(
    (name) => !isObject || typeof Reflect.get(given, name) !== 'function',
  );
  if (missing === undefined) return;
  const got = isObject ? `an object without ${missing}` : given === null ? 'null' : typeof given;
  throw new ConfigError(
    `${sort} wants a name or an object with the methods ${methods.join(', ')}, got ${got}`,
  );
}
