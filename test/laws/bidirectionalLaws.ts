import type { Layer, MergeMode, Value } from '../../src/layers/index.ts';
import { copy, randomStream, type Tensor, View, zeros } from '../../src/tensor/index.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';
import { cotangentsOf, goBack } from '../math/passes.ts';
import { present, type Subject } from '../math/subject.ts';
import { OPTIONED_LAYERS, type Optioned, type OptionedLayer } from './optionedRecurrences.ts';
import { type Place, pickMask } from './recurrentLaws.ts';
import type { Sample } from './samples.ts';
import { fillMasked, pickRows, pickSteps, range, runningSteps } from './steps.ts';

/** Different layers for the two directions. */
export const PAIRS: readonly { readonly one: OptionedLayer; readonly other: OptionedLayer }[] = [
  { one: named('lstm'), other: named('gru') },
  { one: named('simpleRnn'), other: named('lstm') },
];

function named(wanted: string): OptionedLayer {
  const found = OPTIONED_LAYERS.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`no layer is called ${wanted}`);
  return found;
}

const FORMS = (['concat', 'sum', 'mul', 'ave', 'none'] as const).flatMap(
  (mode) =>
    [
      [mode, true],
      [mode, false],
    ] as const,
);

/**
 * Two layers, of which the second reads the reversed sequence, give what a bidirectional layer gives
 * that is made of both, or of the first alone where the second is like it.
 */
export function expectTwoLayers(
  place: Place,
  one: OptionedLayer,
  sample: Sample,
  other = one,
): void {
  const { T, mask } = sample;
  for (const [mode, returnSequences] of FORMS) {
    const how = { returnSequences, zeroOutputForMask: returnSequences };
    const layer = one.layer(place.layers, { returnSequences });
    const backwards = other.layer(place.layers, { returnSequences, goBackwards: true });
    const whole = place.layers.bidirectional({
      layer,
      mergeMode: mode,
      ...(other === one ? {} : { backwardLayer: backwards }),
    });
    const { first, second, x } = valuesOf(one, sample, other);
    const steps = range(0, T).reverse();
    const turn = (y: Tensor): Tensor => (returnSequences ? floats(y, steps) : y);
    const reversed = { data: floats(x, steps), mask: pickMask(mask, steps) };

    const subject = subjectOf(place, whole, [{ data: x, mask }, ...first, ...second]);
    const there = subjectOf(place, one.layer(place.layers, how), [{ data: x, mask }, ...first]);
    const back = subjectOf(place, other.layer(place.layers, how), [reversed, ...second]);
    copyWeights(subject, [there, back]);

    const begun = subject.begin(place.compute);
    const [a, b] = [there.begin(place.compute), back.begin(place.compute)];
    const [ya = nothing(), ...statesA] = a.outputs;
    const [yb = nothing(), ...statesB] = b.outputs;
    const expected = merged(mode, ya, turn(yb));
    const [y, ...rest] = begun.outputs;
    const extras = mode === 'none' ? [turn(yb)] : [];
    expectBits(y?.data, expected.data, `the output, ${mode}`);
    for (const [i, output] of [...statesA, ...statesB, ...extras].entries()) {
      expectBits(rest[i]?.data, output.data, `output ${i + 1}`);
    }

    const d = cotangentsOf(begun);
    const [dy = nothing(), ...dRest] = d;
    const all = one.states + other.states;
    const dStates = [dRest.slice(0, one.states), dRest.slice(one.states, all)] as const;
    const dExtra = dRest.at(-1) ?? nothing();
    const gradients = goBack(subject, begun, d);
    const db = mode === 'none' ? dExtra : ofMerged(mode, dy, turn(yb), ya, 1);
    const dThere = goBack(there, a, [ofMerged(mode, dy, ya, turn(yb), 0), ...dStates[0]]);
    const dBack = goBack(back, b, [turn(db), ...dStates[1]]);
    const dx = turnedBack(dBack.input, x, steps).map((value, i) => value + dThere.input![i]!);
    expectClose(gradients.input, dx, 'the gradient of the input');
    const others = (of: Record<string, Float64Array>, subjectOne: Subject, group: Group) =>
      present(subjectOne[group]).flatMap(([name]) => (name === 'input' ? [] : [of[name]!]));
    for (const group of ['inputs', 'weights'] as const) {
      const own = others(gradients, subject, group);
      const both = [...others(dThere, there, group), ...others(dBack, back, group)];
      for (const [i, gradient] of both.entries()) {
        expectClose(own[i], gradient, `the gradient of ${group} ${i}`);
      }
    }
  }
}

type Group = 'inputs' | 'weights';

