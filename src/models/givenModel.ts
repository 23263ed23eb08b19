import type { Value } from '../layers/index.ts';
import { ConfigError, copy, type Tensor } from '../tensor/index.ts';
import { checkCount } from '../tensor/options.ts';
import type { ModelState } from './builtGraph.ts';
import type { ModelData } from './data.ts';
import type { GivenStart } from './givenNetwork.ts';
import type { Step } from './predict.ts';
import { shareRow } from './sharedRows.ts';

/** How a model that was given all inputs but one makes a step. */
export interface GivenSteps<Y> {
  /** Where it begins, with as many rows as were given. */
  readonly start: GivenStart;
  /** How many rows were given. */
  readonly rows: number;
  /** Reads the input of a step. */
  read(x: ModelData): Value;
  /** Makes the step. */
  step(x: Value, state: ModelState): Step<Y>;
}

/**
 * A model that was given all of its inputs but one, which now comes step by step: what `model.given`
 * gives. It knows its inputs by the weights that the model had then.
 */
export class GivenModel<Y = Tensor> {
  readonly #steps: GivenSteps<Y>;

  /** Use `model.given`. */
  constructor(steps: GivenSteps<Y>) {
    this.#steps = steps;
  }

  /**
   * What `step` begins with: the states that the given inputs begin, zeros for others, and what attention
   * remembers of its values. A single row can be had as often as wanted.
   *
   * @throws ConfigError for another number of rows
   */
  initialState(batch: number): ModelState {
    const { start, rows } = this.#steps;
    checkCount('initialState', 'batch', batch, 0);
    if (rows !== 1 && rows !== batch) {
      throw new ConfigError(
        `initialState wants the rows that the model was given, ${rows}, got ${batch}`,
      );
    }
    const state: Record<string, Tensor> = {};
    const inRows = (tensor: Tensor): Tensor => (rows === 1 ? shareRow(tensor, batch) : tensor);
    for (const [name, tensor] of Object.entries(start.states)) state[name] = copy(inRows(tensor));
    for (const [name, tensor] of Object.entries(start.kept)) state[name] = inRows(tensor);
    return state;
  }

  /**
   * One time step: x is `[batch]` ids or `[batch, features]`, without a time axis, and so is the output.
   * It has the bits that the whole sequence would have.
   *
   * @throws ShapeError for states of other sizes; ConfigError for an unknown one, or where what was
   * given is missing
   */
  step(x: ModelData, state: ModelState = this.initialState(this.#steps.rows)): Step<Y> {
    return this.#steps.step(this.#steps.read(x), state);
  }
}
