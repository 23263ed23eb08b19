import type { Context, Value } from '../../src/layers/index.ts';
import { randomStream, type Tensor, View } from '../../src/tensor/index.ts';
import { lstmCell } from '../layers/cells.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';
import { expectAgreement } from '../math/expectAgreement.ts';
import { cotangentsOf, goBack } from '../math/passes.ts';
import type { Subject } from '../math/subject.ts';
import type { LookupPlace } from './lookupLaws.ts';
import type { OptionedLayer, Options } from './optionedRecurrences.ts';
import { type Place, pickMask } from './recurrentLaws.ts';
import type { Sample } from './samples.ts';
import { fillMasked, pickRows, pickSteps, range, runningSteps } from './steps.ts';

const RATES = { dropout: 0.4, recurrentDropout: 0.3 } as const;

/** Streams that depend on the purpose and the row alone, the first of which is row `from`. */
function drawnFrom(from: number): Context['random'] {
  return (purpose, row) => randomStream(7, purpose, from + row);
}

function subjectOf(
  { layers }: Place,
  one: OptionedLayer,
  options: Options,
  inputs: readonly Value[],
  from = 0,
): Subject {
  const how = { returnSequences: true, zeroOutputForMask: true, ...options };
  return layerSubject(layers, one.layer(layers, how), 0, {
    inputs,
    training: true,
    random: drawnFrom(from),
  });
}

/** A sequence, NaN where it is masked, and initial states. */
function valuesOf({ draw, states }: OptionedLayer, { seed, B, T, mask }: Sample) {
  const x = floats(draw(B, T, seed));
  fillMasked(x, mask, Number.NaN);
  const initial = range(0, states).map((i) =>
    drawTensor<number>([B, 3], randomStream(seed, 'state', i)),
  );
  return { x, initial };
}

/** What a row gives in training depends on its place alone, not on other rows, nor on padding. */
export function expectRowsDropAlone(place: Place, one: OptionedLayer, sample: Sample): void {
  const { B, mask } = sample;
  const { x, initial } = valuesOf(one, sample);
  const given = initial.map((data) => ({ data }));
  const [y, ...last] = subjectOf(place, one, RATES, [{ data: x, mask }, ...given]).begin(
    place.compute,
  ).outputs;
  for (const b of range(0, B)) {
    const steps = runningSteps(mask, b);
    const data = floats(pickSteps(x, [b], steps));
    const states = initial.map((state) => ({ data: pickRows(state, [b]) }));
    const alone = subjectOf(place, one, RATES, [{ data }, ...states], b).begin(place.compute);
    const [truncated, ...after] = alone.outputs;
    expectBits(floats(pickSteps(y!, [b], steps)).data, truncated!.data, `the output of row ${b}`);
    for (const [i, state] of after.entries()) {
      expectBits(pickRows(last[i]!, [b]).data, state.data, `state ${i} of row ${b}`);
    }
  }
}

/** A sequence cut in two, within the same training step, gives the bits of the whole: one mask. */
export function expectChunksDropTheSame(place: Place, one: OptionedLayer, sample: Sample): void {
  const { B, T, mask } = sample;
  const { x, initial } = valuesOf(one, sample);
  const rows = range(0, B);
  const cut = Math.floor(T / 2);
  const run = (steps: readonly number[], states: readonly Tensor[]) => {
    const data = floats(pickSteps(x, rows, steps));
    const inputs = [{ data, mask: pickMask(mask, steps) }, ...states.map((one) => ({ data: one }))];
    return subjectOf(place, one, RATES, inputs).begin(place.compute).outputs;
  };
  const [whole, ...last] = run(range(0, T), initial);
  const [early, ...carried] = run(range(0, cut), initial);
  const [late, ...end] = run(range(cut, T), carried);
  for (const b of rows) {
    const of = (y: Tensor | undefined, steps: readonly number[]) => pickSteps(y!, [b], steps).data;
    expectBits(of(early, range(0, cut)), floats64(of(whole, range(0, cut))), `row ${b}, early`);
    expectBits(of(late, range(0, T - cut)), floats64(of(whole, range(cut, T))), `row ${b}, late`);
  }
  for (const [i, state] of last.entries()) expectBits(end[i]?.data, state.data, `state ${i}`);
}

/** In training the input is multiplied by the factors of the stream `dropout`, at every step alike. */
export function expectInputIsDropped(
  place: LookupPlace,
  one: OptionedLayer,
  sample: Sample,
  goBackwards: boolean,
): void {
  const { B, T, mask } = sample;
  const { x, initial } = valuesOf(one, sample);
  const { dropout } = RATES;
  const random = (row: number) => drawnFrom(0)('dropout', row);
  const factors = place.math.dropoutFactors<2>(dropout, [B, 2], random, place.compute).data;
  const times = (numbers: ArrayLike<number>): Tensor => {
    const data = Float64Array.from(numbers, (value, i) => {
      const b = Math.floor(i / (2 * T));
      return value * factors[2 * b + (i % 2)]!;
    });
    return new View(data, x.shape);
  };
  const given = initial.map((data) => ({ data }));
  const dropped = subjectOf(place, one, { dropout, goBackwards }, [{ data: x, mask }, ...given]);
  const kept = subjectOf(place, one, { goBackwards }, [{ data: times(x.data), mask }, ...given]);
  const [begun, expected] = [dropped.begin(place.compute), kept.begin(place.compute)];
  for (const [i, { data }] of expected.outputs.entries()) {
    expectBits(begun.outputs[i]?.data, data, `output ${i}`);
  }
  const d = cotangentsOf(begun);
  const [actual, wanted] = [goBack(dropped, begun, d), goBack(kept, expected, d)];
  for (const [name, gradient] of Object.entries(wanted)) {
    const here = name === 'input' ? times(gradient).data : gradient;
    expectClose(actual[name], here, `the gradient of ${name}`);
  }
}

