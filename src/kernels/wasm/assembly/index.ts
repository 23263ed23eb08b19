/**
 * AssemblyScript, compiled by `npm run kernels` into ../module.ts and, with relaxed SIMD, into
 * ../relaxedModule.ts. Addresses and strides are in bytes, counts in elements; an argument that is an
 * array and an offset in the interface `Kernels` is one address here. The memory is the caller's, but for
 * its beginning, where the constants stand: `constantsEnd` says how far.
 *
 * Lanes run across columns, never along k, so a lane does what the reference does for its element:
 * a sum from 0, k rising, one rounding per multiply and one per add. The relaxed module may fuse the two.
 *
 * Where it can be, neighbouring vectors go in pairs: both are loaded, both computed, then both stored, with
 * nothing in between. Some engines join such a pair into one vector of 256 bits, which has the same bits and
 * takes half the instructions: V8 with `--experimental-wasm-revectorize`.
 */
export { activate } from './activate';
export { activateBackward } from './activateBackward';
export { adadelta } from './adadelta';
export { adagrad } from './adagrad';
export { adam } from './adam';
export { adamax } from './adamax';
export { crossEntropyBackward } from './crossEntropy';
export { add, clamp, moveAverage, multiply, scale, sumOfSquares } from './elementwise';
export { gruCandidate, gruCandidateBackward, gruOutput, gruOutputBackward } from './gru';
export { layerNorm, layerNormBackward } from './layerNorm';
export { lion } from './lion';
export { lstmOutput, lstmOutputBackward, lstmState, lstmStateBackward } from './lstm';
export { constantsEnd } from './memory';
export { nadam } from './nadam';
export { workBytes } from './product';
export {
  packColumnsFloat32,
  packColumnsFloat64,
  packRowsFloat32,
  packRowsFloat64,
  productFloat32,
  productFloat64,
} from './products';
export { quantizedProduct } from './quantizedProduct';
export { rmsprop } from './rmsprop';
export { addRow, fillRows, gatherRows, scatterAddRows, scatterRows, sumRows, swapRows } from './rows';
export { sgd, sgdMomentum } from './sgd';
export { simpleRnnSteps, simpleRnnStepsBackward } from './simpleRnn';
export { logPartition, softmax, softmaxBackward } from './softmax';
export { squaredError, squaredErrorBackward } from './squaredError';
