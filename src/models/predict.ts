import { isIds, numbersOf, type Signature, type Value } from '../layers/index.ts';
import { copy, type Ids, type Tensor, View, zeros } from '../tensor/index.ts';
import type { ModelState, Pass } from './builtGraph.ts';
import { type Dataset, type Rows, rowsIn, takeRows } from './dataset.ts';
import { hasTime, type Network } from './network.ts';
import type { Pacer } from './pacer.ts';
import type { PassOptions } from './passContexts.ts';
import { copied } from './trainer.ts';
import type { Block, Workspace } from './workspace.ts';

/** The outputs for every row, batch by batch. */
export async function predictRows(
  network: Network,
  workspace: Workspace,
  x: readonly Value[],
  batchSize: number,
  pacer: Pacer,
): Promise<readonly Tensor[]> {
  const set = { x, y: [] };
  const rows = rowsIn(set);
  const parts: (readonly Tensor[])[] = [];
  for (let start = 0; start === 0 || start < rows; start += batchSize) {
    const count = Math.min(batchSize, rows - start);
    parts.push(predictBatch(network, workspace, set, { start, count }));
    await pacer.breathe();
  }
  return network.outputs.map((_, i) => joined(parts.map((part) => part[i]!)));
}

function predictBatch(
  network: Network,
  workspace: Workspace,
  set: Dataset,
  rows: Rows,
): readonly Tensor[] {
  return workspace.use((block) => {
    const { x } = takeRows(set, rows, block);
    const pass = network.begin(x, {}, { compute: block, training: false, step: 0, keeps: false });
    return pass.outputs.map((output) => copy(numbersOf('predict', output)));
  });
}

/** What one time step gives; all tensors are copies. */
export interface Step<Y = Tensor> {
  /** The output, without a time axis. */
  readonly output: Y;
  /** What went into the final softmax or sigmoid; the output if the model does not end in one. */
  readonly logits: Y;
  /** The state for the next step. */
  readonly state: ModelState;
}

/** One time step: each x stands without a time axis, where the network's input has one. */
export function stepOnce(
  network: Network,
  workspace: Workspace,
  x: readonly Value[],
  state: ModelState,
): Step<readonly Tensor[]> {
  const values = x.map((value, i) => withTime(value, network.inputs[i]!));
  return workspace.use((block) => {
    const pass = network.begin(values, state, stepping(block));
    return stepOf(pass);
  });
}

/** How a pass of a step is made: no way back will come. */
export function stepping(compute: Block): PassOptions {
  return { compute, training: false, step: 0, keeps: false };
}

/** What one step reads as a sequence of length 1, where the input has a time axis. */
export function withTime({ data }: Value, input: Signature): Value {
  const [B = 0, ...rest] = data.shape;
  return { data: hasTime(input) ? withShape(data, [B, 1, ...rest]) : data };
}

/** What a pass through one step gave, copied; beside its states there is what it `kept`. */
export function stepOf(
  pass: Pick<Pass, 'outputs' | 'logits' | 'state'>,
  kept?: ModelState,
): Step<readonly Tensor[]> {
  const output = pass.outputs.map((value) => copy(withoutTime(numbersOf('step', value))));
  const logits = pass.logits.map((given, i) =>
    given ? copy(withoutTime(given.data)) : output[i]!,
  );
  const state = copied(pass.state);
  return { output, logits, state: kept === undefined ? state : { ...state, ...kept } };
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
