import type { Compute } from 'unrolled/math';
import type { Ids, Mask, Tensor } from '../../src/tensor/index.ts';
import { copy, randomStream, View, zeros } from '../../src/tensor/index.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import type { LayerRoom } from '../layers/room.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';
import { goBack } from '../math/passes.ts';
import { present, type Subject } from '../math/subject.ts';
import { drawStates, type Recurrence } from './recurrences.ts';
import type { Sample } from './samples.ts';
import { fillMasked, pickRows, pickSteps, range, runningSteps } from './steps.ts';

/** Where a law is tried: the library, or an edited copy of it. */
export interface Place {
  readonly layers: LayerRoom;
  readonly compute: Compute;
}

/** A sequence layer that has been run forward and back. */
interface Run {
  readonly y: Tensor;
  readonly states: readonly Tensor[];
  /** By name, as copies. */
  readonly gradients: Record<string, Float64Array>;
  readonly dInput: Float64Array | undefined;
  readonly dStates: readonly (Float64Array | undefined)[];
}

interface Given {
  readonly data: Tensor | Ids;
  readonly mask?: Mask | undefined;
  readonly states: readonly Tensor[];
}

function subjectOf({ layers }: Place, recurrence: Recurrence, given: Given): Subject {
  const { data, mask, states } = given;
  return layerSubject(layers, recurrence.layer(layers, true), 0, {
    inputs: [{ data, mask }, ...states.map((state) => ({ data: state }))],
  });
}

function run(
  place: Place,
  recurrence: Recurrence,
  given: Given,
  d: { readonly y: Tensor; readonly states: readonly Tensor[] },
): Run {
  const subject = subjectOf(place, recurrence, given);
  const begun = subject.begin(place.compute);
  const gradients = goBack(subject, begun, [d.y, ...d.states]);
  const [y, ...states] = begun.outputs;
  if (y === undefined) throw new Error('there is no output');
  const [input, ...names] = Object.keys(subject.inputs);
  const of = (name: string | undefined) => (name === undefined ? undefined : gradients[name]);
  return { y, states, gradients, dInput: of(input), dStates: names.map(of) };
}

function drawGradients(recurrence: Recurrence, { seed, B, T }: Sample) {
  const random = randomStream(seed, 'd');
  return {
    y: drawTensor<number>([B, T, recurrence.outputs], random),
    states: drawStates(recurrence, B, seed + 1),
  };
}

/**
 * What stands at a masked step cannot matter, NaN included: without those steps, row by row, valid
 * outputs and states have the same bits, and gradients are the same to 1e-12.
 */
export function expectPaddedIsTruncated(
  place: Place,
  recurrence: Recurrence,
  sample: Sample,
): void {
  const { seed, B, T, mask } = sample;
  const data = recurrence.draw(B, T, seed);
  fillMasked(data, mask, data.data instanceof Int32Array ? -7 : Number.NaN);
  const states = drawStates(recurrence, B, seed);
  const d = drawGradients(recurrence, sample);
  fillMasked(d.y, mask, 0);
  const padded = run(place, recurrence, { data, mask, states }, d);

  const weights = present(subjectOf(place, recurrence, { data, mask, states }).weights);
  const sums = new Map(weights.map(([name, { size }]) => [name, new Float64Array(size)]));
  for (const b of range(0, B)) {
    const steps = runningSteps(mask, b);
    const row = (tensor: Tensor): Tensor => pickRows(tensor, [b]);
    const truncated = run(
      place,
      recurrence,
      { data: pickSteps(data, [b], steps), states: states.map(row) },
      { y: floats(pickSteps(d.y, [b], steps)), states: d.states.map(row) },
    );
    expectBits(pickSteps(padded.y, [b], steps).data, truncated.y.data, `the output of row ${b}`);
    expectRepeats(padded.y, mask, b, initialOutput(recurrence, states, B));
    for (const [i, state] of truncated.states.entries()) {
      expectBits(pickRows(padded.states[i]!, [b]).data, state.data, `state ${i} of row ${b}`);
    }
    if (truncated.dInput) {
      const N = data.shape[2] ?? 1;
      const all = padded.dInput?.slice(b * T * N, (b + 1) * T * N) ?? new Float64Array();
      const valid = steps.flatMap((t) => Array.from(all.subarray(t * N, (t + 1) * N)));
      expectClose(valid, truncated.dInput, `the gradient of the input of row ${b}`);
      for (const t of steps) all.fill(0, t * N, (t + 1) * N);
      expectZeros(all, `the gradient of the masked steps of row ${b}`);
    }
    for (const [i, dState] of truncated.dStates.entries()) {
      const U = dState?.length ?? 0;
      const found = padded.dStates[i]?.subarray(b * U, (b + 1) * U);
      expectClose(found, dState ?? [], `the gradient of state ${i} of row ${b}`);
    }
    for (const [name, sum] of sums) {
      for (const [i, value] of (truncated.gradients[name] ?? sum).entries()) sum[i]! += value;
    }
  }
  for (const [name, sum] of sums) {
    expectClose(padded.gradients[name], sum, `the gradient of ${name}`);
  }
}

