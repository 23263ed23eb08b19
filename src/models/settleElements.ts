import { allFinite, type Kernels } from '../kernels/index.ts';
import { isIds, type Value } from '../layers/index.ts';
import {
  ConfigError,
  formatShape,
  indexOf,
  type Mask,
  sameShape,
  sizeOf,
} from '../tensor/index.ts';

/** What is known of numbers that were read. */
export interface ReadForm {
  /** Whose they are, for errors. */
  readonly owner: string;
  /** For targets: the mask of the inputs they belong to; where it is 0 they may be anything. */
  readonly inputMask?: Mask | undefined;
  /** Where they are, if in memory that has kernels. */
  readonly place?: { readonly kernels: Kernels } | undefined;
}

/**
 * Numbers must be finite where a step counts; where it does not, nobody may ever see what stood there.
 *
 * @throws ConfigError at the first that is not
 */
export function settleElements({ data, mask }: Value, { owner, inputMask, place }: ReadForm): void {
  if (isIds(data)) return;
  const perStep = sizeOf(data.shape.slice(2));
  const [B, T] = data.shape;
  const unread = inputMask && sameShape(inputMask.shape, [B ?? 0, T ?? 0]) ? inputMask : undefined;
  const { data: elements } = data;
  mask?.data.forEach((counts, step) => {
    if (counts === 0) elements.fill(0, step * perStep, (step + 1) * perStep);
  });
  if (place !== undefined && allFinite(elements, place.kernels)) return;
  for (let from = 0, step = 0; from < elements.length; from += perStep, step++) {
    if (unread?.data[step] === 0) continue;
    for (let i = from; i < from + perStep; i++) {
      if (Number.isFinite(elements[i])) continue;
      throw new ConfigError(
        `${owner} wants finite numbers, got ${elements[i]} at ${formatShape(indexOf(data.shape, i))}`,
      );
    }
  }
}