/**
 * An LSTM drops what a user's LSTM cell drops in `rnn`, which is h on its way to R, and not c, and what a
 * built-in cell with rates of its own drops.
 */
export function expectLstmDropsAsCell({ layers, compute }: Place): void {
  const inputs = [{ data: drawTensor<number>([3, 5, 2], randomStream(0, 'x')) }];
  const how = { returnSequences: true, ...RATES };
  const run = { inputs, training: true, random: drawnFrom(0) };
  const lstm = layerSubject(layers, layers.lstm({ units: 3, ...how }), 0, run);
  const ofCell = layers.rnn(lstmCell(layers)({ units: 3 }), how);
  const ownRates = layers.rnn(layers.lstmCell({ units: 3, ...RATES }), { returnSequences: true });
  for (const layer of [ofCell, ownRates]) {
    expectAgreement(layerSubject(layers, layer, 0, run), lstm, compute);
  }
}

/** A built-in cell with rates of its own drops in `rnn` what its layer drops. */
export function expectCellsDropAsLayers({ layers, compute }: Place): void {
  const inputs = [{ data: drawTensor<number>([3, 5, 2], randomStream(0, 'x')) }];
  const run = { inputs, training: true, random: drawnFrom(0) };
  const one = { units: 3, ...RATES };
  const projected = { ...one, projection: 2 };
  const pairs = [
    [layers.simpleRnnCell(one), layers.simpleRnn(one)],
    [layers.lstmCell(one), layers.lstm(one)],
    [layers.gruCell(one), layers.gru(one)],
    [layers.layerNormLstmCell(one), layers.layerNormLstm(one)],
    [layers.peepholeLstmCell(one), layers.peepholeLstm(one)],
    [layers.projectedLstmCell(projected), layers.projectedLstm(projected)],
  ] as const;
  for (const [cell, layer] of pairs) {
    const expected = layerSubject(layers, layer, 0, run);
    expectAgreement(layerSubject(layers, layers.rnn(cell), 0, run), expected, compute);
  }
}

/** Dropout is for training: in use, a layer gives what it gives without. */
export function expectNothingIsDroppedInUse(place: Place, one: OptionedLayer): void {
  const data = drawTensor<number>([2, 4, 2], randomStream(0, 'x'));
  const of = (options: Options, training: boolean) => {
    const layer = one.layer(place.layers, options);
    const subject = layerSubject(place.layers, layer, 0, { inputs: [{ data }], training });
    return subject.begin(place.compute).outputs[0]?.data ?? new Float64Array();
  };
  expectBits(of(RATES, false), of({}, false), 'the output in use');
  for (const options of [{ dropout: 0.6 }, { recurrentDropout: 0.6 }]) {
    const [plain, dropped] = [of({}, true), of(options, true)];
    if (plain.every((value, i) => value === dropped[i])) {
      throw new Error(`nothing was dropped in training by ${JSON.stringify(options)}`);
    }
  }
}

/** Numbers are drawn once a sequence, for either purpose: as many draws, whatever the length. */
export function expectFewDraws(place: Place, one: OptionedLayer): void {
  const countOf = (T: number): string => {
    const purposes = new Set<string>();
    let [streams, draws] = [0, 0];
    const random: Context['random'] = (purpose, row) => {
      const stream = randomStream(0, purpose, row);
      purposes.add(purpose);
      streams++;
      return {
        ...stream,
        uniform() {
          draws++;
          return stream.uniform();
        },
      };
    };
    const inputs = [{ data: drawTensor<number>([3, T, 2], randomStream(0, 'x')) }];
    const layer = one.layer(place.layers, RATES);
    layerSubject(place.layers, layer, 0, { inputs, training: true, random }).begin(place.compute);
    return `${streams} streams, ${draws} draws, for ${[...purposes].sort().join(' and ')}`;
  };
  const [short, long] = [countOf(1), countOf(40)];
  if (!long.endsWith('for dropout and recurrentDropout')) throw new Error(`drew ${long}`);
  if (short !== long) throw new Error(`one step takes ${short}, forty steps take ${long}`);
}

function floats({ data, shape }: ReturnType<typeof pickSteps>): Tensor {
  return new View(floats64(data), shape);
}

function floats64(data: ArrayLike<number>): Float64Array {
  return Float64Array.from(data);
}
