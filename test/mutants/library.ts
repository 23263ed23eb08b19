// What is edited and loaded again for each mutant: the part of the library that computes gradients, and
// that takes them to the weights.
export * as layers from '../../src/layers/index.ts';
export * as math from '../../src/math/index.ts';
export { compiledFrom } from '../../src/models/compiled.ts';
export { model, sequential } from '../../src/models/index.ts';
export { Meter } from '../../src/models/meter.ts';
export { clipGradients } from '../../src/training/clipping.ts';
export { optimizerFrom } from '../../src/training/optimizerOf.ts';