/**
 * What stands for the output before the first step: the initial state, where the output is a state,
 * and 0 where the state does not tell it.
 */
function initialOutput(
  { outputState, outputs }: Recurrence,
  states: readonly Tensor[],
  B: number,
): Tensor {
  const state = outputState === undefined ? undefined : states[outputState];
  return state ?? zeros([B, outputs], 'float64');
}

/** A masked step repeats the output before it. */
function expectRepeats(y: Tensor, mask: Mask, b: number, initial: Tensor): void {
  const [, T = 0] = y.shape;
  const [, N = 0] = initial.shape;
  const before = initial.data.slice(b * N, (b + 1) * N);
  for (const t of range(0, T)) {
    const output = y.data.subarray((b * T + t) * N, (b * T + t + 1) * N);
    if (mask.data[b * T + t] === 0) expectBits(output, before, `the output of row ${b}, step ${t}`);
    before.set(output);
  }
}

/** A row gives the same bits in a batch, in another place of the batch, and alone. */
export function expectBatchIsPerSample(place: Place, recurrence: Recurrence, sample: Sample): void {
  const { seed, B, T } = sample;
  const data = recurrence.draw(B, T, seed);
  const states = drawStates(recurrence, B, seed);
  const d = drawGradients(recurrence, sample);
  const all = range(0, T);
  const of = (rows: readonly number[]): Run =>
    run(
      place,
      recurrence,
      { data: pickSteps(data, rows, all), states: states.map((state) => pickRows(state, rows)) },
      {
        y: floats(pickSteps(d.y, rows, all)),
        states: d.states.map((state) => pickRows(state, rows)),
      },
    );
  const forward = of(range(0, B));
  const reversed = of(range(0, B).reverse());
  for (const b of range(0, B)) {
    const alone = rowOf(of([b]), 0, 1);
    expectSameRow(rowOf(forward, b, B), alone, `row ${b} of ${B}`);
    expectSameRow(rowOf(reversed, B - 1 - b, B), alone, `row ${b} of ${B}, reversed`);
  }
}

function rowOf({ y, states, dInput, dStates }: Run, b: number, B: number): (Row | undefined)[] {
  const part = (numbers: Row | undefined): Row | undefined =>
    numbers?.slice((b * numbers.length) / B, ((b + 1) * numbers.length) / B);
  return [y.data, ...states.map((state) => state.data), dInput, ...dStates].map(part);
}

type Row = Tensor['data'];

function expectSameRow(
  actual: readonly (Row | undefined)[],
  expected: readonly (Row | undefined)[],
  what: string,
): void {
  for (const [i, part] of expected.entries()) {
    if (part) expectBits(actual[i], part, `${what}, part ${i},`);
  }
}

/**
 * A sequence cut in two, the state carried over, gives the bits of the whole; and going back through
 * both, the gradient of the state carried over, gives its gradients to 1e-12. An output that is none of
 * the states is not carried over, so that a masked step of the second half cannot repeat it.
 */
