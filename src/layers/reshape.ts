import { ConfigError, formatShape, reshaped, ShapeError, sizeOf } from '../tensor/index.ts';
import { checkList } from '../tensor/options.ts';
import { defineLayer, type LayerKind, type LayerOptions } from './defineLayer.ts';
import type { Numbers, OfShape } from './kinds.ts';
import { leaf } from './leaf.ts';
import type { CallableLayer } from './symbolic.ts';
import { keptMask, refusedSteps } from './timeAxis.ts';
import { formatSignature, numbersOf, type Signature } from './value.ts';

/** Options of `reshape`; the name is Keras'. */
export interface ReshapeOptions<S extends readonly number[] = readonly number[]> {
  /** The sizes after the batch; one of them may be −1, which is worked out from the others. */
  readonly targetShape: S;
}

/** Makes `reshape` layers, whose rank and last size are those of the given list. */
export interface ReshapeFactory extends LayerKind {
  <const S extends readonly number[]>(
    options: ReshapeOptions<S> & LayerOptions,
  ): CallableLayer<Numbers<number>, OfShape<S>>;
}

/**
 * The numbers of each row with other sizes: `[batch, …]` gives `[batch, …targetShape]`. Where only the
 * sizes after the time axis change (`[-1, 2, 3]` for steps of 6 features), a mask passes through;
 * otherwise it is refused.
 *
 * @throws ConfigError for sizes that are none
 */
export const reshape: ReshapeFactory = defineLayer<ReshapeOptions>({
  kind: 'reshape',
  required: ['targetShape'],
  defaults: {},
  check({ targetShape }, owner) {
    checkList(owner, 'targetShape', targetShape);
    const sizes = targetShape.filter((size) => size !== -1);
    const known = sizes.every((size) => Number.isInteger(size) && size >= 1);
    if (known && targetShape.length - sizes.length <= 1) return;
    throw new ConfigError(
      `${owner} wants targetShape to be sizes >= 1, of which one may be -1, got ` +
        formatShape(targetShape),
    );
  },
  build({ targetShape }, [input], owner) {
    if (input?.type !== 'numbers') {
      const got = input === undefined ? 'no input' : `ids ${formatSignature(input)}`;
      throw new ShapeError(`${owner} wants numbers, got ${got}`);
    }
    const [first, ...rest] = targetShape;
    const stepOf = (sizes: readonly (number | null)[]): number | undefined =>
      sizes.some((size) => size === null || size < 0) ? undefined : product(sizes);
    const perStep = stepOf(input.shape.slice(1));
    const keepsTime =
      input.shape.length > 1 &&
      perStep !== undefined &&
      perStep === stepOf(rest) &&
      (first === -1 || first === input.shape[0]);
    const output = keepsTime
      ? [input.shape[0] ?? null, ...rest]
      : resolved(owner, targetShape, input);
    return leaf({
      output: { type: 'numbers', shape: output },
      weights: {},
      refusesSteps: refusedSteps(owner, input, keepsTime),
      forward(_weights, [value]) {
        const x = numbersOf(owner, value);
        const mask = keptMask(owner, value, keepsTime);
        const [B = 0, T = 0] = x.shape;
        const free = B === 0 ? 0 : Math.trunc(sizeOf(x.shape) / (B * product(rest)));
        const sizes = output.map((size) => size ?? (keepsTime ? T : free));
        if (sizeOf([B, ...sizes]) !== sizeOf(x.shape)) {
          throw new ShapeError(
            `${owner} cannot make ${formatShape([B, ...targetShape])} of ${formatShape(x.shape)}`,
          );
        }
        return { outputs: [{ data: reshaped(x, [B, ...sizes]), mask }], cache: x.shape };
      },
      backward: (_weights, _grads, shape, [dy]) => [dy && reshaped(dy, shape)],
    });
  },
});

/** The target with −1 worked out, null where a free size of the input leaves the first size free. */
function resolved(
  owner: string,
  targetShape: readonly number[],
  input: Signature,
): readonly (number | null)[] {
  const asked = targetShape.filter((size) => size !== -1);
  if (input.shape.includes(null)) {
    if (targetShape[0] === -1) return [null, ...asked];
    throw new ShapeError(
      `${owner} wants an input whose sizes are all known, or targetShape to start with -1, got ` +
        formatSignature(input),
    );
  }
  const total = product(input.shape);
  const missing = total / product(asked);
  const fits = asked.length === targetShape.length ? missing === 1 : Number.isInteger(missing);
  if (!fits) {
    throw new ShapeError(
      `${owner} cannot make ${formatShape(['batch', ...targetShape])} of ${formatSignature(input)}`,
    );
  }
  return targetShape.map((size) => (size === -1 ? missing : size));
}

function product(sizes: readonly (number | null)[]): number {
  return sizes.reduce<number>((total, size) => total * (size ?? 1), 1);
}
