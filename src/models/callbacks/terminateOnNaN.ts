import type { Callback } from '../callbacks.ts';
import type { NonFiniteError } from '../nonFinite.ts';

/** What `terminateOnNaN` returns: a callback that knows, after a fit, what it was ended by. */
export interface TerminateOnNaN extends Callback {
  /** Says where the first NaN or infinity was; undefined if there was none. */
  readonly error: NonFiniteError | undefined;
}

/**
 * A callback that lets `fit` end in peace when a training step meets a NaN or an infinity: with the
 * history of the whole epochs before, and `onTrainEnd` called. Without it `fit` throws the error that
 * this callback keeps.
 */
export function terminateOnNaN(): TerminateOnNaN {
  let error: NonFiniteError | undefined;
  return {
    get error() {
      return error;
    },
    onTrainBegin() {
      error = undefined;
    },
    onNonFinite(found) {
      error = found;
      return true;
    },
  };
}
