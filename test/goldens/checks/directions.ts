import { type Compute, referenceCompute } from 'unrolled/math';
import type { Layer, Sequence } from '../../../src/layers/index.ts';
import * as library from '../../../src/layers/index.ts';
import type { Tensor } from '../../../src/tensor/index.ts';
import { chain } from '../../layers/composites.ts';
import { layerSubject } from '../../layers/layerSubject.ts';
import type { LayerRoom } from '../../layers/room.ts';
import { present, type Tensors } from '../../math/subject.ts';
import { expectGoldens, type Golden } from '../goldens.ts';
import { expectZeroWhereMasked, spoilMasked } from './masked.ts';

/** Where layers are checked: those of the library, or of an edited copy. */
export interface LayerPlace {
  readonly layers: LayerRoom;
  readonly compute: Compute;
}

/** Outputs, final states and all gradients of layers on one another, in one or both directions. */
export function checkDirections(
  { config, weights, inputs, outputs, cotangents, gradients }: Golden,
  { layers: room, compute }: LayerPlace = LIBRARY,
): void {
  const count = config.layers === 2 ? 2 : 1;
  const parts = Array.from({ length: count }, () => layerOf(room, config));
  const mask = inputs.optionalMask('mask');
  const x = spoilMasked(inputs.floats<number>('x'), mask);
  const paths = outputs.names.flatMap((name) => (name === 'y' ? [] : [name.slice(FINAL.length)]));
  const given = paths.flatMap((path) => {
    const data = inputs.optional<number>(path);
    return data === undefined ? [] : [{ data }];
  });
  const subject = layerSubject(room, chain(room, ...parts), 0, {
    inputs: [{ data: x, mask }, ...given],
  });
  for (const [path, tensor] of present(subject.weights)) {
    tensor.data.set(weights.floats(path.slice(CHAIN.length)).data);
  }
  const begun = subject.begin(compute);
  const names = ['y', ...paths.map((path) => FINAL + path)];
  const found = Object.fromEntries(names.map((name, i) => [name, begun.outputs[i]]));
  expectGoldens(found, outputs, 'output');

  const d = names.map((name): Tensor | undefined => cotangents.optional(name));
  const { input: dx, ...dStates } = begun.backward(d);
  expectGoldens(unchained(subject.grads), gradients.weights, 'gradient of');
  expectGoldens({ x: dx, ...unchained(dStates) }, gradients.inputs, 'gradient of');
  expectZeroWhereMasked(dx, mask);
}

const LIBRARY: LayerPlace = { layers: library, compute: referenceCompute('float64') };
const FINAL = 'final ';
const CHAIN = 'chain/';

/** By the names that the fixture has. */
function unchained(tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([path, tensor]) => [path.slice(CHAIN.length), tensor]),
  );
}

function layerOf(room: LayerRoom, { kind, bidirectional }: Golden['config']): Layer<Sequence> {
  const how = { units: 4, returnSequences: true } as const;
  const one =
    kind === 'lstm' ? room.lstm(how) : kind === 'gru' ? room.gru(how) : room.simpleRnn(how);
  return bidirectional === true ? room.bidirectional({ layer: one }) : one;
}
