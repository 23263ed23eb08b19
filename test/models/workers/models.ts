import {
  adam,
  type Dtype,
  dense,
  dropout,
  embedding,
  type FitOptions,
  type History,
  input,
  lstm,
  Model,
  type ModelData,
  randomStream,
  sgd,
  simpleRnn,
} from 'unrolled';
import { weightsOf } from '../numbersIn.ts';
import { drawTokens, tokenModel } from '../tokenModel.ts';

/** Something to train, with data whose rows make batches of 4 and a last one of 3. */
export interface Task {
  readonly make: (dtype?: Dtype) => Model;
  readonly x: ModelData;
  readonly y: ModelData;
}

const LENGTHS = [5, 3, 6, 1, 0, 6, 2];

/** The tasks that sharing out is tried on: a bit of everything that rows could be mixed up in. */
export const TASKS: Readonly<Record<'classification' | 'regression' | 'lookup', Task>> = {
  /** Every step a class: padding, dropout, clipping, metrics. */
  classification: {
    make(dtype) {
      const model = tokenModel({ rate: 0.3, ...(dtype && { dtype }) });
      model.compile({
        optimizer: adam({ learningRate: 0.02, globalClipNorm: 0.2 }),
        loss: 'sparseCategoricalCrossentropy',
        metrics: ['perplexity', 'accuracy'],
      });
      return model;
    },
    ...drawTokens(LENGTHS),
  },
  /** Every row two numbers: a mask that the recurrence consumes, dropout before and after. */
  regression: {
    make(dtype = 'float32') {
      const model = new Model(
        [
          input({ shape: [null, 3] }),
          dropout({ rate: 0.2 }),
          lstm({ units: 5 }),
          dropout({ rate: 0.4 }),
          dense({ units: 2 }),
        ],
        { dtype, seed: 4 },
      );
      model.compile({
        optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
        loss: 'meanSquaredError',
        metrics: ['meanAbsoluteError'],
      });
      return model;
    },
    x: LENGTHS.map((length, row) => numbers(length, row)),
    y: numbers(LENGTHS.length, 'y', 2),
  },
  /** A table of which shards touch other rows, and a layer that is frozen between those that learn. */
  lookup: {
    make(dtype = 'float32') {
      const model = new Model(
        [
          embedding({ inputDim: 40, outputDim: 3, sparseGradients: true }),
          dense({ units: 4, trainable: false }),
          simpleRnn({ units: 3 }),
          dense({ units: 1, activation: 'sigmoid' }),
        ],
        { dtype },
      );
      model.build({ type: 'ids', shape: [null] });
      model.compile({
        optimizer: adam({ learningRate: 0.02, clipNorm: 0.01 }),
        loss: 'binaryCrossentropy',
        metrics: ['accuracy'],
      });
      return model;
    },
    x: LENGTHS.map((length, row) => Array.from({ length }, (_, t) => 5 * row + (t % 5))),
    y: LENGTHS.map((length) => length % 2),
  },
};

function numbers(rows: number, seed: number | string, columns = 3): number[][] {
  const { normal } = randomStream(seed, 'numbers');
  return Array.from({ length: rows }, () => Array.from({ length: columns }, normal));
}

/** What a fit gives and leaves. */
export interface Fitted {
  readonly history: History;
  readonly weights: readonly number[];
  readonly iterations: number;
}

/** Fits a task in batches of 4, two epochs unless the options say otherwise. */
export async function fitTask(task: Task, options: FitOptions, dtype?: Dtype): Promise<Fitted> {
  const model = task.make(dtype);
  const history = await model.fit(task.x, task.y, { batchSize: 4, epochs: 2, ...options });
  return { history, weights: weightsOf(model), iterations: model.iterations };
}
