export {
  type Compute,
  type Factor,
  factor,
  fastCompute,
  type Kernels,
  kernelsFor,
  type PointwiseActivation,
  referenceCompute,
  referenceKernels,
  transposedFactor,
} from '../kernels/index.ts';
export {
  ACTIVATIONS,
  type Activation,
  type ActivationCache,
  activationBackward,
  activationForward,
  POINTWISE_ACTIVATIONS,
} from './activation.ts';
export { type DenseCache, type DenseWeights, denseBackward, denseForward } from './dense.ts';
export { type DropoutCache, dropoutBackward, dropoutForward } from './dropout.ts';
export {
  type EmbeddingCache,
  type EmbeddingInputs,
  type EmbeddingWeights,
  embeddingBackward,
  embeddingForward,
} from './embedding.ts';
export {
  type GruCache,
  type GruInputGradients,
  type GruInputs,
  type GruOptions,
  type GruOutputGradients,
  type GruOutputs,
  type GruWeights,
  gruBackward,
  gruForward,
} from './gru.ts';
export type {
  InputCache,
  InputGradients,
  InputWeights,
  Lookup,
} from './inputProduct.ts';
export type { CountedSteps, LossOutputs, LossStepInputs } from './lossSteps.ts';
export {
  type LstmCache,
  type LstmInputGradients,
  type LstmInputs,
  type LstmOptions,
  type LstmOutputGradients,
  type LstmOutputs,
  type LstmWeights,
  lstmBackward,
  lstmForward,
} from './lstm.ts';
export {
  type MeanSquaredErrorCache,
  type MeanSquaredErrorInputs,
  meanSquaredErrorBackward,
  meanSquaredErrorForward,
} from './meanSquaredError.ts';
export { reverseIds, reverseMask, reverseSteps } from './reverse.ts';
export {
  type SigmoidCrossEntropyCache,
  type SigmoidCrossEntropyInputs,
  sigmoidCrossEntropyBackward,
  sigmoidCrossEntropyForward,
} from './sigmoidCrossEntropy.ts';
export {
  type SimpleRnnCache,
  type SimpleRnnInputGradients,
  type SimpleRnnInputs,
  type SimpleRnnOptions,
  type SimpleRnnOutputGradients,
  type SimpleRnnOutputs,
  type SimpleRnnWeights,
  simpleRnnBackward,
  simpleRnnForward,
} from './simpleRnn.ts';
export {
  type SoftmaxCrossEntropyCache,
  type SoftmaxCrossEntropyInputs,
  type SoftmaxCrossEntropyOptions,
  softmaxCrossEntropyBackward,
  softmaxCrossEntropyForward,
} from './softmaxCrossEntropy.ts';
export type { Steps } from './steps.ts';
