/**
 * How weights get their first values. An initializer is plain JSON, `orthogonal({ gain: 0.5 })` for
 * example, or its name alone; names and defaults are Keras'.
 *
 * @module
 */
export { constant, ones, zeros } from './constant.ts';
export type { InitializerFactory } from './defineInitializer.ts';
export { identity } from './identity.ts';
export type {
  Fill,
  GainOptions,
  Initialize,
  Initializer,
  InitializerName,
  InitializerOf,
  InitializerOption,
  InitializerOptions,
  NoOptions,
  NormalOptions,
  UniformOptions,
  VarianceScalingOptions,
} from './initializer.ts';
export { initializerOf } from './initializerOf.ts';
export { orthogonal } from './orthogonal.ts';
export { randomNormal, randomUniform, truncatedNormal } from './random.ts';
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  varianceScaling,
} from './varianceScaling.ts';
