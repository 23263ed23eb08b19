import type { Compute } from '../../kernels/index.ts';
import type { LossStepInputs } from '../../math/index.ts';
import { checkTargets, countSteps } from '../../math/losses/lossSteps.ts';
import type { Tensor } from '../../tensor/index.ts';

/**
 * Targets z as (1 − ε) z + ε · share, after a look at z: a smoothed 1.05 could pass for a probability.
 * Without ε they stay as they are.
 *
 * @throws ConfigError for a target of a step that counts and is not legal
 */
export function smoothed(
  owner: string,
  inputs: LossStepInputs & { readonly targets: Tensor },
  epsilon: number,
  share: number,
  { wanted, legal }: { readonly wanted: string; readonly legal: (target: number) => boolean },
  compute: Compute,
): Tensor {
  const { targets } = inputs;
  if (epsilon === 0) return targets;
  const { shape, data } = targets;
  const steps = countSteps(owner, shape.slice(0, -1), inputs, () => false, compute);
  checkTargets(owner, wanted, targets, shape.at(-1) ?? 1, steps, legal);
  const out = compute.zeros(shape);
  for (let i = 0; i < data.length; i++) out.data[i] = (1 - epsilon) * data[i]! + epsilon * share;
  return out;
}
