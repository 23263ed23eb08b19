import { referenceCompute } from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import type { Layer, Value } from '../../src/layers/index.ts';
import * as layers from '../../src/layers/index.ts';
import { ConfigError, ShapeError, type Tensor, View, zeros } from '../../src/tensor/index.ts';
import { expectAgreement } from '../math/expectAgreement.ts';
import { present, type Subject } from '../math/subject.ts';
import { LAYER_CASES } from './cases.ts';
import { elmanCell, lstmCell } from './cells.ts';
import { gruBeforeCell, gruCell } from './gruCells.ts';
import { drawSequence, layerSubject } from './layerSubject.ts';

const BY_HAND = [
  { kind: 'lstm', cell: lstmCell(layers)({ units: 3 }) },
  { kind: 'gru', cell: gruCell(layers)({ units: 3 }) },
  { kind: 'gru before', cell: gruBeforeCell(layers)({ units: 3 }) },
];

describe.each(BY_HAND)("a user's cell, written by hand, is the layer $kind", ({ kind, cell }) => {
  const cases = LAYER_CASES.filter(({ name }) => name.startsWith(`${kind}, B=`));

  test.each(cases)('$name', ({ layer, run }) => {
    for (const seed of [0, 1]) {
      const fused = layer(layers);
      const returnSequences = fused.options.returnSequences === true;
      const byHand = layers.rnn(cell, { returnSequences });
      const { inputs } = run(seed);
      const subjectOf = (one: Layer): Subject =>
        inputs.some(startsMasked)
          ? fromZeroH(inputs, (given) => layerSubject(layers, one, seed, { inputs: given }))
          : layerSubject(layers, one, seed, { inputs });
      expectAgreement(subjectOf(byHand), subjectOf(fused));
    }
  });
});

describe('a cell that is stepped by hand', () => {
  const cell = elmanCell(layers)({ units: 3 });

  test('gives every output and the last state of the layer rnn(cell), bit for bit', () => {
    const x = drawSequence(2, 4, 5, 0);
    const layer = layers.rnn(cell, { returnSequences: true });
    const whole = layerSubject(layers, layer, 0, { inputs: [{ data: x }] });
    const [y, h] = whole.begin(referenceCompute('float64')).outputs;

    const stepping = cell.build({ inputSize: 5, dtype: 'float64' });
    const named = present(whole.weights).map(([path, value]): [string, Tensor] => [
      path.slice('rnn/elman/'.length),
      value,
    ]);
    stepping.setWeights(Object.fromEntries(named));
    let state: Readonly<Record<string, Tensor>> | undefined;
    for (let t = 0; t < 4; t++) {
      const step = stepping.step(timeStep(x, t), state);
      state = step.state;
      expect(step.output.data).toEqual(timeStep(y!, t).data);
    }
    expect(state?.h?.data).toEqual(h?.data);
  });

  test('starts from zeros where no state is given', () => {
    const stepping = cell.build({ inputSize: 5, dtype: 'float64' });
    const x = timeStep(drawSequence(2, 1, 5, 0), 0);
    const fromZeros = stepping.step(x, { h: zeros([2, 3], 'float64') });
    expect(stepping.step(x)).toEqual(fromZeros);
  });

  test('has weights of its own, which only setWeights changes', () => {
    const stepping = cell.build({ inputSize: 5, dtype: 'float64' });
    const copied = stepping.getWeights();
    expect(Object.entries(copied).map(([name, { shape }]) => [name, shape])).toEqual([
      ['W', [5, 3]],
      ['R', [3, 3]],
      ['b', [3]],
      ['V', [3, 2]],
    ]);
    copied.b?.data.fill(9);
    expect(stepping.getWeights().b?.data).toEqual(new Float64Array([1, 1, 1]));
    stepping.setWeights({ b: copied.b ?? zeros([3]) });
    expect(stepping.getWeights().b?.data).toEqual(new Float64Array([9, 9, 9]));
  });

  test('refuses weights it does not have, and then changes none', () => {
    const stepping = cell.build({ inputSize: 5, dtype: 'float64' });
    const b = zeros([3], 'float64');
    expect(() => stepping.setWeights({ b, U: b })).toThrow(ConfigError);
    expect(() => stepping.setWeights({ b, U: b })).toThrow(
      "elman has no weight 'U'; its weights are W, R, b, V",
    );
    expect(() => stepping.setWeights({ b, W: b })).toThrow(ShapeError);
    expect(() => stepping.setWeights({ b, W: b })).toThrow(
      "elman's weight W wants [5, 3], got [3]",
    );
    expect(stepping.getWeights().b?.data).toEqual(new Float64Array([1, 1, 1]));
  });

  test('refuses a state of another size', () => {
    const stepping = cell.build({ inputSize: 5, dtype: 'float64' });
    const x = zeros<2>([2, 5], 'float64');
    expect(() => stepping.step(x, { h: zeros([1, 3], 'float64') })).toThrow(
      "elman's state h wants [2, 3], got [1, 3]",
    );
  });
});

/**
 * A subject whose initial h is 0 and has no gradient. It is what `lstm` and `gru` give before a row's first
 * step, while `rnn` gives 0, as it does not know the output of a cell to be one of its states.
 */
function fromZeroH(
  [x, h, ...others]: readonly Value[],
  draw: (inputs: readonly Value[]) => Subject,
): Subject {
  const zeroH = h && { data: zeros(h.data.shape, 'float64') };
  const subject = draw([x, zeroH, ...others].filter((value) => value !== undefined));
  return {
    ...subject,
    begin(compute, inputGradient) {
      const { outputs, backward } = subject.begin(compute, inputGradient);
      const known = ([name]: [string, unknown]): boolean => !name.endsWith('/h');
      return {
        outputs,
        backward: (d) => Object.fromEntries(Object.entries(backward(d)).filter(known)),
      };
    },
  };
}

/** Whether a row's first step is masked. */
function startsMasked({ mask }: Value): boolean {
  if (mask === undefined) return false;
  const [, T] = mask.shape;
  return mask.data.some((runs, i) => i % T === 0 && runs === 0);
}

/** Step t of `[B, T, N]`. */
function timeStep(x: Tensor, t: number): Tensor<2> {
  const [B = 0, T = 0, N = 0] = x.shape;
  const rows = Array.from({ length: B }, (_, b) =>
    Array.from(x.data.subarray((b * T + t) * N, (b * T + t + 1) * N)),
  );
  return new View<2, Float64Array>(Float64Array.from(rows.flat()), [B, N]);
}
