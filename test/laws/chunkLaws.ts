import { type Mask, randomStream, type Tensor, View, zeros } from '../../src/tensor/index.ts';
import { type LayerSubject, layerSubject } from '../layers/layerSubject.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';
import { goBack } from '../math/passes.ts';
import { present } from '../math/subject.ts';
import type { Place } from './recurrentLaws.ts';
import type { Sample } from './samples.ts';
import { withPaddingLast } from './sequenceLaws.ts';
import type { SequenceLayer } from './sequenceLayers.ts';
import { pickSteps, range } from './steps.ts';

const FEATURES = 2;

/**
 * A sequence that is cut in two, the states carried over, gives the bits of the whole; and going back
 * through both, the gradients of the states carried back, gives its gradients to 1e-12.
 */
export function expectChunksAreWhole(
  place: Place,
  law: SequenceLayer,
  sample: Sample,
  cut: number,
): void {
  const { seed, B, T } = sample;
  const mask = withPaddingLast(sample.mask);
  const x = drawTensor<number>([B, T, FEATURES], randomStream(seed, 'x'));
  const { state } = law
    .layer(place.layers)
    .build('law', [{ type: 'numbers', shape: [null, FEATURES] }]);
  const random = randomStream(seed, 'states');
  const initial = state.map(({ shape }) => drawTensor<number>([B, ...shape], random));
  const begin = (data: Tensor, steps: Mask, states: readonly Tensor[]) => {
    const inputs = [{ data, mask: steps }, ...states.map((one) => ({ data: one }))];
    const subject = layerSubject(place.layers, law.layer(place.layers), 0, { inputs });
    return { subject, begun: subject.begin(place.compute) };
  };
  const whole = begin(x, mask, initial);
  const d = whole.begun.outputs.map(({ shape }) => drawTensor(shape, random));
  const gradients = goBack(whole.subject, whole.begun, d);

  const rows = range(0, B);
  const halves = [range(0, Math.min(cut, T)), range(Math.min(cut, T), T)] as const;
  const part = (tensor: Tensor, steps: readonly number[]): Tensor =>
    floats(pickSteps(tensor, rows, steps));
  const maskPart = (steps: readonly number[]): Mask => {
    const flags = rows.flatMap((b) => steps.map((t) => mask.data[b * T + t]!));
    return new View<2, Uint8Array>(Uint8Array.from(flags), [B, steps.length]);
  };
  const [early, late] = halves;
  const first = begin(part(x, early), maskPart(early), initial);
  const [, ...carried] = first.begun.outputs;
  const second = begin(part(x, late), maskPart(late), carried);
  const y = whole.begun.outputs[0]!;
  for (const [{ begun }, steps] of [[first, early] as const, [second, late] as const]) {
    expectBits(begun.outputs[0]?.data, part(y, steps).data, `the output of steps ${steps.join()}`);
  }
  for (const [i, last] of whole.begun.outputs.slice(1).entries()) {
    expectBits(second.begun.outputs[i + 1]?.data, last.data, `the last state ${i}`);
  }

  const [dy, ...dLast] = d;
  const dSecond = goBack(second.subject, second.begun, [part(dy!, late), ...dLast]);
  const names = stateNames(second.subject);
  const dCarried = names.map((name, i) => {
    const tensor = zeros<number>(carried[i]!.shape, 'float64');
    tensor.data.set(dSecond[name] ?? []);
    return tensor;
  });
  const dFirst = goBack(first.subject, first.begun, [part(dy!, early), ...dCarried]);
  for (const [name] of present(whole.subject.weights)) {
    const sum = dFirst[name]!.map((value, i) => value + (dSecond[name]?.[i] ?? Number.NaN));
    expectClose(sum, gradients[name] ?? [], `the gradient of ${name}`);
  }
  for (const name of names) {
    expectClose(dFirst[name], gradients[name] ?? [], `the gradient of ${name}`);
  }
}

function stateNames({ inputs }: LayerSubject): string[] {
  return Object.keys(inputs).slice(1);
}

function floats({ data, shape }: ReturnType<typeof pickSteps>): Tensor {
  return new View<number, Float64Array>(Float64Array.from(data), shape);
}
