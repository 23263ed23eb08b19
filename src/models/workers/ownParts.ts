import { isJsonObject } from '../../storage/json.ts';
import { ConfigError } from '../../tensor/index.ts';
import type { Loss, Metric } from '../../training/index.ts';
import type { Reviver } from '../describe.ts';

/** What a module of the user's gives to workers. */
export interface OwnParts {
  /** Factories of layers and cells. */
  readonly layers: readonly Reviver[];
  readonly losses: readonly Loss[];
  readonly metrics: readonly Metric[];
}

/** Imports the module at this URL; without one there is nothing. @throws ConfigError for other exports */
export async function importOwnParts(module: string | undefined): Promise<OwnParts> {
  if (module === undefined) return { layers: [], losses: [], metrics: [] };
  // The comments keep bundlers from looking for a file that only the user knows.
  const exports: unknown = await import(/* webpackIgnore: true */ /* @vite-ignore */ module);
  return {
    layers: listOf(module, exports, 'layers', isReviver),
    losses: listOf(module, exports, 'losses', isLoss),
    metrics: listOf(module, exports, 'metrics', isMetric),
  };
}

function listOf<T>(
  module: string,
  exports: unknown,
  name: keyof OwnParts,
  holds: (value: unknown) => value is T,
): readonly T[] {
  const list = isJsonObject(exports) ? (exports[name] ?? []) : [];
  if (Array.isArray(list) && list.every(holds)) return list;
  throw new ConfigError(`${module} wants to export ${name} as a list of ${name}`);
}

function isReviver(value: unknown): value is Reviver {
  return hasAll(value, 'string', ['kind']) && hasAll(value, 'function', ['revive']);
}

function isLoss(value: unknown): value is Loss {
  return hasAll(value, 'string', ['name']) && hasAll(value, 'function', ['forward', 'backward']);
}

function isMetric(value: unknown): value is Metric {
  const methods = ['init', 'update', 'result'];
  return hasAll(value, 'string', ['name']) && hasAll(value, 'function', methods);
}

function hasAll(value: unknown, type: string, names: readonly string[]): boolean {
  const given = typeof value === 'function' || isJsonObject(value) ? value : undefined;
  return given !== undefined && names.every((name) => typeof Reflect.get(given, name) === type);
}
