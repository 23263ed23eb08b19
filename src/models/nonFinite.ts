import { isIds } from '../layers/index.ts';
import { formatShape, indexOf, StateError, type Tensor } from '../tensor/index.ts';
import type { Pass } from './builtGraph.ts';
import type { Network } from './network.ts';

/** Where a number that is not finite was first found in a training step. */
export interface NonFinitePlace {
  /**
   * In a weight before the step, else in what a layer gave, else in the gradient of a weight, else
   * only in the loss.
   */
  readonly where: 'weight' | 'layer' | 'gradient' | 'loss';
  /** The path of the weight or layer; undefined for the loss. */
  readonly path?: string;
  /** NaN or an infinity. */
  readonly value: number;
  /** Where it stands in the weight, or in what the layer gave, batch first; empty for the loss. */
  readonly index: readonly number[];
  /** The first time step of a sequence that has one. */
  readonly timeStep?: number;
}

/** A training step met a NaN or an infinity, and this is where. */
export class NonFiniteError extends StateError {
  /** Which training step, counted from 0. */
  readonly step: number;
  /** Where it was found. */
  readonly place: NonFinitePlace;

  constructor(message: string, step: number, place: NonFinitePlace) {
    super(message);
    this.step = step;
    this.place = place;
  }
}

/**
 * Where a NaN or an infinity came from in a training step: the first weight that has one, else the
 * first layer whose output does, with its time step, else the first weight whose gradient does. Without a pass its layers cannot be looked at.
 *
 * @param what whose `value` it is that showed it: 'the loss'
 */
export function nonFiniteError(
  what: string,
  value: number,
  step: number,
  network: Network,
  pass: Pass | undefined,
): NonFiniteError {
  const place = nonFiniteWeight(network) ??
    (pass && inOutputs(pass)) ??
    inGradients(network) ?? { where: 'loss', value, index: [] };
  const message =
    `training step ${step} met ${what} ${value}: ${sentence(place)}. The weights are those of the ` +
    'step before; lower the learning rate, or clip gradients with globalClipNorm';
  return new NonFiniteError(message, step, place);
}

/** That a training step has left a weight that is not finite, if any. */
export function nonFiniteWeightError(step: number, network: Network): NonFiniteError | undefined {
  const place = nonFiniteWeight(network);
  if (place === undefined) return undefined;
  const message =
    `training step ${step} left a model that cannot be used: ${sentence(place)}. ` +
    'Go back to a saved one, and lower the learning rate';
  return new NonFiniteError(message, step, place);
}

/** A place, in words. */
function sentence({ where, path, value, index, timeStep }: NonFinitePlace): string {
  const at = formatShape(index);
  switch (where) {
    case 'weight':
      return `weight ${path} is ${value} at ${at}`;
    case 'layer': {
      const when = timeStep === undefined ? '' : `time step ${timeStep}, `;
      return `layer ${path} is the first to give ${value}, at ${when}row ${index[0]}, ${at}`;
    }
    case 'gradient':
      return `the gradient of weight ${path} is ${value} at ${at}`;
    case 'loss':
      return 'only the loss';
  }
}

function nonFiniteWeight({ store }: Network): NonFinitePlace | undefined {
  for (const { path } of store.specs) {
    const bad = firstBad(store.weight(path));
    if (bad !== undefined) return { where: 'weight', path, ...bad };
  }
  return undefined;
}

function inOutputs({ trace }: Pass): NonFinitePlace | undefined {
  for (const { path, value } of trace) {
    if (isIds(value.data)) continue;
    const bad = firstBad(value.data);
    if (bad === undefined) continue;
    const [, timeStep] = bad.index;
    const isSequence = bad.index.length > 2 && timeStep !== undefined;
    return { where: 'layer', path, ...bad, ...(isSequence ? { timeStep } : {}) };
  }
  return undefined;
}

function inGradients({ store }: Network): NonFinitePlace | undefined {
  for (const { path } of store.specs) {
    const bad = firstBad(store.gradient(path));
    if (bad !== undefined) return { where: 'gradient', path, ...bad };
  }
  return undefined;
}

/** The first element that is not finite; in a sequence the one at the earliest time step. */
function firstBad(tensor: Tensor): { value: number; index: number[] } | undefined {
  let first: { value: number; index: number[] } | undefined;
  for (const [i, value] of tensor.data.entries()) {
    if (Number.isFinite(value)) continue;
    const index = indexOf(tensor.shape, i);
    if (tensor.shape.length < 3) return { value, index };
    if (first === undefined || (index[1] ?? 0) < (first.index[1] ?? 0)) first = { value, index };
  }
  return first;
}
