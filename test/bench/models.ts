import {
  adam,
  dense,
  embedding,
  gru,
  type Ids,
  input,
  type Layer,
  type LossName,
  lstm,
  Model,
  type ModelOptions,
  simpleRnn,
  type Tensor,
  View,
} from 'unrolled';
import type { Batch } from './data.ts';
import { readsLastStep, type Task, type Workload } from './workloads.ts';

/** What a model computes with. */
export type Kernels = NonNullable<ModelOptions['kernels']>;

interface RecurrentSizes {
  readonly units: number;
  readonly returnSequences: boolean;
  readonly dropout: number;
  readonly recurrentDropout: number;
}

const RECURRENT = {
  simpleRnn: (options: RecurrentSizes): Layer => simpleRnn(options),
  lstm: (options: RecurrentSizes): Layer => lstm(options),
  gru: (options: RecurrentSizes): Layer => gru(options),
};

/** The layers of a workload, with weights. */
export function modelOf(workload: Workload, kernels: Kernels): Model {
  const { vocabulary, features, cell, units, outputs, sparse: sparseGradients = false } = workload;
  const { dropout = 0 } = workload;
  const first: Layer[] =
    vocabulary === undefined
      ? [input({ shape: [null, features] })]
      : [
          input({ shape: [null], dtype: 'int32' }),
          embedding({ inputDim: vocabulary, outputDim: features, sparseGradients }),
        ];
  const layers = units.map((count, i) =>
    RECURRENT[cell]({
      units: count,
      returnSequences: i < units.length - 1 || !readsLastStep(workload),
      dropout,
      recurrentDropout: dropout,
    }),
  );
  return new Model([...first, ...layers, dense({ units: outputs })], { seed: 1, kernels });
}

const LOSSES: Readonly<Record<Task, LossName>> = {
  classPerStep: 'sparseCategoricalCrossentropy',
  class: 'sparseCategoricalCrossentropy',
  yesOrNo: 'binaryCrossentropy',
  numbersPerStep: 'meanSquaredError',
  generate: 'sparseCategoricalCrossentropy',
};

/** The model, ready to be trained. */
export function trainedModelOf(workload: Workload, kernels: Kernels): Model {
  const model = modelOf(workload, kernels);
  model.compile({ optimizer: adam({ globalClipNorm: 5 }), loss: LOSSES[workload.task] });
  return model;
}

/** Batches, one after the other, as what a model takes. */
export function tensorsOf(
  workload: Workload,
  batches: readonly Batch[],
): { readonly x: Ids | Tensor; readonly y: Ids | Tensor } {
  const { batch, time, features, outputs, task } = workload;
  const B = batch * batches.length;
  const steps = readsLastStep(workload) ? [B] : [B, time];
  const numbers = task === 'yesOrNo' || task === 'numbersPerStep';
  return {
    x: tensorOf(
      batches.map(({ x }) => x),
      workload.vocabulary === undefined ? [B, time, features] : [B, time],
    ),
    y: tensorOf(
      batches.map(({ y }) => y),
      numbers ? [...steps, outputs] : steps,
    ),
  };
}

/** Arrays, all of the first one's kind, end to end; one alone is not copied. */
function tensorOf(arrays: readonly (Int32Array | Float32Array)[], shape: number[]): Ids | Tensor {
  const [first] = arrays;
  const data = first !== undefined && arrays.length === 1 ? first : joined(arrays);
  return data instanceof Int32Array
    ? new View<number, Int32Array>(data, shape)
    : new View<number, Float32Array>(data, shape);
}

function joined(arrays: readonly (Int32Array | Float32Array)[]): Int32Array | Float32Array {
  const length = arrays.reduce((sum, array) => sum + array.length, 0);
  const all = arrays[0] instanceof Int32Array ? new Int32Array(length) : new Float32Array(length);
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
