import type { ModelInTraining, TrainingControl } from './callbacks.ts';
import type { Trainer } from './trainer.ts';

/** What callbacks do to one training: their wishes, which it looks at between two batches. */
export class Control implements TrainingControl {
  readonly model: ModelInTraining;
  readonly #trainer: Trainer;
  #stopped = false;

  constructor(trainer: Trainer, model: ModelInTraining) {
    this.#trainer = trainer;
    this.model = model;
  }

  get learningRate(): number {
    return this.#trainer.learningRate;
  }

  setLearningRate(rate: number): void {
    this.#trainer.setLearningRate(rate);
  }

  stop(): void {
    this.#stopped = true;
  }

  goesOn(): boolean {
    return !this.#stopped;
  }
}
