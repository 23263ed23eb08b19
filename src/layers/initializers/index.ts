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
} from './varianceScaling.ts';
