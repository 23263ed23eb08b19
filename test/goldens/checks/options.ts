import {
  ACTIVATIONS,
  type Activation,
  POINTWISE_ACTIVATIONS,
  type PointwiseActivation,
} from 'unrolled/math';

/** The activation that a case names. */
export function activationOf(name: unknown): Activation {
  const found = ACTIVATIONS.find((activation) => activation === name);
  if (found === undefined) throw new Error(`a golden case names the activation ${String(name)}`);
  return found;
}

/** The same for recurrent layers, which work element by element. */
export function pointwiseOf(name: unknown): PointwiseActivation {
  const found = POINTWISE_ACTIVATIONS.find((activation) => activation === name);
  if (found === undefined) throw new Error(`${String(name)} is no activation of recurrent layers`);
  return found;
}
