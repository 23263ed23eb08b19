import { ConfigError } from '../../tensor/index.ts';
import { constant, ones, zeros } from './constant.ts';
import type { InitializerFactory } from './defineInitializer.ts';
import { identity } from './identity.ts';
import type { Initialize, InitializerName, InitializerOption } from './initializer.ts';
import { orthogonal } from './orthogonal.ts';
import { randomNormal, randomUniform, truncatedNormal } from './random.ts';
import {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  varianceScaling,
} from './varianceScaling.ts';

const INITIALIZERS: { readonly [K in InitializerName]: InitializerFactory<K> } = {
  zeros,
  ones,
  constant,
  randomUniform,
  randomNormal,
  truncatedNormal,
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  varianceScaling,
  orthogonal,
  identity,
};

/**
 * What a layer's option stands for: a name, or an initializer with its options as a factory made it
 * or a file held it.
 *
 * @param owner whose option it is; errors begin with it
 * @throws ConfigError for an unknown initializer, an unknown option of it or an impossible value
 */
export function initializerOf(option: InitializerOption, owner: string): Initialize {
  const { kind, options } = parse(option);
  if (!isName(kind)) {
    throw new ConfigError(
      `${owner} wants an initializer, got ${describe(option)}: take one of ${Object.keys(INITIALIZERS).join(', ')}, or one with its options, as in orthogonal({ gain: 0.5 })`,
    );
  }
  return INITIALIZERS[kind].initialize(options, `${owner}: ${kind}`);
}

/** The parts of what should be an initializer, as files and plain JavaScript may hold anything. */
function parse(given: unknown): { kind: unknown; options: object } {
  if (typeof given !== 'object' || given === null || !('kind' in given)) {
    return { kind: given, options: {} };
  }
  const { kind, ...options } = given;
  return { kind, options };
}

function isName(kind: unknown): kind is InitializerName {
  return typeof kind === 'string' && Object.hasOwn(INITIALIZERS, kind);
}

function describe(given: unknown): string {
  if (typeof given === 'string') return `'${given}'`;
  if (typeof given === 'function') return 'a function (call it)';
  if (typeof given !== 'object' || given === null) return String(given);
  return 'kind' in given ? `one of kind '${String(given.kind)}'` : 'an object without a kind';
}
