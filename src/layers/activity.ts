import { ConfigError, type Tensor } from '../tensor/index.ts';
import type { Built, Context, Pending, Store } from './contract.ts';
import type { SealedLeaf } from './leaf.ts';
import { type Penalty, penaltyOf, type RegularizerOption } from './regularizers/index.ts';
import { numbersOf, type Value } from './value.ts';

/** What a layer with an output may ask of it; nothing by default. */
export interface ActivityOptions {
  /**
   * A penalty on the output that is added to the loss: `l1`, `l2` or `l1l2`, summed over the steps that
   * count and divided by the number of rows, as in Keras.
   */
  readonly activityRegularizer?: RegularizerOption;
}

/** The penalty of a number. @throws ConfigError for a regularizer that looks at whole matrices */
export function activityOf(option: RegularizerOption, owner: string): Penalty['element'] {
  const penalty = penaltyOf(option, `${owner}'s activity`);
  if (penalty === undefined || penalty.element !== undefined) return penalty?.element;
  throw new ConfigError(`${owner} wants activityRegularizer to be one of l1, l2, l1l2`);
}

/** A leaf whose output costs what `option` says; see `costly`. */
export function withActivity(
  sealed: SealedLeaf,
  option: RegularizerOption,
  owner: string,
): SealedLeaf {
  const element = activityOf(option, owner);
  if (element === undefined) return sealed;
  return (path, trainable): Built => {
    const built = sealed(path, trainable);
    return { ...built, costs: true, begin: costly(built, element, path) };
  };
}

/**
 * Begins a layer whose output y costs Σ f(y) / rows over its steps that count, where the pass asks for
 * penalties; its way back begins with the gradient of that.
 */
export function costly(
  layer: Pick<Built, 'begin'>,
  element: NonNullable<Penalty['element']>,
  owner: string,
): Built['begin'] {
  return (store: Store, inputs: readonly Value[], ctx: Context): Pending => {
    const pending = layer.begin(store, inputs, ctx);
    const { penalties } = ctx;
    if (penalties === undefined) return pending;
    const output = pending.outputs[0];
    const y = numbersOf(owner, output);
    const rows = y.shape[0] ?? 0;
    const counts = countsOf(y, output);
    let sum = 0;
    for (let i = 0; i < y.data.length; i++) if (counts(i)) sum += element.of(y.data[i]!);
    penalties.add(rows === 0 ? 0 : sum / rows);
    return {
      ...pending,
      penalized: true,
      backward([dy, ...others]) {
        const d = ctx.zeros(y.shape);
        const factor = penalties.scale / rows; // was: Σ f(y) / rows
        for (let i = 0; i < y.data.length; i++) {
          const own = counts(i) ? factor * element.slope(y.data[i]!) : 0;
          d.data[i] = (dy?.data[i] ?? 0) + own;
        }
        return pending.backward([d, ...others]);
      },
    };
  };
}

/** Whether an element of an output belongs to a step that counts. */
function countsOf({ data }: Tensor, output: Value | undefined): (i: number) => boolean {
  const steps = output?.mask?.data;
  if (steps === undefined) return () => true;
  const perStep = data.length / steps.length;
  return (i) => steps[Math.floor(i / perStep)] !== 0;
}
