import fc from 'fast-check';
import {
  type Dtype,
  embedding,
  gru,
  input,
  type Layer,
  lstm,
  Model,
  type ModelState,
  randomStream,
  simpleRnn,
  type Tensor,
} from 'unrolled';
import { describe, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';
import { SEEDED } from './samples.ts';
import { range } from './steps.ts';

/** What stands between ids, of which 0 is padding, and the output. */
const CHAINS: readonly { readonly name: string; readonly layers: readonly Layer[] }[] = [
  { name: 'simpleRnn', layers: [simpleRnn({ units: 3, returnSequences: true })] },
  { name: 'lstm', layers: [lstm({ units: 3, returnSequences: true })] },
  { name: 'gru', layers: [gru({ units: 3, returnSequences: true })] },
  {
    name: 'lstm, zeros for masked steps',
    layers: [lstm({ units: 3, returnSequences: true, zeroOutputForMask: true })],
  },
  { name: 'gru, reset before', layers: [gru({ units: 3, resetAfter: false })] },
  { name: 'simpleRnn, the last output', layers: [simpleRnn({ units: 3 })] },
  { name: 'lstm, the last output', layers: [lstm({ units: 3 })] },
  {
    name: 'lstm on a simpleRnn',
    layers: [
      simpleRnn({ units: 2, returnSequences: true }),
      lstm({ units: 3, returnSequences: true }),
    ],
  },
  {
    name: 'gru on an lstm',
    layers: [lstm({ units: 2, returnSequences: true }), gru({ units: 3, returnSequences: true })],
  },
  {
    name: 'simpleRnn on an lstm, the last output',
    layers: [lstm({ units: 2, returnSequences: true }), simpleRnn({ units: 3 })],
  },
];

const PADDED = [
  { where: 'between steps', ids: [[1, 0, 2]] },
  { where: 'before the first step', ids: [[0, 1]] },
  { where: 'after the last step', ids: [[1, 0]] },
  { where: 'everywhere', ids: [[0, 0, 0]] },
  {
    where: 'elsewhere in each row',
    ids: [
      [1, 0, 2],
      [0, 0, 3],
      [0, 0, 0],
      [4, 1, 0],
    ],
  },
];

const BATCHES: fc.Arbitrary<number[][]> = fc.integer({ min: 1, max: 5 }).chain((T) =>
  fc.array(fc.array(fc.constantFrom(0, 0, 1, 2, 3), { minLength: T, maxLength: T }), {
    minLength: 1,
    maxLength: 3,
  }),
);

describe.each(CHAINS)('stepping through ids with padding, $name', ({ layers }) => {
  test.each(PADDED)('$where, gives the whole sequence, bit for bit', ({ ids }) => {
    expectSteppedIsWhole(layers, ids, 'float32', true);
    expectSteppedIsWhole(layers, ids, 'float32', false);
  });

  test('anywhere, gives the whole sequence, bit for bit', () => {
    fc.assert(
      fc.property(
        BATCHES,
        fc.constantFrom<Dtype>('float32', 'float64'),
        fc.boolean(),
        (ids, dtype, given) => expectSteppedIsWhole(layers, ids, dtype, given),
      ),
      SEEDED,
    );
  });
});

/** After every step, the output and the states are those of the sequence so far. */
function expectSteppedIsWhole(
  layers: readonly Layer[],
  ids: readonly (readonly number[])[],
  dtype: Dtype,
  stateGiven: boolean,
): void {
  const model = new Model(
    [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 5, outputDim: 2, maskZero: true }),
      ...layers,
    ],
    { dtype, seed: 1 },
  );
  const initial: ModelState = stateGiven ? drawState(model, ids.length) : {};
  let state = initial;
  for (const t of ids[0]?.keys() ?? []) {
    const step = model.step(
      ids.map((row) => row[t] ?? 0),
      state,
    );
    state = step.state;
    const soFar = ids.map((row) => row.slice(0, t + 1));
    const [y, , whole] = model.begin(soFar, { state: initial });
    expectBits(step.output.data, lastOf(y), `the output at step ${t}`);
    for (const [name, expected] of Object.entries(whole.state)) {
      expectBits(state[name]?.data, [...expected.data], `${name} after step ${t}`);
    }
  }
}

/** Initial states that are not zero. */
function drawState(model: Model, B: number): ModelState {
  const states = Object.entries(model.initialState(B)).map(([name, zero]): [string, Tensor] => {
    zero.data.set(drawTensor(zero.shape, randomStream('state', name)).data);
    return [name, zero];
  });
  return Object.fromEntries(states);
}

/** The output `[B, N]` itself, or of `[B, T, N]` its last step. */
function lastOf({ data, shape }: Tensor): number[] {
  if (shape.length === 2) return [...data];
  const [B = 0, T = 0, N = 0] = shape;
  return range(0, B).flatMap((b) => [...data.subarray((b * T + T - 1) * N, (b + 1) * T * N)]);
}
