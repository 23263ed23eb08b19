/** The process of unrolled, the built package: `unrolled.ts WORKLOAD KERNELS WORKERS`. */
import {
  ConfigError,
  dense,
  type FitOptions,
  Model,
  randomStream,
  sample,
  VERSION,
} from 'unrolled';
import { BATCHES, batchesOf } from './data.ts';
import { type Kernels, modelOf, tensorsOf, trainedModelOf } from './models.ts';
import { type Prepared, type SelfTimed, serve } from './serve.ts';
import type { Workload } from './workloads.ts';

const [, , , kernels = '', workers = '0'] = process.argv;

await serve(VERSION, (workload) => {
  if (!takesKernels(kernels)) throw new Error(`this build has no kernels '${kernels}'`);
  if (workload.task === 'generate') return generation(modelOf(workload, kernels));
  const model = trainedModelOf(workload, kernels);
  return workers === '0' ? training(model, workload) : fitting(model, workload, Number(workers));
});

/** Whether a model of this build takes the name. */
function takesKernels(name: string): name is Kernels {
  try {
    Reflect.construct(Model, [[dense({ units: 1 })], { kernels: name }]);
    return true;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

/** One token per step: the sampled id is fed back, the state carried. */
function generation(model: Model): Prepared {
  const stream = randomStream(1, 'bench');
  let state = model.initialState(1);
  let token = 0;
  return {
    step: () => {
      const { logits, state: next } = model.step([token], state);
      state = next;
      token = sample(logits.data, {}, stream).id;
      return token;
    },
  };
}

/** A training step for each of the batches in turn. */
function training(model: Model, workload: Workload): Prepared {
  const batches = batchesOf(workload).map((batch) => tensorsOf(workload, [batch]));
  let done = 0;
  return {
    step: () => {
      const { x, y } = batches[done++ % BATCHES]!;
      return model.trainOnBatch(x, y).loss;
    },
  };
}

/** The same steps by `fit` with workers, timed from the end of one to the end of the next. */
function fitting(model: Model, workload: Workload, count: number): SelfTimed {
  const { x, y } = tensorsOf(workload, batchesOf(workload));
  return {
    note: `fit with ${count} workers`,
    sample: async (milliseconds) => {
      const times: number[] = [];
      const begun = performance.now();
      let before: number | undefined;
      let loss = Number.NaN;
      const options: FitOptions = {
        batchSize: workload.batch,
        epochs: Number.MAX_SAFE_INTEGER,
        shuffle: false,
        callbacks: [
          {
            onTrainBatchEnd: (_batch, logs, control) => {
              const now = performance.now();
              // The first step also starts the workers.
              if (before !== undefined) times.push(now - before);
              before = now;
              loss = logs.loss ?? loss;
              if (times.length > 0 && now - begun >= milliseconds) control.stop();
            },
          },
        ],
        ...{ workers: count }, // no error of types in a build without workers
      };
      await model.fit(x, y, options);
      return { times, loss };
    },
  };
}
