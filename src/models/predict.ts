import { isIds, numbersOf, type Value } from '../layers/index.ts';
import { copy, type Ids, type Tensor, View, zeros } from '../tensor/index.ts';
import { type Dataset, type Rows, rowsIn, takeRows } from './dataset.ts';
import type { ModelState, Network } from './network.ts';
import type { Pacer } from './pacer.ts';
import { copied } from './trainer.ts';
import type { Workspace } from './workspace.ts';

/** The output for every row, batch by batch. */
export async function predictRows(
  network: Network,
  workspace: Workspace,
  x: Value,
  batchSize: number,
  pacer: Pacer,
): Promise<Tensor> {
  const set = { x, y: x.data };
  const rows = rowsIn(set);
  const parts: Tensor[] = [];
  for (let start = 0; start === 0 || start < rows; start += batchSize) {
    const count = Math.min(batchSize, rows - start);
    parts.push(predictBatch(network, workspace, set, { start, count }));
    await pacer.breathe();
  }
  return joined(parts);
}

function predictBatch(network: Network, workspace: Workspace, set: Dataset, rows: Rows): Tensor {
  return workspace.use((block) => {
    const { x } = takeRows(set, rows, block);
    const pass = network.begin(x, {}, { compute: block, training: false, step: 0 });
    return copy(numbersOf('predict', pass.output));
  });
}

/** What one time step gives; all tensors are copies. */
export interface Step<R extends number> {
  /** The output, without a time axis. */
  readonly output: Tensor<R>;
  /** What went into the final softmax or sigmoid; the output if the model does not end in one. */
  readonly logits: Tensor<R>;
  /** The state for the next step. */
  readonly state: ModelState;
}

/** One time step: x stands without a time axis, if the network's input has one. */
export function stepOnce(
  network: Network,
  workspace: Workspace,
  x: Value,
  state: ModelState,
): Step<number> {
  const [B = 0, ...rest] = x.data.shape;
  const value = network.hasTime ? { data: withShape(x.data, [B, 1, ...rest]) } : x;
  return workspace.use((block) => {
    const pass = network.begin(value, state, { compute: block, training: false, step: 0 });
    const output = copy(withoutTime(numbersOf('step', pass.output)));
    const logits = pass.logits ? copy(withoutTime(pass.logits.data)) : output;
    return { output, logits, state: copied(pass.state) };
  });
}

function withShape(data: Tensor | Ids, shape: number[]): Tensor | Ids {
  return isIds(data)
    ? new View<number, Int32Array>(data.data, shape)
    : new View<number, Tensor['data']>(data.data, shape);
}

/** An output of one time step without its time axis, if it has one. */
function withoutTime(output: Tensor): Tensor {
  const [B = 0, time, ...rest] = output.shape;
  if (rest.length === 0 || time !== 1) return output;
  return new View<number, Tensor['data']>(output.data, [B, ...rest]);
}

/** Outputs of batches, one below the other. */
function joined(parts: readonly Tensor[]): Tensor {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first ?? zeros([0]);
  const rows = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const out = zeros([rows, ...first.shape.slice(1)], first.dtype);
  let at = 0;
  for (const { data } of parts) {
    out.data.set(data, at);
    at += data.length;
  }
  return out;
}
