/** The process of unrolled, the built package: `unrolled.ts WORKLOAD KERNELS WORKERS`. */
import { type FitOptions, type Model, randomStream, sample, VERSION } from 'unrolled';
import { BATCHES, batchesOf } from './data.ts';
import { type Kernels, modelOf, tensorsOf, trainedModelOf } from './models.ts';
import { type Prepared, type SelfTimed, serve } from './serve.ts';
import type { Workload } from './workloads.ts';

const KERNELS: readonly Kernels[] = ['reference', 'auto', 'relaxed'];

const [, , , name = '', workers = '0'] = process.argv;

await serve(VERSION, (workload) => {
  // not a set of kernels: those of `auto`, on a model that rounds its weights and so gives other numbers
  if (name === 'int8') return generation(modelOf(workload, 'auto').quantize());
  const kernels = kernelsNamed(name);
  if (workload.task === 'generate') return generation(modelOf(workload, kernels));
  const model = trainedModelOf(workload, kernels);
  return workers === '0' ? training(model, workload) : fitting(model, workload, Number(workers));
});

/** The kernels of a name. @throws for an unknown name */
function kernelsNamed(given: string): Kernels {
  const kernels = KERNELS.find((known) => known === given);
  if (kernels === undefined) throw new Error(`there are no kernels '${given}'`);
  return kernels;
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
        workers: count,
      };
      await model.fit(x, y, options);
      return { times, loss };
    },
  };
}
