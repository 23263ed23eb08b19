import { copy } from '../tensor/index.ts';
import type { Callback, CallbackState } from './callbacks.ts';

/** The state of a callback, and what it is called. */
export interface NamedCallbackState extends CallbackState {
  /** Its name; from the second of a name on with a number. */
  readonly name: string;
}

/** How far the callbacks of a fit had come, so that they go on where training goes on. */
export interface CallbackProgress {
  /** How many epochs were done: the one to go on with. */
  readonly initialEpoch: number;
  /** What they had counted; those that count nothing are left out. */
  readonly states: readonly NamedCallbackState[];
}

/** Keeps what the callbacks of a model have counted, from fit to fit and in a file of the model. */
export class ProgressKeeper {
  #kept: CallbackProgress | undefined;
  #callbacks: readonly Callback[] | undefined;
  #epochs = 0;

  /** @param kept of a fit before, such as one whose model was saved */
  constructor(kept?: CallbackProgress) {
    this.#kept = kept;
  }

  /** What they have counted by now, or had when the last fit ended; undefined if that is nothing. */
  get progress(): CallbackProgress | undefined {
    if (this.#callbacks === undefined) return this.#kept;
    const states = namesOf(this.#callbacks).flatMap(([name, callback]) => {
      const state = callback.state?.();
      if (state === undefined) return [];
      return [{ name, values: { ...state.values }, tensors: state.tensors?.map(copy) ?? [] }];
    });
    return states.length === 0 ? undefined : { initialEpoch: this.#epochs, states };
  }

  /**
   * A fit begins, whose callbacks have been told so. If it goes on where the one before ended, they get
   * back what they had counted.
   */
  begin(callbacks: readonly Callback[], initialEpoch: number): void {
    const kept = this.#kept;
    this.#callbacks = callbacks;
    this.#epochs = initialEpoch;
    if (kept === undefined || initialEpoch === 0 || kept.initialEpoch !== initialEpoch) return;
    for (const [name, callback] of namesOf(callbacks)) {
      const state = kept.states.find((one) => one.name === name);
      if (state !== undefined) callback.restore?.(state);
    }
  }

  /** So many epochs are done, their callbacks called but for those that save. */
  done(epochs: number): void {
    this.#epochs = epochs;
  }

  /** The fit ends, before its callbacks are told so. */
  end(): void {
    this.#kept = this.progress;
    this.#callbacks = undefined;
  }
}

function namesOf(callbacks: readonly Callback[]): (readonly [name: string, callback: Callback])[] {
  const counts = new Map<string, number>();
  return callbacks.map((callback) => {
    const { name = 'callback' } = callback;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return [count === 1 ? name : `${name} ${count}`, callback] as const;
  });
}