export function expectChunkedIsWhole(
  place: Place,
  recurrence: Recurrence,
  sample: Sample,
  cut: number,
): void {
  const { seed, B, T, mask } = sample;
  const data = recurrence.draw(B, T, seed);
  const states = drawStates(recurrence, B, seed);
  const d = drawGradients(recurrence, sample);
  const carriesOutput = recurrence.outputState !== undefined;
  if (!carriesOutput) fillMasked(d.y, mask, 0);
  const whole = run(place, recurrence, { data, mask, states }, d);

  const rows = range(0, B);
  const halves = [range(0, Math.min(cut, T)), range(Math.min(cut, T), T)];
  const [early, late] = halves.map((steps) => ({
    data: pickSteps(data, rows, steps),
    mask: pickMask(mask, steps),
    dy: floats(pickSteps(d.y, rows, steps)),
    steps,
  }));
  if (early === undefined || late === undefined) throw new Error('there are two halves');
  const first = subjectOf(place, recurrence, { ...early, states });
  const firstBegun = first.begin(place.compute);
  const [firstY, ...carried] = firstBegun.outputs;
  const second = subjectOf(place, recurrence, { ...late, states: carried });
  const secondBegun = second.begin(place.compute);
  const [secondY, ...last] = secondBegun.outputs;

  for (const [y, { steps }] of [[firstY, early] as const, [secondY, late] as const]) {
    for (const b of rows) {
      for (const [i, t] of steps.entries()) {
        if (!carriesOutput && mask.data[b * T + t] === 0) continue;
        const here = y && pickSteps(y, [b], [i]).data;
        expectBits(here, pickSteps(whole.y, [b], [t]).data, `the output of row ${b}, step ${t}`);
      }
    }
  }
  for (const [i, state] of whole.states.entries()) {
    expectBits(last[i]?.data, state.data, `the last state ${i}`);
  }

  const dSecond = goBack(second, secondBegun, [late.dy, ...d.states]);
  const stateNames = Object.keys(first.inputs).slice(1);
  const dCarried = stateNames.map((name, i) => {
    const tensor = zeros(carried[i]!.shape, 'float64');
    tensor.data.set(dSecond[name] ?? []);
    return tensor;
  });
  const dFirst = goBack(first, firstBegun, [early.dy, ...dCarried]);
  for (const [name] of present(first.weights)) {
    const sum = dFirst[name]!.map((value, i) => value + (dSecond[name]?.[i] ?? Number.NaN));
    expectClose(sum, whole.gradients[name] ?? [], `the gradient of ${name}`);
  }
  for (const [i, name] of stateNames.entries()) {
    expectClose(dFirst[name], whole.dStates[i] ?? [], `the gradient of ${name}`);
  }
}

/**
 * Where only the last output is wanted, it is that of the last step, and so is its gradient; of no
 * steps, it is the one before the first.
 */
export function expectLastOfSequence(place: Place, recurrence: Recurrence, sample: Sample): void {
  const { seed, B, T, mask } = sample;
  const data = recurrence.draw(B, T, seed);
  const states = drawStates(recurrence, B, seed);
  const d = drawGradients(recurrence, sample);
  fillMasked(d.y, noSteps(B, T, T - 1), 0);
  const whole = run(place, recurrence, { data, mask, states }, d);

  const subject = layerSubject(place.layers, recurrence.layer(place.layers, false), 0, {
    inputs: [{ data, mask }, ...states.map((state) => ({ data: state }))],
  });
  const begun = subject.begin(place.compute);
  const rows = range(0, B);
  const lastOf = (y: Tensor, ofNone: Tensor): Tensor => {
    if (T > 0) ofNone.data.set(pickSteps(y, rows, [T - 1]).data);
    return ofNone;
  };
  const last = lastOf(whole.y, copy(initialOutput(recurrence, states, B)));
  expectBits(begun.outputs[0]?.data, last.data, 'the last output');
  const dLast = lastOf(d.y, zeros(last.shape, 'float64'));
  const gradients = goBack(subject, begun, [dLast, ...d.states]);
  for (const [name, gradient] of Object.entries(whole.gradients)) {
    expectClose(gradients[name], gradient, `the gradient of ${name}`);
  }
}

/** A mask that leaves out all steps but one. */
function noSteps(B: number, T: number, but: number): Mask {
  const mask = emptyMask(B, T);
  for (const b of range(0, B)) if (but >= 0) mask.data[b * T + but] = 1;
  return mask;
}

/** The named steps of a mask. */
export function pickMask(mask: Mask, steps: readonly number[]): Mask {
  const [B, T] = mask.shape;
  const picked = emptyMask(B, steps.length);
  for (const b of range(0, B)) {
    for (const [i, t] of steps.entries()) {
      picked.data[b * steps.length + i] = mask.data[b * T + t] ?? 0;
    }
  }
  return picked;
}

function emptyMask(B: number, T: number): Mask {
  return new View<2, Uint8Array>(new Uint8Array(B * T), [B, T]);
}

function floats({ data, shape }: Tensor | Ids): Tensor {
  return new View(Float64Array.from(data), shape);
}

function expectZeros(numbers: Float64Array, what: string): void {
  const at = numbers.findIndex((value) => value !== 0);
  if (at >= 0) throw new Error(`${what} is ${numbers[at]} at ${at}, expected 0`);
}
