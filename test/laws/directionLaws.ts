import type { Value } from '../../src/layers/index.ts';
import { copy, randomStream, type Tensor } from '../../src/tensor/index.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';
import { cotangentsOf, goBack } from '../math/passes.ts';
import type { Begun, Subject } from '../math/subject.ts';
import type { Optioned, Options } from './optionedRecurrences.ts';
import { type Place, pickMask } from './recurrentLaws.ts';
import type { Sample } from './samples.ts';
import { fillMasked, pickSteps, range } from './steps.ts';

/** Going backwards is going forwards through the sequence and its mask from their end. */
export function expectBackwardsIsReversed(place: Place, one: Optioned, sample: Sample): void {
  for (const returnSequences of [true, false]) {
    const values = valuesOf(one, sample);
    const [first, ...states] = values;
    if (first === undefined) throw new Error('there is no input');
    const there = subjectOf(place, one, { returnSequences, goBackwards: true }, values);
    const turned = subjectOf(place, one, { returnSequences }, [reversed(first), ...states]);
    const begun = there.begin(place.compute);
    const expected = turned.begin(place.compute);
    expectSameOutputs(begun, expected);
    const d = cotangentsOf(begun);
    const gradients = goBack(there, begun, d);
    const [input, ...others] = Object.entries(goBack(turned, expected, d));
    const turnedInput = input && there.inputs.input && turnedBack(input[1], there.inputs.input);
    if (turnedInput) expectClose(gradients.input, turnedInput, 'the gradient of the input');
    else if (input) others.unshift(input); // ids have no gradient
    for (const [name, gradient] of others) {
      expectClose(gradients[name], gradient, `the gradient of ${name}`);
    }
  }
}

/** With `zeroOutputForMask` a masked step gives 0 and nothing goes back from it; states stay. */
export function expectZerosForMask(place: Place, one: Optioned, sample: Sample): void {
  for (const goBackwards of [false, true]) {
    const values = valuesOf(one, sample);
    const { B, T } = sample;
    const mask = goBackwards ? pickMask(sample.mask, range(0, T).reverse()) : sample.mask;
    const how = { returnSequences: true, goBackwards };
    const zeroed = subjectOf(place, one, { ...how, zeroOutputForMask: true }, values);
    const plain = subjectOf(place, one, how, values);
    const begun = zeroed.begin(place.compute);
    const expected = plain.begin(place.compute);
    const [y, ...states] = expected.outputs;
    if (y === undefined) throw new Error('there is no output');
    const withZeros = copy(y);
    fillMasked(withZeros, mask, 0);
    expectSameOutputs(begun, { ...expected, outputs: [withZeros, ...states] });
    const d = cotangentsOf(begun);
    const [dy = drawTensor([B, T, 0], randomStream(0)), ...dStates] = d;
    const unmasked = copy(dy);
    fillMasked(unmasked, mask, 0);
    fillMasked(dy, mask, Number.NaN); // nobody looks at it
    const gradients = goBack(zeroed, begun, d);
    for (const [name, gradient] of Object.entries(
      goBack(plain, expected, [unmasked, ...dStates]),
    )) {
      expectBits(gradients[name], gradient, `the gradient of ${name}`);
    }
  }
}

/** The input, NaN where it is masked, and initial states. */
function valuesOf({ draw, states }: Optioned, { seed, B, T, mask }: Sample): Value[] {
  const data = draw(B, T, seed);
  fillMasked(data, mask, data.data instanceof Int32Array ? -7 : Number.NaN);
  const initial = range(0, states).map((i) => ({
    data: drawTensor([B, 3], randomStream(seed, 'state', i)),
  }));
  return [{ data, mask }, ...initial];
}

function subjectOf(
  { layers }: Place,
  one: Optioned,
  options: Options,
  inputs: readonly Value[],
): Subject {
  return layerSubject(layers, one.layer(layers, options), 0, { inputs });
}

/** A sequence from its end, and its mask with it. */
function reversed({ data, mask }: Value): Value {
  const [B = 0, T = 0] = data.shape;
  const steps = range(0, T).reverse();
  return { data: pickSteps(data, range(0, B), steps), mask: mask && pickMask(mask, steps) };
}

/** The gradient of a reversed sequence as that of the sequence. */
function turnedBack(gradient: Float64Array, like: Tensor): Float64Array {
  const same = copy(like);
  same.data.set(gradient);
  return Float64Array.from(reversed({ data: same }).data.data);
}

function expectSameOutputs(actual: Begun, expected: Begun): void {
  for (const [i, output] of expected.outputs.entries()) {
    expectBits(actual.outputs[i]?.data, output.data, `output ${i}`);
  }
}
