import type { Compute } from 'unrolled/math';
import type { Context, Layer, Pending, Value } from '../../src/layers/index.ts';
import { type Dtype, type Mask, randomStream, type Tensor } from '../../src/tensor/index.ts';
import { drawTensor } from '../math/draw.ts';
import type { Begun, Subject, Tensors } from '../math/subject.ts';
import type { LayerRoom } from './room.ts';

/** How a layer is run. */
export interface LayerRun {
  /** The input, or several, then initial states if they are given. */
  readonly inputs: readonly Value[];
  /** How many of them are inputs; 1 by default. */
  readonly values?: number;
  readonly training?: boolean;
  /** Whether what a loss would read is looked at: the logits in place of the output. */
  readonly logits?: boolean;
  /** What random numbers it draws, whatever its path; seeded ones by its path by default. */
  readonly random?: Context['random'];
  /** The precision; `float64` by default. */
  readonly dtype?: Dtype;
}

/** A layer as a subject, whose output may have a mask. */
export interface LayerSubject extends Subject {
  readonly begin: (compute: Compute, inputGradient?: boolean) => LayerBegun;
}

/** A forward pass of a layer. */
export interface LayerBegun extends Begun {
  /** Of the first output. */
  readonly mask: Mask | undefined;
}

/** A layer with random weights and all that it reads, as the checks of `test/math` take it. */
export function layerSubject(
  room: LayerRoom,
  layer: Layer,
  seed: number,
  {
    inputs,
    values = 1,
    training = false,
    logits = false,
    random: drawn,
    dtype = 'float64',
  }: LayerRun,
): LayerSubject {
  const signatures = inputs.slice(0, values).map(({ data }) => ({
    type: room.isIds(data) ? ('ids' as const) : ('numbers' as const),
    shape: data.shape.slice(1),
  }));
  const built = layer.build(layer.kind, signatures);
  const store = new room.WeightStore(built.weights, seed, dtype);
  const random = randomStream(seed, 'layerSubject');
  // rounded, so that both precisions get the same weights
  for (let i = 0; i < store.values.length; i++) store.values[i] = Math.fround(random.normal() / 2);
  const named = (find: (path: string) => Tensor): Tensors =>
    Object.fromEntries(built.weights.map(({ path }) => [path, find(path)]));
  const read = inputs.slice(0, values).map((_, i) => (i === 0 ? 'input' : `input ${i}`));
  const names = [...read, ...built.state.map(({ path }) => path)];
  const counts = (i: number): boolean => built.state[i - values]?.counts ?? false;
  const byName = (tensors: readonly (Tensor | undefined)[]): Tensors =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
  return {
    weights: named((path) => store.weight(path)),
    grads: named((path) => store.gradient(path)),
    inputs: byName(inputs.map(({ data }, i) => (room.isIds(data) || counts(i) ? undefined : data))),
    constants: inputs.flatMap(({ data, mask }, i) => [
      room.isIds(data) || counts(i) ? data : undefined,
      mask,
    ]),
    skipped: read,
    begin(compute, inputGradient = true): LayerBegun {
      const ctx = contextOf(compute, layer.kind, seed, training, inputGradient, drawn);
      const pending = built.begin(store, inputs, ctx);
      const { outputs, backward } = logits ? throughLogits(pending) : pending;
      const numbers = outputs.flatMap(({ data }) => (room.isIds(data) ? [] : [data]));
      return {
        outputs: numbers,
        mask: outputs[0]?.mask,
        backward(d) {
          // what a layer returns that nobody asked for is nobody's concern
          const asked = (i: number): boolean => inputGradient || i >= values;
          return byName(backward(d).map((dInput, i) => (asked(i) ? dInput : undefined)));
        },
      };
    },
  };
}

/** The logits of an output in its place. */
function throughLogits({ outputs, logits }: Pending): Pick<Pending, 'outputs' | 'backward'> {
  if (logits === undefined) throw new Error('the output of this layer has no logits');
  return {
    outputs: [{ data: logits.data }, ...outputs.slice(1)],
    backward: (d) => logits.backward(d),
  };
}

/** What a layer at `path` computes with, at step 0. */
export function contextOf(
  compute: Compute,
  path: string,
  seed: number,
  training = false,
  inputGradient = true,
  drawn?: Context['random'],
): Context {
  return {
    ...compute,
    training,
    inputGradient,
    random: drawn ?? ((purpose, row) => randomStream(seed, purpose, path, 0, row)),
    child: (childPath, wanted = inputGradient) =>
      contextOf(compute, childPath, seed, training, wanted, drawn),
  };
}

/** A sequence `[B, T, N]` of random numbers. */
export function drawSequence(B: number, T: number, N: number, seed: number): Tensor<3> {
  return drawTensor<3>([B, T, N], randomStream(seed, 'sequence'));
}