/** Padding moves no bit of what counts, wherever it stands: the law of masks. */
export function expectBothWaysTruncated(place: Place, one: OptionedLayer, sample: Sample): void {
  const { B, mask } = sample;
  const layer = one.layer(place.layers, { returnSequences: true });
  const whole = place.layers.bidirectional({ layer });
  const { first, second, x } = valuesOf(one, sample, one);
  const states = [...first, ...second];
  const begun = subjectOf(place, whole, [{ data: x, mask }, ...states]).begin(place.compute);
  const [y = nothing(), ...last] = begun.outputs;
  for (const b of range(0, B)) {
    const steps = runningSteps(mask, b);
    const row = (tensor: Tensor): Tensor => pickRows(tensor, [b]);
    const data = floatsOf(pickSteps(x, [b], steps));
    const given = states.map(({ data: state }) => ({ data: row(state) }));
    const alone = subjectOf(place, whole, [{ data }, ...given]).begin(place.compute);
    const [truncated = nothing(), ...lastAlone] = alone.outputs;
    expectBits(floatsOf(pickSteps(y, [b], steps)).data, truncated.data, `the output of row ${b}`);
    for (const [i, state] of lastAlone.entries()) {
      expectBits(row(last[i] ?? nothing()).data, state.data, `state ${i} of row ${b}`);
    }
  }
  const padding = copy(y);
  fillMasked(padding, mask, 0);
  expectBits(y.data, padding.data, 'the output, 0 at masked steps,');
}

interface Values {
  readonly x: Tensor;
  readonly first: readonly { readonly data: Tensor }[];
  readonly second: readonly { readonly data: Tensor }[];
}

/** A sequence, NaN where it is masked, and states for both directions. */
function valuesOf(
  { draw, states }: Optioned,
  { seed, B, T, mask }: Sample,
  other: Optioned,
): Values {
  const x = floatsOf(draw(B, T, seed));
  fillMasked(x, mask, Number.NaN);
  const initial = (name: string, count: number) =>
    range(0, count).map((i) => ({
      data: drawTensor<number>([B, 3], randomStream(seed, name, i)),
    }));
  return { x, first: initial('forward', states), second: initial('backward', other.states) };
}

function subjectOf({ layers }: Place, layer: Layer, inputs: readonly Value[]): Subject {
  return layerSubject(layers, layer, 0, { inputs });
}

/** Gives layers the weights of one that is made of them. */
function copyWeights(from: Subject, to: readonly Subject[]): void {
  const own = to.flatMap(({ weights }) => present(weights));
  const given = present(from.weights);
  const sizes = (all: typeof own) => all.map(([, { shape }]) => shape.join(' × ')).join(', ');
  if (sizes(given) !== sizes(own))
    throw new Error(`has weights ${sizes(given)}, not ${sizes(own)}`);
  for (const [i, [, weight]] of given.entries()) own[i]![1].data.set(weight.data);
}

function merged(mode: MergeMode, a: Tensor, b: Tensor): Tensor {
  if (mode === 'none') return a;
  if (mode === 'concat') {
    const N = a.shape.at(-1) ?? 0;
    const y = zeros<number>([...a.shape.slice(0, -1), 2 * N], 'float64');
    for (let i = 0; i < a.size; i++) {
      const at = i + N * Math.floor(i / N);
      y.data[at] = a.data[i]!;
      y.data[at + N] = b.data[i]!;
    }
    return y;
  }
  const y = copy(a);
  for (let i = 0; i < y.size; i++) {
    const [p, q] = [a.data[i]!, b.data[i]!];
    y.data[i] = mode === 'mul' ? p * q : mode === 'sum' ? p + q : (p + q) / 2;
  }
  return y;
}

/** The gradient of one of the two that were merged: of the first or second, the other beside it. */
function ofMerged(mode: MergeMode, dy: Tensor, own: Tensor, other: Tensor, place: 0 | 1): Tensor {
  const N = own.shape.at(-1) ?? 0;
  const d = copy(own);
  for (let i = 0; i < d.size; i++) {
    if (mode === 'concat') d.data[i] = dy.data[i + N * (Math.floor(i / N) + place)]!;
    else d.data[i] = dy.data[i]! * (mode === 'mul' ? other.data[i]! : mode === 'ave' ? 0.5 : 1);
  }
  return d;
}

/** The steps of all rows, in the order they are named. */
function floats(data: Tensor, steps: readonly number[]): Tensor {
  return floatsOf(pickSteps(data, range(0, data.shape[0] ?? 0), steps));
}

function turnedBack(d: Float64Array | undefined, like: Tensor, steps: readonly number[]): number[] {
  return [...floats(new View(d ?? new Float64Array(), like.shape), steps).data];
}

function floatsOf({ data, shape }: ReturnType<typeof pickSteps>): Tensor {
  return new View(Float64Array.from(data), shape);
}

function nothing(): Tensor {
  throw new Error('an output is missing');
}
