import { type Logs, type ModelInTraining, type TrainingControl, View } from 'unrolled';

/** A training that a callback may do to what it likes, and what it did. */
export interface Rehearsal {
  readonly control: TrainingControl;
  /** Whether it was stopped. */
  readonly stopped: () => boolean;
  /** The only weight of its model. */
  readonly weight: () => number;
  /** Gives the weight a value, as a training step does. */
  readonly train: (value: number) => void;
}

/** A training without one: nothing but a learning rate and a weight. */
export function rehearsal(learningRate = 1): Rehearsal {
  let rate = learningRate;
  let stopped = false;
  let weight = 0;
  const model: ModelInTraining = {
    name: 'rehearsal',
    iterations: 0,
    weights: [{ path: 'w', shape: [1], trainable: true, initialize() {} }],
    getWeights: () => [new View(Float64Array.of(weight), [1])],
    setWeights: ([value]) => {
      weight = value?.data[0] ?? Number.NaN;
    },
  };
  return {
    control: {
      model,
      stop() {
        stopped = true;
      },
      get learningRate() {
        return rate;
      },
      setLearningRate(given: number) {
        rate = given;
      },
    },
    stopped: () => stopped,
    weight: () => weight,
    train: (value) => {
      weight = value;
    },
  };
}

/** What an epoch reports: a loss of 1 and this number. */
export function logsWith(name: string, value: number): Logs {
  return { loss: 1, [name]: value };
}
