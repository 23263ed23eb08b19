import type { ModelState } from '../models/index.ts';
import { isShared, shareRow } from '../models/sharedRows.ts';
import { ConfigError, copy, isContiguous, type Tensor, zeros } from '../tensor/index.ts';

/**
 * Some rows of a state, in the order given, each as often as it is named: what `model.step` needs to
 * go on with other texts than it came from, such as the beams that are left. What a model was given for
 * all of them alike is not copied.
 *
 * @throws ConfigError for a row that the state has not
 */
export function gatherState(state: ModelState, rows: ArrayLike<number>): ModelState {
  return Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => [name, gatherRows(name, tensor, rows)]),
  );
}

function gatherRows(name: string, tensor: Tensor, rows: ArrayLike<number>): Tensor {
  if (isShared(tensor)) {
    checkRows(name, rows, tensor.shape[0] ?? 0);
    return shareRow(tensor, rows.length);
  }
  const { data, shape, dtype } = isContiguous(tensor) ? tensor : copy(tensor);
  const [B = 0, ...each] = shape;
  checkRows(name, rows, B);
  const out = zeros([rows.length, ...each], dtype);
  const size = each.reduce((product, length) => product * length, 1);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    out.data.set(data.subarray(row * size, (row + 1) * size), i * size);
  }
  return out;
}

function checkRows(name: string, rows: ArrayLike<number>, B: number): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (Number.isInteger(row) && row >= 0 && row < B) continue;
    throw new ConfigError(`gatherState wants rows of ${name} from 0 to ${B - 1}, got ${row}`);
  }
}
