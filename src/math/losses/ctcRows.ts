import type { Compute } from '../../kernels/index.ts';
import { ConfigError, formatShape, type Ids, type Mask } from '../../tensor/index.ts';

/** A sequence that counts. */
export interface CtcRow {
  /** Which row of the batch it is. */
  readonly row: number;
  /** The frames that are not masked, counted over the whole batch: row · T + t. */
  readonly frames: Int32Array;
  /** What is spelt, with a blank before, between and after the labels: 2 · labels + 1 classes. */
  readonly path: Int32Array;
}

/** The sequences that have a frame. @throws ConfigError for labels that `ctcForward` does not take */
export function ctcRowsOf(
  targets: Ids<2>,
  mask: Mask | undefined,
  [T, C]: readonly [T: number, C: number],
  compute: Compute,
): CtcRow[] {
  const [B] = targets.shape;
  const rows: CtcRow[] = [];
  for (let row = 0; row < B; row++) {
    const frames = framesOf(row, T, mask, compute);
    if (frames.length === 0) continue;
    const path = pathOf(targets, row, C, compute);
    const fewest = fewestFrames(path);
    if (frames.length < fewest) {
      throw new ConfigError(
        `ctc wants at least ${fewest} frames to spell the ${(path.length - 1) / 2} labels of row ` +
          `${row}, got ${frames.length}`,
      );
    }
    rows.push({ row, frames, path });
  }
  return rows;
}

function framesOf(row: number, T: number, mask: Mask | undefined, compute: Compute): Int32Array {
  const frames = compute.ids(T);
  let count = 0;
  for (let t = 0; t < T; t++) {
    if (mask?.data[row * T + t] !== 0) frames[count++] = row * T + t;
  }
  return frames.subarray(0, count);
}

function pathOf({ data, shape }: Ids<2>, row: number, C: number, compute: Compute): Int32Array {
  const L = shape[1];
  const path = compute.ids(2 * L + 1); // blank where no label is written
  let length = 0;
  for (let l = 0; l < L; l++) {
    const label = data[row * L + l]!;
    const place = formatShape([row, l]);
    if (label < 0 || label >= C) {
      throw new ConfigError(
        `ctc wants labels from 1 to ${C - 1} and then zeros, got ${label} at ${place}`,
      );
    }
    if (label === 0) continue;
    if (length < l) {
      throw new ConfigError(
        `ctc wants labels without a 0, the blank, between them, got ${label} behind one at ${place}`,
      );
    }
    path[2 * length + 1] = label;
    length++;
  }
  return path.subarray(0, 2 * length + 1);
}

/** One frame a label, and a blank between equal neighbours, which would merge else. */
function fewestFrames(path: Int32Array): number {
  let frames = 0;
  for (let s = 1; s < path.length; s += 2) frames += path[s] === path[s - 2] ? 2 : 1;
  return frames;
}
