import type { Dtype } from '../../tensor/index.ts';
import type { Kernels } from '../kernels.ts';
import { activateFloat32, activateFloat64 } from './activate.ts';
import { activateBackwardFloat32, activateBackwardFloat64 } from './activateBackward.ts';
import { adadeltaFloat32, adadeltaFloat64 } from './adadelta.ts';
import { adagradFloat32, adagradFloat64 } from './adagrad.ts';
import { adamFloat32, adamFloat64 } from './adam.ts';
import { adamaxFloat32, adamaxFloat64 } from './adamax.ts';
import { crossEntropyBackward } from './crossEntropy.ts';
import {
  add,
  clamp,
  moveAverageFloat32,
  moveAverageFloat64,
  multiply,
  scaleFloat32,
  scaleFloat64,
  sumOfSquares,
} from './elementwise.ts';
import {
  gruCandidateBackward,
  gruCandidateFloat32,
  gruCandidateFloat64,
  gruOutputBackwardFloat32,
  gruOutputBackwardFloat64,
  gruOutputFloat32,
  gruOutputFloat64,
} from './gru.ts';
import { layerNorm, layerNormBackward } from './layerNorm.ts';
import { lionFloat32, lionFloat64 } from './lion.ts';
import {
  lstmOutput,
  lstmOutputBackward,
  lstmStateBackward,
  lstmStateFloat32,
  lstmStateFloat64,
} from './lstm.ts';
import { productsFloat32, productsFloat64 } from './matmul.ts';
import { nadamFloat32, nadamFloat64 } from './nadam.ts';
import { matmulQuantized } from './quantizedProduct.ts';
import { rmspropFloat32, rmspropFloat64 } from './rmsprop.ts';
import {
  addRow,
  fillRows,
  gatherRows,
  scatterAddRows,
  scatterRows,
  sumRowsFloat32,
  sumRowsFloat64,
  swapRows,
} from './rows.ts';
import { sgdFloat32, sgdFloat64, sgdMomentumFloat32, sgdMomentumFloat64 } from './sgd.ts';
import { stepByStep } from './simpleRnn.ts';
import {
  partitionsFloat32,
  partitionsFloat64,
  softmaxBackwardFloat32,
  softmaxBackwardFloat64,
} from './softmax.ts';
import { squaredError, squaredErrorBackward } from './squaredError.ts';

const eitherPrecision = {
  matmulQuantized,
  addRow,
  fillRows,
  swapRows,
  lstmOutput,
  lstmOutputBackward,
  lstmStateBackward,
  gruCandidateBackward,
  crossEntropyBackward,
  squaredError,
  squaredErrorBackward,
  layerNorm,
  layerNormBackward,
  gatherRows,
  scatterAddRows,
  scatterRows,
  add,
  multiply,
  clamp,
  sumOfSquares,
};

const float32: Kernels = {
  dtype: 'float32',
  ...eitherPrecision,
  ...productsFloat32,
  ...partitionsFloat32,
  sumRows: sumRowsFloat32,
  activate: activateFloat32,
  activateBackward: activateBackwardFloat32,
  ...stepByStep({
    ...productsFloat32,
    activate: activateFloat32,
    activateBackward: activateBackwardFloat32,
  }),
  softmaxBackward: softmaxBackwardFloat32,
  lstmState: lstmStateFloat32,
  gruCandidate: gruCandidateFloat32,
  gruOutput: gruOutputFloat32,
  gruOutputBackward: gruOutputBackwardFloat32,
  scale: scaleFloat32,
  moveAverage: moveAverageFloat32,
  sgd: sgdFloat32,
  sgdMomentum: sgdMomentumFloat32,
  rmsprop: rmspropFloat32,
  adam: adamFloat32,
  adagrad: adagradFloat32,
  adadelta: adadeltaFloat32,
  adamax: adamaxFloat32,
  nadam: nadamFloat32,
  lion: lionFloat32,
};

const float64: Kernels = {
  dtype: 'float64',
  ...eitherPrecision,
  ...productsFloat64,
  ...partitionsFloat64,
  sumRows: sumRowsFloat64,
  activate: activateFloat64,
  activateBackward: activateBackwardFloat64,
  ...stepByStep({
    ...productsFloat64,
    activate: activateFloat64,
    activateBackward: activateBackwardFloat64,
  }),
  softmaxBackward: softmaxBackwardFloat64,
  lstmState: lstmStateFloat64,
  gruCandidate: gruCandidateFloat64,
  gruOutput: gruOutputFloat64,
  gruOutputBackward: gruOutputBackwardFloat64,
  scale: scaleFloat64,
  moveAverage: moveAverageFloat64,
  sgd: sgdFloat64,
  sgdMomentum: sgdMomentumFloat64,
  rmsprop: rmspropFloat64,
  adam: adamFloat64,
  adagrad: adagradFloat64,
  adadelta: adadeltaFloat64,
  adamax: adamaxFloat64,
  nadam: nadamFloat64,
  lion: lionFloat64,
};

/**
 * The kernels in plain TypeScript, which run everywhere and which every other set of kernels equals
 * bit for bit. They keep no state between calls.
 */
export function referenceKernels(dtype: Dtype): Kernels {
  return dtype === 'float32' ? float32 : float64;
}
